import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { secretsmanager } from "../../../src/services/secretsmanager/definition.ts";
import { type Harness, type HarnessOptions, startService } from "../harness.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const TOKENS = ["a", "b", "c"].map((letter) => letter.repeat(32));
const [FIRST, SECOND, THIRD] = TOKENS as [string, string, string];

const RESOURCES = {
  Plain: { Type: "AWS::SecretsManager::Secret", Properties: { Name: "plain", SecretString: "hello" } },
  Generated: {
    Type: "AWS::SecretsManager::Secret",
    Properties: {
      GenerateSecretString: {
        SecretStringTemplate: '{"user":"admin"}',
        GenerateStringKey: "secret",
        PasswordLength: "48",
        ExcludePunctuation: "true",
      },
    },
  },
  Empty: { Type: "AWS::SecretsManager::Secret", Properties: { Name: "empty" } },
};

const start = (options: HarnessOptions = {}) => startService(secretsmanager, { resources: RESOURCES, ...options });

let harness: Harness;

beforeEach(async () => {
  harness = await start();
});

afterEach(() => harness[Symbol.asyncDispose]());

const value = (SecretId: string, more = {}) => harness.call("GetSecretValue", { SecretId, ...more });
const put = (ClientRequestToken: string, SecretString: string, more = {}) =>
  harness.call("PutSecretValue", { SecretId: "plain", ClientRequestToken, SecretString, ...more });

describe("AWS::SecretsManager::Secret", () => {
  it("gives its ARN as Ref: the name and six characters", () => {
    expect(harness.ref("Plain")).toMatch(/^arn:aws:secretsmanager:eu-west-1:123456789012:secret:plain-[A-Za-z0-9]{6}$/);
    expect(harness.ref("Generated")).toMatch(/:secret:Generated-[a-z0-9]{12}-[A-Za-z0-9]{6}$/);
    expect(harness.attribute("Plain", "Id")).toBe(harness.ref("Plain"));
  });

  it("generates a password into its template", async () => {
    const { SecretString } = await value(harness.ref("Generated"));
    expect(JSON.parse(SecretString)).toEqual({ user: "admin", secret: expect.stringMatching(/^[A-Za-z0-9]{48}$/) });
  });

  it("refuses a template that is no JSON object, with the place of the resource", async () => {
    const GenerateSecretString = { SecretStringTemplate: "{", GenerateStringKey: "k" };
    const resources = { Bad: { Type: "AWS::SecretsManager::Secret", Properties: { GenerateSecretString } } };
    await expect(start({ resources })).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringContaining("SecretStringTemplate of Bad"),
      location: { file: "template.yaml" },
    });
  });
});

describe("GetSecretValue", () => {
  it.each([
    ["its name", () => "plain"],
    ["its ARN", () => harness.ref("Plain")],
    ["its ARN without the last six characters", () => harness.ref("Plain").slice(0, -7)],
  ])("finds a secret by %s", async (_what, id) => {
    expect(await value(id())).toMatchObject({
      Name: "plain",
      ARN: harness.ref("Plain"),
      SecretString: "hello",
      VersionStages: ["AWSCURRENT"],
    });
  });

  it.each([
    ["an unknown secret", "nope", {}, "can't find the specified secret."],
    ["a secret without a value", "empty", {}, "staging label: AWSCURRENT"],
    ["an unknown stage", "plain", { VersionStage: "AWSPREVIOUS" }, "staging label: AWSPREVIOUS"],
    ["an unknown version", "plain", { VersionId: FIRST }, `VersionId: ${FIRST}`],
  ])("answers ResourceNotFoundException for %s", async (_what, id, more, message) => {
    await expect(value(id, more)).rejects.toMatchObject({
      code: "ResourceNotFoundException",
      message: expect.stringContaining(message),
    });
  });

  it("journals who read it and never what", async () => {
    await value("plain");
    expect(harness.journal.entries({ type: "get" })).toMatchObject([{ data: { secret: "plain" } }]);
    expect(JSON.stringify(harness.journal.entries())).not.toContain("hello");
  });
});

