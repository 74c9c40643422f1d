import type { SpanParent, Tracer } from "../../../kernel/tracing.ts";
import type { SourceRecord } from "../../contract/event-source.ts";

/** The trace of the work on a batch. */
export interface BatchTrace {
  /** Traces that meet in it. */
  readonly links: readonly SpanParent[];
  /** Goes on with it after somebody has waited. */
  readonly resume: <R>(work: () => R) => R;
}

/** Does the work on a batch. */
export type WithinBatch = <T>(records: readonly SourceRecord[], work: (trace: BatchTrace) => T) => T;

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
    const begin = (links: readonly SpanParent[]) => {
      const { current } = tracer;
      return work({ links, resume: (later) => tracer.within(current, later) });
    };
    if (only && traces.size === 1 && parents.length === records.length) return tracer.span(() => begin([]), only);
    return tracer.trace(() => begin(parents.map(({ traceId, spanId }) => ({ traceId, spanId }))));
  };
