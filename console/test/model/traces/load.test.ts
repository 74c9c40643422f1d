import { expect, it } from "vitest";
import { compileFilter, NO_FILTER } from "../../../src/model/traces/filter.ts";
import { type Summary, summaryOf } from "../../../src/model/traces/summary.ts";
import { createTraceIndex } from "../../../src/model/traces/trace-index.ts";
import { names, told } from "./fixture.ts";

const FRAMES = 60;
const ENTRIES_A_FRAME = 84;
const ENTRIES_OF_ONE = 6;

/** Traces that the entries of one frame belong to: the first and the last may be whole in no frame. */
const MOST_SUMMARIES_A_FRAME = ENTRIES_A_FRAME / ENTRIES_OF_ONE + 2;

it("of 5,000 entries in a second, each frame sums up those traces anew that it added to, and no other", () => {
  const index = createTraceIndex();
  const context = { names, userOf: index.userOf, index };
  const frames = Array.from({ length: 4 * FRAMES }, (_, frame) =>
    Array.from({ length: ENTRIES_A_FRAME }, (_each, at) => {
      const trace = Math.floor((frame * ENTRIES_A_FRAME + at) / ENTRIES_OF_ONE).toString(16);
      const span = String(at % ENTRIES_OF_ONE);
      const data = { connectionId: "c1", routeKey: "send", apiId: "ws1", stage: "dev" };
      return told(at % ENTRIES_OF_ONE === 0 ? "execute-api/message" : "dynamodb/call", { trace, span, data });
    }),
  );
  let summaries = new Map<string, Summary>();
  const summed: number[] = [];
  for (const entries of frames) {
    let count = 0;
    index.add(entries);
    const next = new Map<string, Summary>();
    for (const [id, trace] of index.traces) {
      const known = summaries.get(id);
      const isKnown = known?.version === trace.version;
      if (!isKnown) count += 1;
      next.set(id, isKnown ? known : summaryOf(trace, context));
    }
    summaries = next;
    [...summaries.values()].filter(compileFilter({ ...NO_FILTER, text: "send" })).reverse();
    summed.push(count);
  }
  expect(summaries.size).toBeGreaterThan(3_000);
  expect(Math.max(...summed)).toBeLessThanOrEqual(MOST_SUMMARIES_A_FRAME);
});