describe("PutSecretValue", () => {
  it("makes the value current and the one before it previous", async () => {
    await put(FIRST, "one");
    await put(SECOND, "two");
    expect(await value("plain")).toMatchObject({ VersionId: SECOND, SecretString: "two" });
    expect(await value("plain", { VersionStage: "AWSPREVIOUS" })).toMatchObject({ VersionId: FIRST });
    const { VersionIdsToStages } = await harness.call("DescribeSecret", { SecretId: "plain" });
    expect(VersionIdsToStages).toEqual({ [FIRST]: ["AWSPREVIOUS"], [SECOND]: ["AWSCURRENT"] });
  });

  it("is the same once or twice with one token, and refuses another value for it", async () => {
    await put(FIRST, "one");
    await expect(put(FIRST, "one")).resolves.toMatchObject({ VersionId: FIRST });
    await expect(put(FIRST, "two")).rejects.toMatchObject({ code: "ResourceExistsException" });
  });

  it("leaves AWSCURRENT where it is for other stages", async () => {
    await put(FIRST, "next", { VersionStages: ["AWSPENDING"] });
    expect(await value("plain")).toMatchObject({ SecretString: "hello" });
    expect(await value("plain", { VersionId: FIRST, VersionStage: "AWSPENDING" })).toMatchObject({
      SecretString: "next",
    });
  });

  it("refuses text and binary at once, and neither", async () => {
    await expect(put(FIRST, "x", { SecretBinary: "eA==" })).rejects.toMatchObject({
      code: "InvalidParameterException",
    });
    await expect(harness.call("PutSecretValue", { SecretId: "plain" })).rejects.toMatchObject({
      code: "InvalidParameterException",
    });
  });
});

describe("UpdateSecretVersionStage", () => {
  const move = (more: object) =>
    harness.call("UpdateSecretVersionStage", { SecretId: "plain", VersionStage: "AWSCURRENT", ...more });

  it("moves AWSCURRENT, and AWSPREVIOUS after it", async () => {
    await put(FIRST, "one");
    await put(SECOND, "two", { VersionStages: ["AWSPENDING"] });
    await move({ RemoveFromVersionId: FIRST, MoveToVersionId: SECOND });
    expect(await value("plain")).toMatchObject({ VersionId: SECOND });
    expect(await value("plain", { VersionStage: "AWSPREVIOUS" })).toMatchObject({ VersionId: FIRST });
  });

  it("goes back to the previous version", async () => {
    await put(FIRST, "one");
    await put(SECOND, "two");
    await move({ RemoveFromVersionId: SECOND, MoveToVersionId: FIRST });
    const { VersionIdsToStages } = await harness.call("DescribeSecret", { SecretId: "plain" });
    expect(VersionIdsToStages).toEqual({ [FIRST]: ["AWSCURRENT"], [SECOND]: ["AWSPREVIOUS"] });
  });

  it.each([
    ["without the version that holds the label", { MoveToVersionId: FIRST }, "RemoveFromVersionId can't be empty"],
    ["from a version that does not hold it", { MoveToVersionId: FIRST, RemoveFromVersionId: FIRST }, "not currently"],
    ["to a version that does not exist", { MoveToVersionId: THIRD, RemoveFromVersionId: SECOND }, "can't find"],
  ])("refuses to move it %s", async (_what, more, message) => {
    await put(FIRST, "one");
    await put(SECOND, "two");
    await expect(move(more)).rejects.toThrow(message);
  });
});

describe("DeleteSecret", () => {
  it("hides the secret, which RestoreSecret brings back within its window", async () => {
    await harness.call("DeleteSecret", { SecretId: "plain", RecoveryWindowInDays: 7 });
    await expect(value("plain")).rejects.toMatchObject({ code: "InvalidRequestException" });
    await harness.call("RestoreSecret", { SecretId: "plain" });
    expect(await value("plain")).toMatchObject({ SecretString: "hello" });
  });

  it("is final when the window is over, and at once when forced", async () => {
    await harness.call("DeleteSecret", { SecretId: "plain", RecoveryWindowInDays: 7 });
    await harness.clock.advance(7 * DAY_MS);
    await harness.call("DeleteSecret", { SecretId: "empty", ForceDeleteWithoutRecovery: true });
    for (const SecretId of ["plain", "empty"])
      await expect(harness.call("RestoreSecret", { SecretId })).rejects.toMatchObject({
        code: "ResourceNotFoundException",
      });
  });
});

