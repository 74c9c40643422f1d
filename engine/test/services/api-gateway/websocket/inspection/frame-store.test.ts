import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Frame,
  FrameLog,
  FrameStore,
  keptPayload,
} from "../../../../../src/services/api-gateway/websocket/inspection/frame-store.ts";

/** The memory that a frame counts besides its payload. */
const FRAME = 256;

const frame = (seq: number, bytes: number): Frame => ({
  seq,
  at: seq,
  source: "client",
  type: "text",
  bytes,
  payload: "x".repeat(bytes),
});

const seqs = (log: FrameLog, after = 0) => log.after(after).map(({ seq }) => seq);

describe("FrameStore", () => {
  it("keeps the newest frames of a connection within its bytes", () => {
    const store = new FrameStore({ connectionBytes: 3 * FRAME + 30, totalBytes: 100 * FRAME });
    const log = new FrameLog();
    for (let seq = 1; seq <= 10; seq++) store.add(log, frame(seq, 10));
    expect(seqs(log)).toEqual([8, 9, 10]);
    expect(seqs(log, 9)).toEqual([10]);
    store.add(log, frame(11, 2 * FRAME));
    expect(seqs(log)).toEqual([11]);
  });

  it("lets the oldest of all go where all together are too many", () => {
    const store = new FrameStore({ connectionBytes: 3 * FRAME, totalBytes: 4 * FRAME });
    const [one, other] = [new FrameLog(), new FrameLog()];
    for (const [seq, log] of [one, one, other, one, other, other].entries()) store.add(log, frame(seq + 1, 0));
    expect([seqs(one), seqs(other)]).toEqual([[4], [3, 5, 6]]);
  });

  it("has room again for others once those of a connection are forgotten", () => {
    const store = new FrameStore({ connectionBytes: 9 * FRAME, totalBytes: 3 * FRAME });
    const [one, other] = [new FrameLog(), new FrameLog()];
    for (const seq of [1, 2]) store.add(one, frame(seq, 0));
    store.clear(one);
    for (const seq of [1, 2, 3]) store.add(other, frame(seq, 0));
    expect([seqs(one), seqs(other), one.bytes]).toEqual([[], [1, 2, 3], 0]);
    store.add(one, frame(3, 0));
    expect([seqs(one), seqs(other)]).toEqual([[3], [2, 3]]);
  });

  it("stays within its bounds and in order, whatever comes", () => {
    const step = fc.record({
      log: fc.integer({ min: 0, max: 3 }),
      bytes: fc.integer({ min: 0, max: 600 }),
      clears: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const store = new FrameStore({ connectionBytes: 1_200, totalBytes: 2_500 });
        const logs = [0, 1, 2, 3].map(() => new FrameLog());
        steps.forEach(({ log, bytes, clears }, index) => {
          const chosen = logs[log] ?? new FrameLog();
          if (clears && index % 7 === 0) store.clear(chosen);
          else store.add(chosen, frame(index, bytes));
          for (const { bytes: kept } of logs) expect(kept).toBeLessThanOrEqual(1_200);
          expect(logs.reduce((sum, { bytes: kept }) => sum + kept, 0)).toBeLessThanOrEqual(2_500);
          for (const each of logs) expect(seqs(each, -1)).toEqual([...seqs(each, -1)].sort((a, b) => a - b));
        });
      }),
    );
  });
});

describe("keptPayload", () => {
  it("keeps 32 KB of what is longer, and no half of a character", () => {
    expect(keptPayload("short")).toBe("short");
    expect(keptPayload("x".repeat(40_000))).toHaveLength(32 * 1024);
    expect(keptPayload(Buffer.alloc(40_000))).toHaveLength(32 * 1024);
    expect(keptPayload(`${"x".repeat(32 * 1024 - 1)}😀`)).toHaveLength(32 * 1024 - 1);
  });
});
