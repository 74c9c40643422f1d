import { describe, expect, it } from "vitest";
import { ROTATION_STEPS, type RotatingSecret, rotate } from "../../../../src/core/tokens/keys/rotate.ts";

type Stages = Record<string, string[]>;

function start(stages: Stages = { old: ["AWSCURRENT"], new: ["AWSPENDING"] }) {
  const values = new Map([["old", "o".repeat(64)]]);
  const writes: string[] = [];
  const secret: RotatingSecret = {
    stages: async () => stages,
    read: async (versionId) => values.get(versionId),
    async write(versionId, value) {
      writes.push(versionId);
      values.set(versionId, value);
    },
    async promote(versionId, current) {
      writes.push(`${current} to ${versionId}`);
      stages[current] = ["AWSPREVIOUS"];
      stages[versionId] = ["AWSCURRENT"];
    },
  };
  return { secret, values, writes, stages };
}

describe("a rotation", () => {
  it("makes a key that is good for HS256, and makes it the current one", async () => {
    const { secret, values, stages } = start();
    for (const step of ROTATION_STEPS) await rotate({ step, versionId: "new" }, secret);
    expect(Buffer.byteLength(values.get("new") ?? "")).toBeGreaterThanOrEqual(64);
    expect(stages).toEqual({ old: ["AWSPREVIOUS"], new: ["AWSCURRENT"] });
  });

  it("never makes the same key twice", async () => {
    const keys = [start(), start()].map(async ({ secret, values }) => {
      await rotate({ step: "createSecret", versionId: "new" }, secret);
      return values.get("new");
    });
    const [one, other] = await Promise.all(keys);
    expect(one).not.toBe(other);
  });

  it("does nothing the second time, whichever step comes again", async () => {
    const { secret, writes } = start();
    for (const step of ROTATION_STEPS) {
      await rotate({ step, versionId: "new" }, secret);
      await rotate({ step, versionId: "new" }, secret);
    }
    expect(writes).toEqual(["new", "old to new"]);
  });

  it.each([
    ["a version that nobody announced", { old: ["AWSCURRENT"] }, "no such version"],
    ["a version that is not pending", { old: ["AWSCURRENT"], new: [] }, "not pending"],
    ["a secret without a current version", { new: ["AWSPENDING"] }, "no current version"],
  ])("refuses %s", async (_, stages: Stages, message) => {
    await expect(rotate({ step: "finishSecret", versionId: "new" }, start(stages).secret)).rejects.toThrow(message);
  });

  it.each([
    ["missing", undefined],
    ["too short", "x".repeat(31)],
  ])("stops before a key that is %s", async (_, value) => {
    const { secret, values, writes } = start();
    if (value) values.set("new", value);
    await expect(rotate({ step: "testSecret", versionId: "new" }, secret)).rejects.toThrow("fewer than 32 bytes");
    expect(writes).toEqual([]);
  });
});
