import type { Clock } from "./clock.ts";
import type { Random } from "./random.ts";

/** A piece of work in a trace, named as X-Ray names traces and segments. */
export interface Span {
  /** `1-{8 digits: seconds}-{24 digits}` */
  readonly traceId: string;
  /** 16 digits. */
  readonly spanId: string;
  /** The span that it is a part of. Absent: it begins the trace. */
  readonly parentId?: string;
  /** Engine time, epoch milliseconds with their fractions. */
  readonly startedAt: number;
}

/** The span, or no more than the trace, that another one is a part of. */
export interface SpanParent {
  readonly traceId: string;
  readonly spanId?: string | undefined;
}

/**
 * Knows which work goes on, and gives each piece of it its place in a trace. It knows so until the work waits for the
 * first time: who records or calls something after that takes `current` before, and goes on `within` it.
 */
export interface Tracer {
  /** The work that goes on; undefined outside of all, and after somebody has waited. */
  readonly current: Span | undefined;
  /** Does `work` as a part of `parent`, by default of the work that goes on; of a new trace when there is neither. */
  span<T>(work: () => T, parent?: SpanParent): T;
  /** Does `work` as the beginning of a new trace. */
  trace<T>(work: () => T): T;
  /** Does `work` as what goes on in `span`, or outside of all. */
  within<T>(span: Span | undefined, work: () => T): T;
  /** Milliseconds since the span began. */
  elapsedMs(span: Span): number;
}

export interface TracerOptions {
  readonly clock: Pick<Clock, "now">;
  readonly random: Random;
  /** A clock for durations, in milliseconds. Default: the machine's. */
  readonly preciseNow?: () => number;
}

const COUNTER_DIGITS = 8;

export function createTracer({ clock, random, preciseNow = () => performance.now() }: TracerOptions): Tracer {
  const now = withFractions(clock.now, preciseNow);
  // Random once: a number is as good for those after it, and costs nothing.
  const prefix = random.bytes(8).toString("hex");
  let current: Span | undefined;
  let count = 0;

  function begin(parent: SpanParent | undefined): Span {
    const startedAt = now();
    const number = (++count).toString(16).padStart(COUNTER_DIGITS, "0");
    const spanId = prefix.slice(COUNTER_DIGITS) + number;
    if (!parent) return { traceId: `1-${secondsOf(startedAt)}-${prefix}${number}`, spanId, startedAt };
    const { traceId, spanId: parentId } = parent;
    return parentId === undefined ? { traceId, spanId, startedAt } : { traceId, spanId, parentId, startedAt };
  }

  function within<T>(span: Span | undefined, work: () => T): T {
    const before = current;
    current = span;
    try {
      return work();
    } finally {
      current = before;
    }
  }

  return {
    get current() {
      return current;
    },
    span: (work, parent) => within(begin(parent ?? current), work),
    trace: (work) => within(begin(undefined), work),
    within,
    elapsedMs: ({ startedAt }) => Math.max(0, Math.round((now() - startedAt) * 1000) / 1000),
  };
}

/** Time with fractions of a millisecond that never leaves the millisecond of `wholeNow`. */
function withFractions(wholeNow: () => number, preciseNow: () => number): () => number {
  let origin = wholeNow() - preciseNow();
  return () => {
    const [whole, precise] = [wholeNow(), preciseNow()];
    const fraction = origin + precise - whole;
    if (!(fraction >= 0 && fraction < 1)) origin = whole - precise;
    return origin + precise;
  };
}

const secondsOf = (atMs: number) =>
  Math.floor(atMs / 1000)
    .toString(16)
    .padStart(8, "0");

const ROOT = /(?:^|;)\s*Root=(1-[0-9a-f]{8}-[0-9a-f]{24})\s*(?:;|$)/i;
const PARENT = /(?:^|;)\s*Parent=([0-9a-f]{16})\s*(?:;|$)/i;

/**
 * X-Ray's header as a parent; undefined where it names no trace.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function parseTraceHeader(header: string | undefined): SpanParent | undefined {
  const traceId = header === undefined ? undefined : ROOT.exec(header)?.[1];
  return traceId === undefined ? undefined : { traceId, spanId: PARENT.exec(header ?? "")?.[1] };
}

const W3C = /^(?:[0-9a-f]{2}-)?([0-9a-f]{8})([0-9a-f]{24})(?:-[0-9a-f]{16}-[0-9a-f]{2})?$/;

/** Returns X-Ray's id of a trace for W3C's, or for the `traceparent` that has it: they are the same digits. */
export const xRayIdOf = (traceId: string): string => traceId.replace(W3C, "1-$1-$2");

/**
 * Returns the parent of what a header puts into another trace than that of the work that goes on. It is a part of that
 * work all the same, which here is known better than the header's parent.
 */
export function otherTrace(header: string | undefined, current: SpanParent | undefined): SpanParent | undefined {
  const named = parseTraceHeader(header);
  if (!named || named.traceId.toLowerCase() === current?.traceId) return undefined;
  return { ...named, ...(current?.spanId !== undefined && { spanId: current.spanId }) };
}

/** X-Ray's header for what is called in `span`. By itself nothing here is sampled: nothing is sent to X-Ray. */
export const formatTraceHeader = ({ traceId, spanId }: Span, sampled = "0") =>
  `Root=${traceId};Parent=${spanId};Sampled=${sampled}`;