describe("CreateSecret, UpdateSecret and ListSecrets", () => {
  it("create, change and list", async () => {
    const Tags = [{ Key: "team", Value: "red" }];
    await harness.call("CreateSecret", { Name: "new/one", SecretString: "1", Tags });
    await harness.call("UpdateSecret", { SecretId: "new/one", SecretString: "2", Description: "second" });
    await harness.call("TagResource", { SecretId: "new/one", Tags: [{ Key: "stage", Value: "dev" }] });
    await harness.call("UntagResource", { SecretId: "new/one", TagKeys: ["team"] });
    const { SecretList } = await harness.call("ListSecrets", { Filters: [{ Key: "name", Values: ["new/"] }] });
    expect(SecretList).toMatchObject([
      { Name: "new/one", Description: "second", Tags: [{ Key: "stage", Value: "dev" }] },
    ]);
    expect(await value("new/one")).toMatchObject({ SecretString: "2" });
    const { Versions } = await harness.call("ListSecretVersionIds", { SecretId: "new/one" });
    expect(Versions).toHaveLength(2);
  });

  it("refuse a name that exists, and one with other characters", async () => {
    await expect(harness.call("CreateSecret", { Name: "plain" })).rejects.toMatchObject({
      code: "ResourceExistsException",
    });
    await expect(harness.call("CreateSecret", { Name: "a b" })).rejects.toMatchObject({
      code: "ValidationException",
    });
  });
});

describe("a data directory", () => {
  let dataDir: string;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "portcullis-secrets-"));
  });

  afterEach(() => rm(dataDir, { recursive: true }));

  it("keeps generated secrets from one start to the next, for nobody else to read", async () => {
    const read = async () => {
      await using kept = await start({ settings: { dataDir } });
      return (await kept.call("GetSecretValue", { SecretId: kept.ref("Generated") })).SecretString;
    };
    expect(await read()).toBe(await read());
    expect((await stat(join(dataDir, "secrets.json"))).mode & 0o777).toBe(0o600);
  });

  it("acknowledges nothing that it could not write, so that SDKs try again", async () => {
    await using kept = await start({ settings: { dataDir } });
    // A file of that name cannot be written.
    await mkdir(join(dataDir, "secrets.json.new"));
    const create = () => kept.call("CreateSecret", { Name: "late", SecretString: "x" });
    await expect(create()).rejects.toMatchObject({ code: "InternalServiceError", status: 500 });
    await rm(join(dataDir, "secrets.json.new"), { recursive: true });
    await kept.call("CreateSecret", { Name: "later", SecretString: "y" });
    expect(await readFile(join(dataDir, "secrets.json"), "utf8")).toContain("later");
  });

  it("says which file is damaged", async () => {
    await writeFile(join(dataDir, "secrets.json"), "{");
    await expect(start({ settings: { dataDir } })).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringContaining("secrets.json"),
    });
    expect(await readFile(join(dataDir, "secrets.json"), "utf8")).toBe("{");
  });
});

describe("the AWS SDK's Secrets Manager client", () => {
  it("reads text and bytes, and its own class of error", async () => {
    const client = new SecretsManagerClient(await harness.serve());
    expect(await client.send(new GetSecretValueCommand({ SecretId: "plain" }))).toMatchObject({
      SecretString: "hello",
      CreatedDate: new Date(harness.clock.now()),
    });
    await client.send(new CreateSecretCommand({ Name: "bytes", SecretBinary: Buffer.from([1, 2, 3]) }));
    const { SecretBinary } = await client.send(new GetSecretValueCommand({ SecretId: "bytes" }));
    expect(SecretBinary).toEqual(Uint8Array.from([1, 2, 3]));
    const unknown = client.send(new GetSecretValueCommand({ SecretId: "nope" }));
    await expect(unknown).rejects.toBeInstanceOf(ResourceNotFoundException);
    client.destroy();
  });
});
