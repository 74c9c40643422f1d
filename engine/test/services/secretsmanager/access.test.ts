import { describe, expect, it } from "vitest";
import { accessOf } from "../../../src/services/secretsmanager/access.ts";
import { stackOf } from "../../iam/stack.ts";

const stack = stackOf({});
const arn = "arn:aws:secretsmanager:us-east-1:000000000000:secret:jwt-AbCdEf";
const resolve = (secretId: string) => (["jwt", arn, arn.slice(0, -7)].includes(secretId) ? arn : undefined);

const requests = (operation: string, input: Record<string, unknown> = {}) =>
  accessOf({ operation, input }, { stack }, resolve);

describe("accessOf a call of Secrets Manager", () => {
  it.each(["jwt", arn, arn.slice(0, -7)])("is on the full ARN for %s", (SecretId) => {
    expect(requests("DescribeSecret", { SecretId })).toEqual([
      {
        action: "secretsmanager:DescribeSecret",
        resource: arn,
        context: { "secretsmanager:SecretId": SecretId },
      },
    ]);
  });

  it.each(["no-such-secret", ""])("is on what the caller called a secret that does not exist: %j", (SecretId) => {
    expect(requests("GetSecretValue", { SecretId })[0]?.resource).toBe(SecretId);
  });

  it.each([
    ["GetSecretValue", { SecretId: "jwt" }, { "secretsmanager:VersionStage": "AWSCURRENT" }],
    [
      "GetSecretValue",
      { SecretId: "jwt", VersionStage: "AWSPREVIOUS" },
      { "secretsmanager:VersionStage": "AWSPREVIOUS" },
    ],
    ["GetSecretValue", { SecretId: "jwt", VersionId: "1" }, { "secretsmanager:VersionId": "1" }],
    [
      "DeleteSecret",
      { SecretId: "jwt", ForceDeleteWithoutRecovery: true },
      { "secretsmanager:ForceDeleteWithoutRecovery": true },
    ],
  ])("tells conditions of %s %j", (operation, input, expected) => {
    const { "secretsmanager:SecretId": _id, ...context } = requests(operation, input)[0]?.context ?? {};
    expect(context).toEqual(expected);
  });

  it("never tells a secret's value", () => {
    const input = { SecretId: "jwt", Name: "jwt", SecretString: "hunter2", SecretBinary: "aHVudGVyMg==" };
    for (const operation of ["PutSecretValue", "UpdateSecret", "CreateSecret"])
      expect(JSON.stringify(requests(operation, input))).not.toMatch(/hunter2|aHVudGVyMg/);
  });

  it("is on a name when the secret is yet to be made", () => {
    expect(requests("CreateSecret", { Name: "team/jwt" })).toEqual([
      {
        action: "secretsmanager:CreateSecret",
        resource: "arn:aws:secretsmanager:us-east-1:000000000000:secret:team/jwt",
        context: { "secretsmanager:Name": "team/jwt" },
      },
    ]);
  });

  it("is on each secret of a batch beside the batch itself", () => {
    const found = requests("BatchGetSecretValue", { SecretIdList: ["jwt", "other"] });
    expect(found.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
      "secretsmanager:BatchGetSecretValue *",
      `secretsmanager:GetSecretValue ${arn}`,
      "secretsmanager:GetSecretValue other",
    ]);
  });

  it.each(["ListSecrets", "GetRandomPassword"])("is on no secret for %s", (operation) => {
    expect(requests(operation)).toEqual([{ action: `secretsmanager:${operation}`, resource: "*" }]);
  });
});
