import { TRACEPARENT } from "@portcullis/contract";

/** A place in a trace, as W3C's `traceparent` has it. */
export interface Trace {
  /** 32 digits. */
  readonly traceId: string;
  /** 16 digits. */
  readonly spanId: string;
  /** Sampled is 1; the trace id is random is 2. What a later version adds is not handed on. */
  readonly flags: number;
}

const KNOWN_FLAGS = 3;

/** Returns undefined for anything but a `traceparent`. */
export function parseTraceparent(value: unknown): Trace | undefined {
  if (typeof value !== "string" || !TRACEPARENT.test(value)) return undefined;
  const [, traceId = "", spanId = "", flags = ""] = value.split("-");
  return { traceId, spanId, flags: Number.parseInt(flags, 16) & KNOWN_FLAGS };
}

export const formatTraceparent = ({ traceId, spanId, flags }: Trace): string =>
  `00-${traceId}-${spanId}-${flags.toString(16).padStart(2, "0")}`;

/** Returns a `traceparent` of the trace that is `given` for a part of some work, with the span of the work itself. */
export function inTraceOf(given: string | undefined, work: string | undefined): string | undefined {
  const [own, whole] = [parseTraceparent(given), parseTraceparent(work)];
  return own && whole ? formatTraceparent({ ...own, spanId: whole.spanId }) : work;
}

const ROOT = /(?:^|;) *Root=1-([0-9a-f]{8})-([0-9a-f]{24}) *(?:;|$)/i;
const PARENT = /(?:^|;) *Parent=([0-9a-f]{16}) *(?:;|$)/i;
const SAMPLED = /(?:^|;) *Sampled=1 *(?:;|$)/i;

/**
 * Returns the trace that X-Ray's header names: its ids are W3C's with two hyphens. Undefined where it names no trace, or
 * no segment of it. https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function parseXRayHeader(header: string | undefined): Trace | undefined {
  const [, seconds, rest] = ROOT.exec(header ?? "") ?? [];
  const [, spanId] = PARENT.exec(header ?? "") ?? [];
  if (header === undefined || seconds === undefined || spanId === undefined) return undefined;
  const traceparent = `00-${seconds}${rest}-${spanId}-0${SAMPLED.test(header) ? 1 : 0}`;
  return parseTraceparent(traceparent.toLowerCase());
}

/** X-Ray's header for what goes on with a trace. Made anew of what was read of one, which may hold anything else. */
export const formatXRayHeader = ({ traceId, spanId, flags }: Trace): string =>
  `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};Parent=${spanId};Sampled=${flags & 1}`;
