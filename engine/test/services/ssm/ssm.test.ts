import { GetParameterCommand, ParameterNotFound, SSMClient } from "@aws-sdk/client-ssm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ssm } from "../../../src/services/ssm/definition.ts";
import { type Harness, startService } from "../harness.ts";

const RESOURCES = {
  Url: { Type: "AWS::SSM::Parameter", Properties: { Name: "/shop/url", Type: "String", Value: "https://shop" } },
  Sizes: { Type: "AWS::SSM::Parameter", Properties: { Name: "/shop/sizes/all", Type: "StringList", Value: "s,m,l" } },
  Unnamed: { Type: "AWS::SSM::Parameter", Properties: { Type: "String", Value: 5 } },
};

let harness: Harness;

beforeEach(async () => {
  harness = await startService(ssm, { resources: RESOURCES });
});

afterEach(() => harness[Symbol.asyncDispose]());

const get = (Name: string, more = {}) => harness.call("GetParameter", { Name, ...more });
const put = (Name: string, Value: string, more = {}) =>
  harness.call("PutParameter", { Name, Value, Type: "String", ...more });
const names = (answer: { Parameters: { Name: string }[] }) => answer.Parameters.map(({ Name }) => Name);

describe("AWS::SSM::Parameter", () => {
  it("gives its name as Ref, and type and value as attributes", async () => {
    expect(harness.ref("Url")).toBe("/shop/url");
    expect(harness.ref("Unnamed")).toMatch(/^CFN-Unnamed-[a-z0-9]{12}$/);
    expect(harness.attribute("Url", "Type")).toBe("String");
    expect(harness.attribute("Url", "Value")).toBe("https://shop");
    expect((await get(harness.ref("Unnamed"))).Parameter.Value).toBe("5");
  });
});

describe("GetParameter", () => {
  it.each([["/shop/url"], ["arn:aws:ssm:eu-west-1:123456789012:parameter/shop/url"]])("finds %s", async (name) => {
    expect(await get(name)).toEqual({
      Parameter: {
        Name: "/shop/url",
        Type: "String",
        Value: "https://shop",
        Version: 1,
        Selector: undefined,
        LastModifiedDate: harness.clock.now() / 1000,
        ARN: "arn:aws:ssm:eu-west-1:123456789012:parameter/shop/url",
        DataType: "text",
      },
    });
  });

  it("gives an older version when it is asked for", async () => {
    await put("/shop/url", "https://new", { Overwrite: true });
    expect((await get("/shop/url")).Parameter).toMatchObject({ Value: "https://new", Version: 2 });
    expect((await get("/shop/url:1")).Parameter).toMatchObject({ Value: "https://shop", Selector: ":1" });
    await expect(get("/shop/url:3")).rejects.toMatchObject({ code: "ParameterVersionNotFound" });
  });

  it("shows a secure string only to those who ask for decryption", async () => {
    await put("secret", "hush", { Type: "SecureString" });
    expect((await get("secret")).Parameter.Value).not.toContain("hush");
    expect((await get("secret", { WithDecryption: true })).Parameter.Value).toBe("hush");
    expect(JSON.stringify(harness.journal.entries())).not.toContain("hush");
  });

  it("is called by the AWS SDK", async () => {
    const client = new SSMClient(await harness.serve());
    const { Parameter } = await client.send(new GetParameterCommand({ Name: "/shop/url" }));
    expect(Parameter).toMatchObject({ Value: "https://shop", LastModifiedDate: new Date(harness.clock.now()) });
    await expect(client.send(new GetParameterCommand({ Name: "nope" }))).rejects.toBeInstanceOf(ParameterNotFound);
    client.destroy();
  });
});

describe("GetParameters", () => {
  it("tells which of the names lead nowhere", async () => {
    const answer = await harness.call("GetParameters", { Names: ["/shop/url", "nope", "/shop/url:9"] });
    expect(names(answer)).toEqual(["/shop/url"]);
    expect(answer.InvalidParameters).toEqual(["nope", "/shop/url:9"]);
  });
});

