import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { inTurns } from "../../src/cli/output/audiences/turns.ts";

it("Lines of one turn of the event loop are written at once, in their order", async () => {
  const written: string[] = [];
  const stream = inTurns({ writableLength: 7, write: (text) => written.push(text) });
  stream.write("one\n");
  stream.write("two\n");
  expect(written).toEqual([]);
  expect(stream.writableLength).toBe(15);
  await setImmediate();
  stream.write("three\n");
  await setImmediate();
  expect(written).toEqual(["one\ntwo\n", "three\n"]);
});
