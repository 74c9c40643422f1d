import { describe, expect, it } from "vitest";
import { AwsApiError, type JsonApi } from "../../../src/aws/http/json-api.ts";
import { createSigningKeys, readCurrentKey } from "../../../src/aws/secrets/signing-keys.ts";
import type { TokenKey } from "../../../src/core/tokens/verify-token.ts";
import { createLog } from "../../support/fakes.ts";

const CURRENT = "c".repeat(64);
const PREVIOUS = "p".repeat(64);

function secretsManager(stages: Readonly<Record<string, string | Error>>): JsonApi & { calls: number } {
  const api = {
    calls: 0,
    async call(_operation: string, { VersionStage }: Readonly<Record<string, unknown>>) {
      api.calls++;
      const value = stages[String(VersionStage)];
      if (value === undefined) throw new AwsApiError("ResourceNotFoundException", "GetSecretValue");
      if (value instanceof Error) throw value;
      return { SecretString: value, CreatedDate: CREATED_SECONDS };
    },
  };
  return api;
}

const DAY_SECONDS = 24 * 60 * 60;
const CREATED_SECONDS = 1_000_000;

const start = (api: JsonApi, now = () => 0, onStale = () => {}) =>
  createSigningKeys(api, { secretArn: "arn", maxLifetimeSeconds: DAY_SECONDS, now, log: createLog(), onStale });

const textOf = (keys: readonly TokenKey[]) =>
  keys.map((key) => (key instanceof Uint8Array ? new TextDecoder().decode(key) : expect.fail()));

describe("the signing keys", () => {
  it("are the current and the previous one", async () => {
    const keys = start(secretsManager({ AWSCURRENT: CURRENT, AWSPREVIOUS: PREVIOUS }));
    expect(textOf(await keys.find({}))).toEqual([CURRENT, PREVIOUS]);
  });

  it("are for HS256 alone", () => {
    expect(start(secretsManager({})).algorithms).toEqual(["HS256"]);
  });

  it("are the current one alone once every token of the previous one has expired", async () => {
    let nowMs = CREATED_SECONDS * 1000 + DAY_SECONDS * 1000 - 1;
    const keys = start(secretsManager({ AWSCURRENT: CURRENT, AWSPREVIOUS: PREVIOUS }), () => nowMs);
    expect(textOf(await keys.find({}))).toEqual([CURRENT, PREVIOUS]);
    nowMs++;
    expect(textOf(await keys.find({}))).toEqual([CURRENT]);
  });

  it("are one before the first rotation", async () => {
    const keys = start(secretsManager({ AWSCURRENT: CURRENT }));
    expect(textOf(await keys.find({}))).toEqual([CURRENT]);
  });

  it("are asked for once in 5 minutes", async () => {
    let nowMs = 0;
    const api = secretsManager({ AWSCURRENT: CURRENT, AWSPREVIOUS: PREVIOUS });
    const keys = start(api, () => nowMs);
    await keys.find({});
    nowMs = 5 * 60_000 - 1;
    await keys.find({});
    expect(api.calls).toBe(2);
    nowMs = 5 * 60_000;
    await keys.find({});
    expect(api.calls).toBe(4);
  });

  it("are looked for anew at most once in 30 seconds, however many forged tokens come", async () => {
    let nowMs = 0;
    const api = secretsManager({ AWSCURRENT: CURRENT, AWSPREVIOUS: PREVIOUS });
    const keys = start(api, () => nowMs);
    await keys.find({});
    expect(await keys.refresh()).toBe(false);
    nowMs = 30_000;
    expect(await keys.refresh()).toBe(true);
    expect(await keys.refresh()).toBe(false);
    expect(api.calls).toBe(4);
  });

  it("are not asked for more often while Secrets Manager is down", async () => {
    let nowMs = 0;
    const stages: Record<string, string | Error> = { AWSCURRENT: CURRENT, AWSPREVIOUS: PREVIOUS };
    const api = secretsManager(stages);
    const keys = start(api, () => nowMs);
    await keys.find({});
    stages.AWSCURRENT = new Error("down");
    nowMs = 30_000;
    expect([await keys.refresh(), await keys.refresh()]).toEqual([false, false]);
    expect(textOf(await keys.find({}))).toEqual([CURRENT, PREVIOUS]);
    expect(api.calls).toBe(4);
  });

  it("count on for a day while Secrets Manager is down, which is told, and then let nobody in", async () => {
    let nowMs = 0;
    let told = 0;
    const stages: Record<string, string | Error> = { AWSCURRENT: CURRENT };
    const keys = start(
      secretsManager(stages),
      () => nowMs,
      () => void told++,
    );
    await keys.find({});
    stages.AWSCURRENT = new Error("down");
    nowMs = 5 * 60_000;
    expect(textOf(await keys.find({}))).toEqual([CURRENT]);
    nowMs = DAY_SECONDS * 1000 - 1;
    expect(textOf(await keys.find({}))).toEqual([CURRENT]);
    expect(told).toBe(2);
    nowMs++;
    await expect(keys.find({})).rejects.toThrow("down");
    stages.AWSCURRENT = PREVIOUS;
    expect(textOf(await keys.find({}))).toEqual([PREVIOUS]);
  });

  it.each([
    ["is gone", undefined],
    ["may not be read any more", new AwsApiError("AccessDeniedException", "GetSecretValue")],
    ["is to be deleted", new AwsApiError("InvalidRequestException", "GetSecretValue")],
    ["is too short", "x".repeat(31)],
  ])("do not count on when the secret %s: that is no outage", async (_, value) => {
    let nowMs = 0;
    const stages: Record<string, string | Error> = { AWSCURRENT: CURRENT };
    const keys = start(secretsManager(stages), () => nowMs);
    await keys.find({});
    if (value === undefined) delete stages.AWSCURRENT;
    else stages.AWSCURRENT = value;
    nowMs = 5 * 60_000;
    await expect(keys.find({})).rejects.toThrow();
  });

  it.each([
    ["Secrets Manager is down", { AWSCURRENT: new Error("down"), AWSPREVIOUS: PREVIOUS }, "down"],
    [
      "the previous one cannot be read",
      { AWSCURRENT: CURRENT, AWSPREVIOUS: new AwsApiError("AccessDeniedException", "GetSecretValue") },
      "AccessDenied",
    ],
    ["there is no secret", {}, "no current value"],
    ["the key has 31 bytes", { AWSCURRENT: "x".repeat(31) }, "fewer than 32 bytes"],
  ])("cannot be had when %s, and nothing is kept of it", async (_, stages, message) => {
    const api = secretsManager(stages);
    const keys = start(api);
    await expect(keys.find({})).rejects.toThrow(message);
    await expect(keys.find({})).rejects.toThrow(message);
  });

  it("have one to sign with", async () => {
    expect(textOf([await readCurrentKey(secretsManager({ AWSCURRENT: CURRENT }), "arn")])).toEqual([CURRENT]);
    await expect(readCurrentKey(secretsManager({}), "arn")).rejects.toThrow("no current value");
  });
});
