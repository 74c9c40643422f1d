import SDK from "aws-sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, startEngine } from "../../src/engine.ts";

let engine: Engine;

beforeAll(async () => {
  engine = await startEngine({ template: `${import.meta.dirname}/../fixtures/echo/template.yaml` });
});
afterAll(() => engine.stop());

const options = () => ({
  endpoint: engine.endpoint,
  region: "us-east-1",
  accessKeyId: "test",
  secretAccessKey: "test",
  maxRetries: 0,
});

/** One operation for each protocol that AWS's services speak. */
const CALLS: Readonly<Record<string, () => Promise<unknown>>> = {
  "kinesis (ListStreams)": () => new SDK.Kinesis(options()).listStreams().promise(),
  "cognito-idp (ListUserPools)": () =>
    new SDK.CognitoIdentityServiceProvider(options()).listUserPools({ MaxResults: 1 }).promise(),
  "iam (ListUsers)": () => new SDK.IAM(options()).listUsers().promise(),
  "s3 (PUT /bucket/key)": () =>
    new SDK.S3({ ...options(), s3ForcePathStyle: true }).putObject({ Bucket: "bucket", Key: "key" }).promise(),
  "s3 (GET /bucket/old)": () =>
    new SDK.S3({ ...options(), s3ForcePathStyle: true, signatureVersion: "s3" })
      .getObject({ Bucket: "bucket", Key: "old" })
      .promise(),
  "cloudfront (GET /2020-05-31/distribution)": () => new SDK.CloudFront(options()).listDistributions().promise(),
  "polly (GET /v1/voices)": () => new SDK.Polly(options()).describeVoices().promise(),
};

describe("a call to a service that does not run here", () => {
  it.each(Object.keys(CALLS))("is refused at once in its own protocol, by name: %s", async (name) => {
    await expect(CALLS[name]?.()).rejects.toMatchObject({
      code: "UnsupportedServiceException",
      statusCode: 400,
      message: `${name} does not run here. No call left this machine.`,
    });
  });

  it("is in the journal, with the options that lead to an answer, once for each service", async () => {
    await CALLS["kinesis (ListStreams)"]?.().catch(() => {});
    const told = engine.journal.entries({ service: "engine", type: "not-run" }).map(({ data }) => data);
    const ofKinesis = told.filter(({ service }) => service === "kinesis");
    expect(ofKinesis.length).toBeGreaterThan(1);
    expect(ofKinesis.map(({ remedy }) => remedy)).toEqual([
      "--service kinesis=URL, --passthrough kinesis",
      ...ofKinesis.slice(1).map(() => undefined),
    ]);
  });

  it.each([
    ["cognito-idp", "AWSCognitoIdentityProviderService.SignUp"],
    ["cognito-identity", "AWSCognitoIdentityService.GetId"],
  ])("is refused by the name that options take when it is not signed: %s", async (service, target) => {
    const response = await fetch(engine.endpoint, { method: "POST", headers: { "x-amz-target": target }, body: "{}" });
    expect(await response.json()).toMatchObject({ message: expect.stringMatching(new RegExp(`^${service} \\(`)) });
  });
});
