import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createPace } from "../../../src/services/dynamodb/store/pace.ts";
import type { StreamStore } from "../../../src/services/dynamodb/stream-reader.ts";
import { createStreamSources } from "../../../src/services/dynamodb/stream-source.ts";

const STREAM = "arn:aws:dynamodb:us-east-1:000000000000:table/Orders/stream/2026";

/** A store with one shard, whose records are what was `written` and not read yet. */
function createStore() {
  const written: object[] = [];
  let reads = 0;
  const answers: Readonly<Record<string, () => object>> = {
    DescribeTable: () => ({ Table: { LatestStreamArn: STREAM } }),
    DescribeStream: () => ({ StreamDescription: { Shards: [{ ShardId: "one" }] } }),
    GetShardIterator: () => ({ ShardIterator: "next" }),
    GetRecords() {
      reads++;
      return { Records: written.splice(0), NextShardIterator: "next" };
    },
  };
  const store: StreamStore = {
    incarnation: 1,
    call: async (operation) => (answers[operation]?.() ?? {}) as Record<string, unknown>,
  };
  return { store, written, reads: () => reads };
}

function createClock() {
  const held = new Set<symbol>();
  const hold = () => {
    const mark = Symbol("held");
    held.add(mark);
    return { [Symbol.dispose]: () => void held.delete(mark) };
  };
  return { clock: { offsetMs: 0, hold }, held };
}

let over: AbortController;
beforeEach(() => {
  over = new AbortController();
});
afterEach(() => over.abort());

describe("a stream that is written to all the time", () => {
  it("is read some times a second, however often, and time waits for what was not read", async () => {
    const { store, written, reads } = createStore();
    const { clock, held } = createClock();
    const sources = createStreamSources({ store, region: "us-east-1", holdsOlderData: false, clock });
    const source = sources.source(STREAM);
    const began = performance.now();
    const received = source.receive(1000, over.signal, 200);
    await vi.waitFor(() => expect(reads()).toBe(1));
    expect(held.size).toBe(0);
    for (let count = 1; count <= 200; count++) {
      const dynamodb = { SequenceNumber: String(count), Keys: {} };
      written.push({ eventName: "INSERT", dynamodb });
      sources.wake();
      await setImmediate();
      if (written.length > 0) expect(held.size).toBe(1);
    }
    expect(await received).toHaveLength(200);
    expect(reads()).toBeLessThanOrEqual(2 + (performance.now() - began) / 20);
    expect(held.size).toBe(0);
  });
});

describe("a pace", () => {
  it("gives the first turn at once and each further one later", async () => {
    const turn = createPace(10);
    const began = performance.now();
    for (let count = 0; count < 4; count++) await turn(over.signal);
    expect(performance.now() - began).toBeGreaterThan(25);
  });

  it("ends with the signal", async () => {
    const turn = createPace(60_000);
    const stop = new AbortController();
    await turn(stop.signal);
    const second = turn(stop.signal);
    stop.abort();
    await second;
  });
});
