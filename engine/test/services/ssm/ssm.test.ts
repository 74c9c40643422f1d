import {
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ssm } from "../../../src/services/ssm/index.ts";
import { type Harness, startService } from "../harness.ts";

const parameter = (Name: string, Value: string) => ({
  Type: "AWS::SSM::Parameter",
  Properties: { Name, Value, Type: "String" },
});

let harness: Harness;
let client: SSMClient;
beforeAll(async () => {
  harness = await startService(ssm, {
    resources: {
      Table: parameter("/shop/table", "orders"),
      Deep: parameter("/shop/api/url", "wss://x"),
      Other: parameter("/shopping", "no"),
    },
  });
  client = new SSMClient(await harness.serve());
});
afterAll(() => harness[Symbol.asyncDispose]());

describe("GetParameter", () => {
  it("reads by name and by ARN", async () => {
    const { Parameter } = await client.send(new GetParameterCommand({ Name: "/shop/table" }));
    expect(Parameter).toMatchObject({ Value: "orders", Version: 1, Type: "String" });
    expect(Parameter?.ARN).toBe("arn:aws:ssm:eu-west-1:123456789012:parameter/shop/table");
    expect((await client.send(new GetParameterCommand({ Name: Parameter?.ARN }))).Parameter?.Value).toBe("orders");
  });

  it("answers ParameterNotFound", async () => {
    await expect(client.send(new GetParameterCommand({ Name: "/none" }))).rejects.toMatchObject({
      name: "ParameterNotFound",
    });
  });

  it("shows a secure string only to those who ask for decryption", async () => {
    await client.send(new PutParameterCommand({ Name: "secure", Value: "plain text", Type: "SecureString" }));
    const value = async (WithDecryption: boolean) =>
      (await client.send(new GetParameterCommand({ Name: "secure", WithDecryption }))).Parameter?.Value;
    expect(await value(true)).toBe("plain text");
    expect(await value(false)).not.toContain("plain text");
  });
});

describe("GetParameters", () => {
  it("names those that do not exist", async () => {
    const answer = await client.send(new GetParametersCommand({ Names: ["/shop/table", "/none"] }));
    expect(answer.Parameters?.map(({ Name }) => Name)).toEqual(["/shop/table"]);
    expect(answer.InvalidParameters).toEqual(["/none"]);
  });
});

describe("GetParametersByPath", () => {
  it.each([
    [false, ["/shop/table"]],
    [true, ["/shop/api/url", "/shop/table"]],
  ])("with Recursive %s stays below the path", async (Recursive, names) => {
    const { Parameters = [] } = await client.send(new GetParametersByPathCommand({ Path: "/shop", Recursive }));
    expect(Parameters.map(({ Name }) => Name).sort()).toEqual(names);
  });
});

describe("PutParameter", () => {
  it("overwrites only when told to, and counts versions", async () => {
    const put = (Value: string, Overwrite?: boolean) =>
      client.send(new PutParameterCommand({ Name: "counted", Value, Type: "String", Overwrite }));
    await put("a");
    await expect(put("b")).rejects.toMatchObject({ name: "ParameterAlreadyExists" });
    expect((await put("b", true)).Version).toBe(2);
  });
});
