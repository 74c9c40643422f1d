import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createClock } from "../../../src/kernel/clock.ts";
import type { Targets } from "../../../src/services/contract/targets.ts";
import { secretsmanager } from "../../../src/services/secretsmanager/definition.ts";
import { type Harness, STARTED_AT, startService } from "../harness.ts";

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

async function start(
  invoke: Targets["invoke"],
  schedule?: Record<string, unknown>,
  { dataDir, laterMs = 0 }: { dataDir?: string; laterMs?: number } = {},
) {
  const rotation = { SecretId: "unset", RotationLambdaARN: ROTATOR, ...schedule };
  const secret = { Type: "AWS::SecretsManager::Secret", Properties: { Name: "db", SecretString: "password 0" } };
  const starting = startService(secretsmanager, {
    resources: {
      Secret: secret,
      ...(schedule && {
        Rotation: { Type: "AWS::SecretsManager::RotationSchedule", Properties: { ...rotation, SecretId: "db" } },
      }),
    },
    others: { lambda: { invoke, deliver: async () => undefined } },
    settings: { dataDir },
    clock: createClock(() => STARTED_AT + laterMs),
  });
  started = starting.then((running) => {
    harness = running;
  });
  await started;
}

const OK = Promise.resolve({ payload: "null", requestId: "r" });

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

describe("rotation, after a start with --data", () => {
  let dataDir: string;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "portcullis-rotation-"));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  const rotate = (input: object = {}) =>
    harness.call("RotateSecret", { SecretId: "db", RotationLambdaARN: ROTATOR, ...input });
  const finished = () => harness.journal.waitFor({ service: "secretsmanager", type: "rotation" });
  const days = (AutomaticallyAfterDays: number) => ({ RotationRules: { AutomaticallyAfterDays } });

  it("finishes what was under way", async () => {
    const killed = rotator();
    await start(
      (...call) => (call[1].includes("setSecret") ? new Promise(() => {}) : killed.invoke(...call)),
      undefined,
      {
        dataDir,
      },
    );
    const { VersionId } = await rotate();
    await expect.poll(() => killed.steps).toEqual(["createSecret"]);
    const { steps, invoke } = rotator();
    await start((...call) => (call[1].includes("createSecret") ? OK : invoke(...call)), undefined, { dataDir });
    expect((await finished()).data.versionId).toBe(VersionId);
    expect(steps).toEqual(["setSecret", "testSecret", "finishSecret"]);
    expect(await current()).toBe("password 1");
    const { steps: again, invoke: third } = rotator();
    await start(third, undefined, { dataDir });
    expect(again).toEqual([]);
  });

  it("happens when it was due, although nobody asks for it again", async () => {
    await start(rotator().invoke, undefined, { dataDir });
    await rotate({ ...days(10), RotateImmediately: false });
    await start(rotator().invoke, undefined, { dataDir, laterMs: 4 * DAY_MS });
    await harness.clock.advance(5 * DAY_MS);
    expect(await current()).toBe("password 0");
    await harness.clock.advance(DAY_MS);
    await finished();
    expect(await current()).toBe("password 1");
  });

  it("stays off when a call has ended it, until the template says something else", async () => {
    const enabled = async () => (await harness.call("DescribeSecret", { SecretId: "db" })).RotationEnabled;
    const schedule = { ...days(10), RotateImmediatelyOnUpdate: false };
    await start(rotator().invoke, schedule, { dataDir });
    await harness.call("CancelRotateSecret", { SecretId: "db" });
    await start(rotator().invoke, schedule, { dataDir });
    expect(await enabled()).toBe(false);
    await start(rotator().invoke, { ...schedule, ...days(20) }, { dataDir });
    expect(await enabled()).toBe(true);
    await start(rotator().invoke, undefined, { dataDir });
    expect(await enabled()).toBe(false);
  });
});
