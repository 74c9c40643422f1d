import { describe, expect, it } from "vitest";
import { resourceTypes } from "../../../src/services/lambda/resource-types.ts";
import type { ResourceType } from "../../../src/template/model.ts";

const stack = {
  name: "stack",
  id: "arn:aws:cloudformation:us-east-1:000000000000:stack/stack/1",
  region: "us-east-1",
  accountId: "000000000000",
  partition: "aws",
  urlSuffix: "amazonaws.com",
};

const typeOf = (type: string) => (resourceTypes as Readonly<Record<string, ResourceType>>)[`AWS::Lambda::${type}`];
const LAMBDA = "arn:aws:lambda:us-east-1:000000000000";

describe.each([
  ["Function", { FunctionName: "hello" }, /^hello$/, { Arn: `${LAMBDA}:function:hello` }],
  ["Function", {}, /^stack-Logical-[A-Z0-9]{12}$/, {}],
  ["Version", { FunctionName: "hello" }, /:function:hello:1$/, { Version: "1" }],
  ["Alias", { FunctionName: `${LAMBDA}:function:hello`, Name: "live" }, /:function:hello:live$/, {}],
  ["LayerVersion", { LayerName: "layer" }, /:layer:layer:1$/, { LayerVersionArn: `${LAMBDA}:layer:layer:1` }],
  [
    "Url",
    { TargetFunctionArn: `${LAMBDA}:function:hello` },
    /:function:hello$/,
    { FunctionArn: `${LAMBDA}:function:hello` },
  ],
  ["EventSourceMapping", {}, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, {}],
  ["Permission", {}, /^stack-Logical-/, {}],
])("AWS::Lambda::%s with %j", (type, properties, physicalId, attributes) => {
  const kind = typeOf(type);
  const ref = kind?.ref("Logical", properties, stack) ?? "";

  it("has CloudFormation's Ref", () => {
    expect(ref).toMatch(physicalId);
    expect(kind?.ref("Logical", properties, stack)).toBe(ref);
  });

  it("has CloudFormation's attributes", () => {
    for (const [name, expected] of Object.entries(attributes))
      expect(kind?.attributes?.[name]?.(ref, stack, properties)).toBe(expected);
  });
});

describe("AWS::Lambda::Function", () => {
  const parse = (properties: Record<string, unknown>) =>
    resourceTypes["AWS::Lambda::Function"].schema.safeParse({ Role: "r", ...properties });

  it("takes numbers and booleans as the text that parameters are", () => {
    const { data } = parse({ Timeout: "30", MemorySize: "256", Environment: { Variables: { A: 1, B: true } } });
    expect(data).toMatchObject({ Timeout: 30, MemorySize: 256, Environment: { Variables: { A: "1", B: "true" } } });
  });

  it("has Lambda's defaults", () => {
    expect(parse({}).data).toMatchObject({ Timeout: 3, MemorySize: 128, PackageType: "Zip" });
  });

  it("keeps names within 64 characters", () => {
    const kind = typeOf("Function");
    expect(kind?.ref("A".repeat(80), {}, stack)).toHaveLength(64);
  });

  it.each([{ Timeout: 0 }, { Timeout: 901 }, { MemorySize: 64 }, { Timeout: "soon" }, { Role: undefined }])(
    "does not take %j",
    (properties) => {
      expect(parse(properties).success).toBe(false);
    },
  );
});
