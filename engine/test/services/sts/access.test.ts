import { describe, expect, it } from "vitest";
import { accessOf } from "../../../src/services/sts/access.ts";
import type { Principal } from "../../../src/wire/principal.ts";
import { role, roleArn, stackOf } from "../../iam/stack.ts";

const caller = "arn:aws:iam::000000000000:role/caller";
const session = "arn:aws:sts::000000000000:assumed-role/caller/Fn";
const principal: Principal = { kind: "role", arn: session, roleArn: caller };

const requests = (operation: string, input: Record<string, unknown> = {}, AssumeRolePolicyDocument: unknown = {}) =>
  accessOf(
    { operation, input, principal },
    { stack: stackOf({ Role: { ...role({ AssumeRolePolicyDocument }), attribute: () => roleArn } }) },
  );

const trust = (AWS: unknown, Effect = "Allow") => ({
  Statement: [{ Effect, Action: "sts:AssumeRole", Principal: { AWS } }],
});

describe("accessOf a call of STS", () => {
  it.each(["GetCallerIdentity", "GetSessionToken"])("is nothing for %s", (operation) => {
    expect(requests(operation)).toEqual([]);
  });

  it.each([[trust(caller)], [trust([session, "arn:x"])], [{ Statement: trust(caller).Statement[0] }]])(
    "is nothing for a role whose trust policy names the caller: %j",
    (document) => {
      expect(requests("AssumeRole", { RoleArn: roleArn }, document)).toEqual([]);
    },
  );

  it.each([
    [trust("arn:aws:iam::000000000000:root")],
    [trust("*")],
    [trust(caller, "Deny")],
    [{ Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" } }] }],
    [undefined],
  ])("is on the role whose trust policy does not: %j", (document) => {
    expect(requests("AssumeRole", { RoleArn: roleArn }, document)).toEqual([
      { action: "sts:AssumeRole", resource: roleArn },
    ]);
  });

  it("is on a role that the stack does not define", () => {
    expect(requests("AssumeRole", { RoleArn: caller }, trust(caller))).toEqual([
      { action: "sts:AssumeRole", resource: caller },
    ]);
  });
});
