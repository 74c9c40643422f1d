import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shardOf } from "../../../src/core/subscriptions/subscribe.ts";

describe("the shard of a connection", () => {
  it("is one of those that there are, and always the same", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 500 }), (connectionId, shards) => {
        const shard = shardOf(connectionId, shards);
        expect(Number.isInteger(shard) && shard >= 0 && shard < shards).toBe(true);
        expect(shardOf(connectionId, shards)).toBe(shard);
      }),
    );
  });

  it("spreads connections evenly", () => {
    const counts = new Array<number>(8).fill(0);
    for (let index = 0; index < 8_000; index++) {
      const shard = shardOf(`${Buffer.from(`conn-${index}`).toString("base64url")}=`, 8);
      counts[shard] = (counts[shard] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(200);
  });
});
