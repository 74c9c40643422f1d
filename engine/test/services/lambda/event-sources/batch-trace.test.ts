import { describe, expect, it } from "vitest";
import { createClock } from "../../../../src/kernel/clock.ts";
import { systemRandom } from "../../../../src/kernel/random.ts";
import { createTracer, type Span } from "../../../../src/kernel/tracing.ts";
import { withinBatch } from "../../../../src/services/lambda/event-sources/batch-trace.ts";

const [A, B] = ["a", "b"].map((digit) => `1-00000000-${digit.repeat(24)}`) as [string, string];
const record = (traceId?: string, spanId = "1".repeat(16)) => ({
  itemIdentifier: "id",
  record: {},
  ...(traceId !== undefined && { trace: { traceId, spanId } }),
});

const tracer = createTracer({ clock: createClock(() => 0), random: systemRandom });
const seen = (records: ReturnType<typeof record>[]) =>
  withinBatch(tracer)(records, ({ links }) => ({ span: tracer.current as Span, links }));

describe("the work on a batch", () => {
  it.each([
    ["one record", [record(A)]],
    ["records of one trace", [record(A), record(A, "2".repeat(16))]],
  ])("goes on with the trace of %s", (_what, records) => {
    const { span, links } = seen(records);
    expect(span).toMatchObject({ traceId: A, parentId: "1".repeat(16) });
    expect(links).toEqual([]);
  });

  it.each([
    ["records of several traces", [record(A), record(B)], [A, B]],
    ["a record of a trace and one of none", [record(A), record()], [A]],
    ["records of no trace", [record()], []],
  ])("is a trace of its own for %s, with links to theirs", (_what, records, linked) => {
    const { span, links } = seen(records);
    expect([A, B]).not.toContain(span.traceId);
    expect(links.map(({ traceId }) => traceId)).toEqual(linked);
  });
});
