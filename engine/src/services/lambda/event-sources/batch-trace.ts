import type { SpanParent, Tracer } from "../../../kernel/tracing.ts";
import type { SourceRecord } from "../../contract/event-source.ts";

/** Does the work on a batch; `links` are the traces that meet in it. */
export type WithinBatch = <T>(records: readonly SourceRecord[], work: (links: readonly SpanParent[]) => T) => T;

/**
 * The work on a batch goes on with the trace of its records. Where several meet it is a trace of its own with links to
 * them, as in X-Ray. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-tracing.html
 */
export const withinBatch =
  (tracer: Tracer): WithinBatch =>
  (records, work) => {
    const parents = records.flatMap(({ trace }) => trace ?? []);
    const traces = new Set(parents.map(({ traceId }) => traceId));
    const [only] = parents;
    if (only && traces.size === 1 && parents.length === records.length) return tracer.span(() => work([]), only);
    return tracer.trace(() => work(parents.map(({ traceId, spanId }) => ({ traceId, spanId }))));
  };
