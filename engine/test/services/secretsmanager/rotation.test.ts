import { afterEach, describe, expect, it } from "vitest";
import { secretsmanager } from "../../../src/services/secretsmanager/index.ts";
import type { Targets } from "../../../src/services/service.ts";
import { type Harness, startService } from "../harness.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const ROTATOR = "arn:aws:lambda:eu-west-1:123456789012:function:rotator";

let harness: Harness;
/** Resolves once `harness` is there for the function to call. */
let started: Promise<unknown>;

afterEach(() => harness[Symbol.asyncDispose]());

interface RotationEvent {
  readonly Step: string;
  readonly SecretId: string;
  readonly ClientRequestToken: string;
}

/** A rotation function as AWS's own template has it: it makes, tries and finishes the pending version. */
function rotator(failingStep?: string) {
  const steps: string[] = [];
  let made = 0;
  const actions: Record<string, (event: RotationEvent) => Promise<unknown>> = {
    createSecret: ({ SecretId, ClientRequestToken }) =>
      harness.call("PutSecretValue", {
        SecretId,
        ClientRequestToken,
        SecretString: `password ${++made}`,
        VersionStages: ["AWSPENDING"],
      }),
    async finishSecret({ SecretId, ClientRequestToken }) {
      const { VersionId } = await harness.call("GetSecretValue", { SecretId });
      const move = { RemoveFromVersionId: VersionId, MoveToVersionId: ClientRequestToken };
      return harness.call("UpdateSecretVersionStage", { SecretId, VersionStage: "AWSCURRENT", ...move });
    },
  };
  const invoke: Targets["invoke"] = async (_arn, payload, from) => {
    const event = JSON.parse(payload) as RotationEvent;
    expect(from).toEqual({ principal: "secretsmanager.amazonaws.com", sourceArn: event.SecretId });
    steps.push(event.Step);
    await started;
    if (event.Step === failingStep)
      return { payload: '{"errorMessage":"password 1 is wrong"}', functionError: "Unhandled", requestId: "r" };
    await actions[event.Step]?.(event);
    return { payload: "null", requestId: "r" };
  };
  return { steps, invoke };
}

async function start(invoke: Targets["invoke"], schedule?: Record<string, unknown>) {
  const rotation = { SecretId: "unset", RotationLambdaARN: ROTATOR, ...schedule };
  const secret = { Type: "AWS::SecretsManager::Secret", Properties: { Name: "db", SecretString: "password 0" } };
  const starting = startService(secretsmanager, {
    resources: {
      Secret: secret,
      ...(schedule && {
        Rotation: { Type: "AWS::SecretsManager::RotationSchedule", Properties: { ...rotation, SecretId: "db" } },
      }),
    },
    others: { lambda: { invoke } },
  });
  started = starting.then((running) => {
    harness = running;
  });
  await started;
}

const current = async () => (await harness.call("GetSecretValue", { SecretId: "db" })).SecretString;

describe("RotateSecret", () => {
  it("has the function go through its four steps and keeps the old value as previous", async () => {
    const { steps, invoke } = rotator();
    await start(invoke);
    const { VersionId } = await harness.call("RotateSecret", { SecretId: "db", RotationLambdaARN: ROTATOR });
    await harness.journal.waitFor({ type: "rotation", data: { versionId: VersionId } });
    expect(steps).toEqual(["createSecret", "setSecret", "testSecret", "finishSecret"]);
    expect(await current()).toBe("password 1");
    const previous = await harness.call("GetSecretValue", { SecretId: "db", VersionStage: "AWSPREVIOUS" });
    expect(previous.SecretString).toBe("password 0");
  });

  it("leaves the current value when a step fails, and does not tell what the function said", async () => {
    const { steps, invoke } = rotator("testSecret");
    await start(invoke);
    await harness.call("RotateSecret", { SecretId: "db", RotationLambdaARN: ROTATOR });
    const { data } = await harness.journal.waitFor({ type: "rotation-failed" });
    expect(steps).toEqual(["createSecret", "setSecret", "testSecret"]);
    expect(await current()).toBe("password 0");
    expect(JSON.stringify(data)).not.toContain("is wrong");
  });

  it("refuses a secret without a rotation function, and a schedule that is none", async () => {
    await start(rotator().invoke);
    const rotate = (more: object) => harness.call("RotateSecret", { SecretId: "db", ...more });
    await expect(rotate({})).rejects.toMatchObject({ code: "InvalidRequestException" });
    const RotationRules = { ScheduleExpression: "often" };
    await expect(rotate({ RotationLambdaARN: ROTATOR, RotationRules })).rejects.toMatchObject({
      code: "InvalidParameterException",
    });
  });
});

describe("AWS::SecretsManager::RotationSchedule", () => {
  it("rotates when the engine starts, as AWS does on deployment, and then as scheduled", async () => {
    await start(rotator().invoke, { RotationRules: { AutomaticallyAfterDays: 30 } });
    const first = await harness.journal.waitFor({ type: "rotation" });
    expect(await current()).toBe("password 1");
    await harness.clock.advance(30 * DAY_MS);
    await harness.journal.waitFor({ type: "rotation" }, { after: first.seq });
    expect(await current()).toBe("password 2");
  });

  it("waits for its time when it is not to rotate at once", async () => {
    const RotationRules = { ScheduleExpression: "cron(0 8 1 * ? *)" };
    await start(rotator().invoke, { RotationRules, RotateImmediatelyOnUpdate: "false" });
    expect(await current()).toBe("password 0");
    const { NextRotationDate } = await harness.call("DescribeSecret", { SecretId: "db" });
    expect(NextRotationDate).toBe(Date.parse("2026-04-01T08:00:00Z") / 1000);
    await harness.clock.advance(NextRotationDate * 1000 - harness.clock.now());
    await harness.journal.waitFor({ type: "rotation" });
    expect(await current()).toBe("password 1");
  });

  it("stops with CancelRotateSecret", async () => {
    await start(rotator().invoke, {
      RotationRules: { AutomaticallyAfterDays: 1 },
      RotateImmediatelyOnUpdate: false,
    });
    await harness.call("CancelRotateSecret", { SecretId: "db" });
    await harness.clock.advance(3 * DAY_MS);
    expect(await current()).toBe("password 0");
  });
});
