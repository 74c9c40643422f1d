import { describe, expect, it } from "vitest";
import { AwsApiError, type JsonApi } from "../../src/aws/json-api.ts";
import { createSigningKeys, readCurrentKey } from "../../src/aws/signing-keys.ts";

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
      return { SecretString: value };
    },
  };
  return api;
}

const textOf = (keys: readonly Uint8Array[]) => keys.map((key) => new TextDecoder().decode(key));

describe("the signing keys", () => {
  it("are the current and the previous one", async () => {
    const keys = createSigningKeys(secretsManager({ AWSCURRENT: CURRENT, AWSPREVIOUS: PREVIOUS }), "arn", () => 0);
    expect(textOf(await keys.get())).toEqual([CURRENT, PREVIOUS]);
  });

  it("are one before the first rotation", async () => {
    const keys = createSigningKeys(secretsManager({ AWSCURRENT: CURRENT }), "arn", () => 0);
    expect(textOf(await keys.get())).toEqual([CURRENT]);
  });

  it("are asked for once in 5 minutes", async () => {
    let nowMs = 0;
    const api = secretsManager({ AWSCURRENT: CURRENT, AWSPREVIOUS: PREVIOUS });
    const keys = createSigningKeys(api, "arn", () => nowMs);
    await keys.get();
    nowMs = 5 * 60_000 - 1;
    await keys.get();
    expect(api.calls).toBe(2);
    nowMs = 5 * 60_000;
    await keys.get();
    expect(api.calls).toBe(4);
  });

  it("are looked for anew at most once in 30 seconds, however many forged tokens come", async () => {
    let nowMs = 0;
    const api = secretsManager({ AWSCURRENT: CURRENT, AWSPREVIOUS: PREVIOUS });
    const keys = createSigningKeys(api, "arn", () => nowMs);
    await keys.get();
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
    const keys = createSigningKeys(api, "arn", () => nowMs);
    await keys.get();
    stages.AWSCURRENT = new Error("down");
    nowMs = 30_000;
    await expect(keys.refresh()).rejects.toThrow("down");
    expect(await keys.refresh()).toBe(false);
    expect(textOf(await keys.get())).toEqual([CURRENT, PREVIOUS]);
    expect(api.calls).toBe(4);
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
    const keys = createSigningKeys(api, "arn", () => 0);
    await expect(keys.get()).rejects.toThrow(message);
    await expect(keys.get()).rejects.toThrow(message);
  });

  it("have one to sign with", async () => {
    expect(textOf([await readCurrentKey(secretsManager({ AWSCURRENT: CURRENT }), "arn")])).toEqual([CURRENT]);
    await expect(readCurrentKey(secretsManager({}), "arn")).rejects.toThrow("no current value");
  });
});
