import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ServiceContext } from "../../../src/services/contract/service.ts";
import { sts } from "../../../src/services/sts/definition.ts";
import type { StackResource } from "../../../src/template/model.ts";
import { type ClientOptions, type Harness, startService } from "../harness.ts";

const ROLE = "arn:aws:iam::123456789012:role/app/worker";
const OTHER = "arn:aws:iam::123456789012:role/other";

let harness: Harness;
let options: ClientOptions;

beforeEach(async () => {
  harness = await startService(sts);
  options = await harness.serve();
});

afterEach(() => harness[Symbol.asyncDispose]());

async function send<T>(credentials: ClientOptions["credentials"], call: (client: STSClient) => Promise<T>): Promise<T> {
  const client = new STSClient({ ...options, credentials });
  return call(client).finally(() => client.destroy());
}

const credentialsOf = (roleArn: string) => harness.context.principals.issue(roleArn, "session");

const identity = (credentials: ClientOptions["credentials"]) =>
  send(credentials, (client) => client.send(new GetCallerIdentityCommand({})));

const assume = (credentials: ClientOptions["credentials"], RoleArn: string) =>
  send(credentials, (client) => client.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "me" })));

/** A role of the template, whose trust policy lets `principal` in. */
function addRole(context: ServiceContext, roleArn: string, principal: object): void {
  const AssumeRolePolicyDocument = {
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" },
  };
  const role: StackResource = {
    logicalId: "Role",
    type: "AWS::IAM::Role",
    verdict: "inert",
    properties: { AssumeRolePolicyDocument },
    physicalId: "role",
    attribute: () => roleArn,
    metadata: {},
    dependsOn: [],
    location: { file: "template.yaml" },
  };
  (context.stack.resources as Map<string, StackResource>).set("Role", role);
}

describe("GetCallerIdentity", () => {
  it("names the developer for the developer's key, and for any other", async () => {
    const developer = { Account: "123456789012", Arn: "arn:aws:iam::123456789012:user/developer" };
    expect(await identity(options.credentials)).toMatchObject(developer);
    expect(await identity({ accessKeyId: "AKIAELSEWHERE", secretAccessKey: "x" })).toMatchObject(developer);
  });

  it("names a role's session for a function's credentials", async () => {
    expect(await identity(credentialsOf(ROLE))).toMatchObject({
      UserId: expect.stringMatching(/^AROA[A-Z2-7]{17}:session$/),
      Arn: "arn:aws:sts::123456789012:assumed-role/worker/session",
    });
  });
});

describe("AssumeRole", () => {
  it("gives the developer credentials of any role", async () => {
    const { Credentials, AssumedRoleUser } = await assume(options.credentials, ROLE);
    expect(AssumedRoleUser?.Arn).toBe("arn:aws:sts::123456789012:assumed-role/worker/me");
    expect(Credentials?.Expiration).toEqual(new Date(harness.clock.now() + 3600_000));
    const { AccessKeyId = "", SecretAccessKey = "" } = Credentials ?? {};
    const assumed = await identity({ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey });
    expect(assumed.Arn).toBe(AssumedRoleUser?.Arn);
  });

  it("gives a function's role what the other role's trust policy lets it have", async () => {
    addRole(harness.context, OTHER, { AWS: ROLE });
    await expect(assume(credentialsOf(ROLE), OTHER)).resolves.toBeDefined();
  });

  it.each([
    [
      "the trust policy names somebody else",
      () => addRole(harness.context, OTHER, { Service: "lambda.amazonaws.com" }),
    ],
    ["the template has no such role", () => undefined],
  ])("refuses a function's role when %s", async (_why, prepare) => {
    prepare();
    await expect(assume(credentialsOf(ROLE), OTHER)).rejects.toMatchObject({ name: "AccessDenied" });
  });

  it("refuses what is no role", async () => {
    await expect(assume(options.credentials, "arn:aws:iam::123456789012:user/ann")).rejects.toMatchObject({
      name: "ValidationError",
    });
  });
});

describe("GetSessionToken", () => {
  const token = (credentials: ClientOptions["credentials"]) =>
    send(credentials, (client) => client.send(new GetSessionTokenCommand({})));

  it("gives the developer a session", async () => {
    const { Credentials } = await token(options.credentials);
    expect(Credentials).toMatchObject({
      AccessKeyId: "test",
      SecretAccessKey: "test",
      SessionToken: expect.any(String),
    });
  });

  it("refuses a role's session, and a key of which the secret is not known here", async () => {
    await expect(token(credentialsOf(ROLE))).rejects.toMatchObject({ name: "AccessDenied" });
    await expect(token({ accessKeyId: "AKIAELSEWHERE", secretAccessKey: "x" })).rejects.toMatchObject({
      name: "InvalidClientTokenId",
    });
  });
});
