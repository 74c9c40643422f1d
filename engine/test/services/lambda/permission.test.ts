import { describe, expect, it } from "vitest";
import type { LambdaFunction } from "../../../src/services/lambda/function.ts";
import { arnMatches, createPermissionCheck } from "../../../src/services/lambda/permission.ts";
import type { PermissionProperties } from "../../../src/services/lambda/resources.ts";
import type { Caller } from "../../../src/services/service.ts";
import { functionArn } from "./harness.ts";

const API = "arn:aws:execute-api:us-east-1:000000000000:abc123";
const gateway: Caller = { principal: "apigateway.amazonaws.com", sourceArn: `${API}/dev/$connect` };

const GRANT: PermissionProperties = {
  FunctionName: "hello",
  Action: "lambda:InvokeFunction",
  Principal: "apigateway.amazonaws.com",
};

function isAdmitted(permission: Partial<PermissionProperties>, from = gateway, qualifier?: string): boolean {
  const check = createPermissionCheck([{ ...GRANT, ...permission }], { accountId: "000000000000" });
  const target = { configuration: { name: "hello" } } as LambdaFunction;
  try {
    check({ target, qualifier, arn: functionArn("hello"), executedVersion: "$LATEST" }, from);
    return true;
  } catch {
    return false;
  }
}

describe("AWS::Lambda::Permission", () => {
  it.each([
    ["no condition", {}],
    ["the function's ARN", { FunctionName: functionArn("hello") }],
    ["every action of Lambda", { Action: "lambda:*" }],
    ["any principal", { Principal: "*" }],
    ["the source itself", { SourceArn: `${API}/dev/$connect` }],
    ["a source with wildcards", { SourceArn: `${API}/*/*` }],
    ["a source with a wildcard over all", { SourceArn: `${API}/*` }],
    ["the account", { SourceAccount: "000000000000" }],
  ])("admits a service by %s", (_what, permission) => {
    expect(isAdmitted(permission)).toBe(true);
  });

  it.each([
    ["another function", { FunctionName: "other" }],
    ["another action", { Action: "lambda:GetFunction" }],
    ["another principal", { Principal: "events.amazonaws.com" }],
    ["another API", { SourceArn: `${API}x/*` }],
    ["another stage", { SourceArn: `${API}/prod/*` }],
    ["another account in the source", { SourceArn: API.replace("000000000000", "111111111111") }],
    ["another account", { SourceAccount: "111111111111" }],
    ["an organization", { PrincipalOrgID: "o-1" }],
    ["an event source token", { EventSourceToken: "t" }],
    ["an alias", { FunctionName: "hello:live" }],
  ])("does not admit it for %s", (_what, permission) => {
    expect(isAdmitted(permission)).toBe(false);
  });

  it("does not admit a caller without a source where one is asked for", () => {
    expect(isAdmitted({ SourceArn: `${API}/*` }, { principal: "apigateway.amazonaws.com" })).toBe(false);
  });

  it("of an alias is for the alias only", () => {
    expect(isAdmitted({ FunctionName: "hello:live" }, gateway, "live")).toBe(true);
    expect(isAdmitted({ FunctionName: "hello" }, gateway, "live")).toBe(false);
  });

  it("is not needed by a principal of the account", () => {
    expect(isAdmitted({ Principal: "nobody" }, { principal: "arn:aws:iam::000000000000:role/gateway" })).toBe(true);
  });
});

describe("ArnLike", () => {
  it.each([
    ["arn:aws:sqs:us-east-1:000000000000:queue", "arn:aws:sqs:us-east-1:000000000000:queue", true],
    ["arn:aws:sqs:*:000000000000:que?e", "arn:aws:sqs:us-east-1:000000000000:queue", true],
    ["arn:aws:sqs:*:queue", "arn:aws:sqs:us-east-1:000000000000:queue", false],
    ["arn:aws:sqs:us-east-1:000000000000:a*c", "arn:aws:sqs:us-east-1:000000000000:a:b:c", true],
    ["*", "arn:aws:sqs:us-east-1:000000000000:queue", false],
    ["arn:aws:s3:::bucket", "arn:aws:s3:::bucket", true],
  ])("%s matches %s: %s", (pattern, arn, expected) => {
    expect(arnMatches(pattern, arn)).toBe(expected);
  });
});
