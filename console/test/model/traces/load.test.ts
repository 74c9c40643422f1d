import { expect, it } from "vitest";
import { compileFilter, NO_FILTER } from "../../../src/model/traces/filter.ts";
import { type Summary, summaryOf } from "../../../src/model/traces/summary.ts";
import { createTraceIndex } from "../../../src/model/traces/trace-index.ts";
import { names, told } from "./fixture.ts";

const FRAMES = 60;
const ENTRIES_A_FRAME = 84;
const ENTRIES_OF_ONE = 6;

/** A browser on a machine that is as busy has this much for all else in a second of 5,000 entries. */
const MOST_MS = 500;

it("5,000 entries in a second leave the page most of that second", () => {
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
  let spentMs = 0;
  frames.forEach((entries, frame) => {
    const startedAt = performance.now();
    index.add(entries);
    const next = new Map<string, Summary>();
    for (const [id, trace] of index.traces) {
      const known = summaries.get(id);
      next.set(id, known?.version === trace.version ? known : summaryOf(trace, context));
    }
    summaries = next;
    [...summaries.values()].filter(compileFilter({ ...NO_FILTER, text: "send" })).reverse();
    if (frame >= 3 * FRAMES) spentMs += performance.now() - startedAt;
  });
  expect(summaries.size).toBeGreaterThan(3_000);
  expect(spentMs).toBeLessThan(MOST_MS);
});
