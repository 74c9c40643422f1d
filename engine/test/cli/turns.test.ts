import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { inTurns } from "../../src/cli/output/audiences/turns.ts";

beforeEach(() => vi.useFakeTimers({ toFake: ["setTimeout", "performance"] }));
afterEach(() => vi.useRealTimers());

function stream() {
  const written: string[] = [];
  return { written, stream: inTurns({ writableLength: 7, write: (text) => written.push(text) }) };
}

it("Lines of one turn of the event loop are written at once, in their order", async () => {
  const { written, stream: lines } = stream();
  lines.write("one\n");
  lines.write("two\n");
  expect(written).toEqual([]);
  expect(lines.writableLength).toBe(15);
  await setImmediate();
  expect(written).toEqual(["one\ntwo\n"]);
});

it("Lines that follow within a moment are written together at its end", async () => {
  const { written, stream: lines } = stream();
  lines.write("one\n");
  await setImmediate();
  lines.write("two\n");
  await setImmediate();
  lines.write("three\n");
  vi.advanceTimersByTime(10);
  expect(written).toEqual(["one\n"]);
  vi.advanceTimersByTime(5);
  expect(written).toEqual(["one\n", "two\nthree\n"]);
});

it("What waits can be written at any time", () => {
  const { written, stream: lines } = stream();
  lines.write("one\n");
  lines.flush();
  expect(written).toEqual(["one\n"]);
});
