import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sts } from "../../../src/services/sts/index.ts";
import { type Harness, startService } from "../harness.ts";

let harness: Harness;
let client: STSClient;
let options: Awaited<ReturnType<Harness["serve"]>>;
beforeAll(async () => {
  harness = await startService(sts);
  options = await harness.serve();
  client = new STSClient(options);
});
afterAll(() => harness[Symbol.asyncDispose]());

describe("GetCallerIdentity", () => {
  it("tells the developer who they are", async () => {
    expect(await client.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: "123456789012",
      Arn: "arn:aws:iam::123456789012:user/developer",
    });
  });
});

describe("AssumeRole", () => {
  const RoleArn = "arn:aws:iam::123456789012:role/Publisher";

  it("gives credentials that are that role's", async () => {
    const { Credentials } = await client.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "me" }));
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken ?? "",
    };
    const asRole = new STSClient({ ...options, credentials });
    expect((await asRole.send(new GetCallerIdentityCommand({}))).Arn).toBe(
      "arn:aws:sts::123456789012:assumed-role/Publisher/me",
    );
    expect(Credentials?.Expiration?.getTime()).toBe(harness.clock.now() + 3_600_000);
  });

  it("refuses what is no role", async () => {
    await expect(
      client.send(new AssumeRoleCommand({ RoleArn: "arn:aws:iam::1:user/x", RoleSessionName: "me" })),
    ).rejects.toMatchObject({ name: "ValidationException" });
  });
});
