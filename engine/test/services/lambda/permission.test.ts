import { describe, expect, it } from "vitest";
import type { Caller } from "../../../src/services/contract/targets.ts";
import type { LambdaFunction } from "../../../src/services/lambda/functions/function.ts";
import { createPermissionCheck, permissionStatements } from "../../../src/services/lambda/permission.ts";
import type { PermissionProperties } from "../../../src/services/lambda/resource-types.ts";
import { functionArn, IDENTITY } from "./harness.ts";

const API = "arn:aws:execute-api:us-east-1:000000000000:abc123";
const gateway: Caller = { principal: "apigateway.amazonaws.com", sourceArn: `${API}/dev/$connect` };

const GRANT: PermissionProperties = {
  FunctionName: "hello",
  Action: "lambda:InvokeFunction",
  Principal: "apigateway.amazonaws.com",
};

function isAdmitted(permission: Partial<PermissionProperties>, from = gateway, qualifier?: string): boolean {
  const check = createPermissionCheck(permissionStatements({ ...GRANT, ...permission }, IDENTITY), IDENTITY);
  const target = { configuration: { name: "hello" } } as LambdaFunction;
  const arn = functionArn(qualifier === undefined ? "hello" : `hello:${qualifier}`);
  try {
    check({ target, qualifier, arn, executedVersion: "$LATEST" }, from);
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
    ["$LATEST", { FunctionName: "hello:$LATEST" }],
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

  it("admits a source without an account in its ARN by the account", () => {
    const from = { principal: "s3.amazonaws.com", sourceArn: "arn:aws:s3:::bucket" };
    const grant = { Principal: "s3.amazonaws.com", SourceArn: "arn:aws:s3:::bucket", SourceAccount: "000000000000" };
    expect(isAdmitted(grant, from)).toBe(true);
  });

  it("that IAM would refuse throws", () => {
    expect(() => permissionStatements({ ...GRANT, Action: "everything" }, IDENTITY)).toThrow(/Malformed|syntax/i);
  });

  it("of an alias is for the alias only", () => {
    expect(isAdmitted({ FunctionName: "hello:live" }, gateway, "live")).toBe(true);
    expect(isAdmitted({ FunctionName: "hello" }, gateway, "live")).toBe(false);
  });

  it("is not needed by a principal of the account", () => {
    expect(isAdmitted({ Principal: "nobody" }, { principal: "arn:aws:iam::000000000000:role/gateway" })).toBe(true);
  });
});
