import { describe, expect, it } from "vitest";
import type { JournalEntry } from "../../src/engine/journal/journal.ts";
import { jumpsIn } from "../../src/model/time/jump.ts";

let seq = 0;
const entry = (name: string, at: number, data: Record<string, unknown> = {}): JournalEntry => {
  const [service = "", type = ""] = name.split("/");
  return { seq: ++seq, at, service, type, data };
};

describe("jumps of time", () => {
  it("tell what happened on their way and right after it, and nothing of what was before or came later", () => {
    const entries = [
      entry("execute-api/disconnect", 1_000),
      entry("events/schedule", 61_000),
      entry("lambda/report", 61_000),
      entry("events/schedule", 121_000),
      entry("sqs/dead-letter", 121_000),
      entry("engine/clock", 130_000, { advanceSeconds: 120 }),
      entry("execute-api/disconnect", 130_500),
      entry("execute-api/disconnect", 133_000),
    ];
    const [jump] = jumpsIn(entries, 10);
    expect(jump).toMatchObject({ at: 130_000, advancedMs: 120_000 });
    expect(jump?.happened.map(({ count, text, isBad }) => [count, text, isBad])).toEqual([
      [2, "schedules ran", false],
      [1, "function call", false],
      [1, "message became a dead letter", true],
      [1, "connection was closed", false],
    ]);
  });

  it("read each entry a few times at most, however many jumps there are and however far they say that they went", () => {
    let reads = 0;
    const counted = (at: number): JournalEntry => ({
      ...entry("lambda/report", at),
      get at() {
        reads += 1;
        return at;
      },
    });
    const entries = Array.from({ length: 20_000 }, (_, at) =>
      at % 1_000 === 999 ? entry("engine/clock", at, { advanceSeconds: 7_200 }) : counted(at),
    );
    expect(jumpsIn(entries, 20)).toHaveLength(20);
    expect(reads).toBeLessThan(3 * entries.length);
  });

  it("are told with pauses, the newest first, and no more than are wanted", () => {
    const entries = [
      entry("engine/clock", 0, { advanceSeconds: 1 }),
      entry("engine/clock", 10, { paused: true }),
      entry("engine/clock", 10, { paused: false }),
    ];
    expect(jumpsIn(entries, 2).map(({ paused }) => paused)).toEqual([false, true]);
    expect(jumpsIn(entries, 9)).toHaveLength(3);
  });
});