describe("GetParametersByPath", () => {
  const byPath = (more: object) => harness.call("GetParametersByPath", { Path: "/shop", ...more });

  it("gives one level, or all below", async () => {
    await put("/shopping", "other");
    expect(names(await byPath({}))).toEqual(["/shop/url"]);
    expect(names(await byPath({ Recursive: true }))).toEqual(["/shop/sizes/all", "/shop/url"]);
  });

  it("goes page by page", async () => {
    const first = await byPath({ Recursive: true, MaxResults: 1 });
    const second = await byPath({ Recursive: true, MaxResults: 1, NextToken: first.NextToken });
    expect([...names(first), ...names(second)]).toEqual(["/shop/sizes/all", "/shop/url"]);
    expect(second.NextToken).toBeUndefined();
  });

  it("refuses a path without a slash", async () => {
    await expect(byPath({ Path: "shop" })).rejects.toMatchObject({ code: "ValidationException" });
  });
});

describe("PutParameter", () => {
  it.each([
    ["a name that exists", ["/shop/url", "x", {}], "ParameterAlreadyExists"],
    ["no type", ["new", "x", { Type: undefined }], "ValidationException"],
    ["a name with a blank", ["a b", "x", {}], "ValidationException"],
    ["more than 4 KB", ["new", "x".repeat(4097), {}], "ValidationException"],
    ["a value beside its pattern", ["new", "x", { AllowedPattern: "^\\d+$" }], "ParameterPatternMismatchException"],
    ["a pattern that is none", ["new", "x", { AllowedPattern: "(" }], "InvalidAllowedPatternException"],
  ] as const)("refuses %s", async (_what, [name, value, more], code) => {
    await expect(put(name, value, more)).rejects.toMatchObject({ code });
  });

  it("keeps the history", async () => {
    await put("new", "1");
    await put("new", "2", { Overwrite: true, Type: undefined });
    const { Parameters } = await harness.call("GetParameterHistory", { Name: "new" });
    expect(Parameters).toMatchObject([
      { Value: "1", Version: 1 },
      { Value: "2", Version: 2, Type: "String" },
    ]);
  });
});

describe("DeleteParameter and DeleteParameters", () => {
  it("remove, and tell of names that lead nowhere", async () => {
    await harness.call("DeleteParameter", { Name: "/shop/url" });
    await expect(get("/shop/url")).rejects.toMatchObject({ code: "ParameterNotFound" });
    await expect(harness.call("DeleteParameter", { Name: "/shop/url" })).rejects.toMatchObject({
      code: "ParameterNotFound",
    });
    expect(await harness.call("DeleteParameters", { Names: ["/shop/sizes/all", "nope"] })).toEqual({
      DeletedParameters: ["/shop/sizes/all"],
      InvalidParameters: ["nope"],
    });
  });
});

describe("DescribeParameters", () => {
  it.each([
    [{ Key: "Name", Option: "BeginsWith", Values: ["/shop/u"] }, ["/shop/url"]],
    [{ Key: "Name", Option: "Contains", Values: ["sizes"] }, ["/shop/sizes/all"]],
    [{ Key: "Type", Values: ["StringList"] }, ["/shop/sizes/all"]],
    [{ Key: "Path", Option: "OneLevel", Values: ["/shop"] }, ["/shop/url"]],
    [{ Key: "Path", Option: "Recursive", Values: ["/shop"] }, ["/shop/sizes/all", "/shop/url"]],
  ])("filters by %j and never tells values", async (filter, expected) => {
    const answer = await harness.call("DescribeParameters", { ParameterFilters: [filter] });
    expect(names(answer)).toEqual(expected);
    expect(JSON.stringify(answer)).not.toContain("https://shop");
  });
});
