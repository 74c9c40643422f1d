import { afterEach, describe, expect, it, vi } from "vitest";
import { functionEnvironment, type RecordedCall, type StubAnswer, startAwsStub } from "../../support/aws-stub.ts";
import { CONTEXT, coldStart, outputOf } from "../../support/lambda.ts";

afterEach(() => vi.unstubAllEnvs());

const { JWT_SECRET_ARN: SecretId } = functionEnvironment("");
const event = (Step: string, more: object = {}) => ({ Step, SecretId, ClientRequestToken: "new", ...more });

const secretsManager = ({ operation }: RecordedCall): StubAnswer => {
  if (operation === "DescribeSecret")
    return { body: { VersionIdsToStages: { old: ["AWSCURRENT"], new: ["AWSPENDING"] } } };
  return operation === "GetSecretValue" ? { status: 400, body: { __type: "ResourceNotFoundException" } } : { body: {} };
};

async function invoke(any: object) {
  await using stub = await startAwsStub(secretsManager);
  const { handler } = await coldStart(stub.endpoint, () => import("../../../src/handlers/secrets/rotate-secret.ts"));
  const output = await outputOf(() => handler(any, CONTEXT));
  return { output, calls: stub.calls.map(({ operation, body }) => ({ operation, ...JSON.parse(body) })) };
}

describe("the rotation of the signing key", () => {
  it("makes a pending key that nothing else ever sees", async () => {
    const { calls, output } = await invoke(event("createSecret"));
    expect(calls).toMatchObject([
      { operation: "DescribeSecret", SecretId },
      { operation: "GetSecretValue", SecretId, VersionId: "new", VersionStage: "AWSPENDING" },
      {
        operation: "PutSecretValue",
        SecretId,
        ClientRequestToken: "new",
        VersionStages: ["AWSPENDING"],
        SecretString: expect.stringMatching(/^[\w-]{86}$/),
      },
    ]);
    expect(output).not.toContain(calls[2].SecretString);
  });

  it("moves the stage from the version that had it", async () => {
    const { calls } = await invoke(event("finishSecret"));
    expect(calls.at(-1)).toEqual({
      operation: "UpdateSecretVersionStage",
      SecretId,
      VersionStage: "AWSCURRENT",
      MoveToVersionId: "new",
      RemoveFromVersionId: "old",
    });
  });

  it.each([
    ["of another secret", event("createSecret", { SecretId: "arn:aws:secretsmanager:us-east-1:0:secret:other" })],
    ["of a step that there is not", event("deleteSecret")],
    ["without a version", event("createSecret", { ClientRequestToken: undefined })],
  ])("refuses an event %s", async (_, any) => {
    await expect(invoke(any)).rejects.toThrow();
  });
});
