/** Ids of a span, as OpenTelemetry's `SpanContext` has them. */
export interface SpanContextLike {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
}

/** Place in a trace: W3C's `traceparent`, or the context of a span. One of another form counts as none. */
export type Traceparent = string | SpanContextLike | undefined;

const TRACEPARENT =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{8})([0-9a-f]{24})-(?!0{16})([0-9a-f]{16})-[0-9a-f]([0-9a-f])$/;

/** Returns a traceparent as text. Nothing fails to be published because of its trace. */
export function traceparentOf(given: Traceparent): string | undefined {
  const text = typeof given === "object" ? format(given) : given;
  return typeof text === "string" && TRACEPARENT.test(text) ? text : undefined;
}

const format = ({ traceId, spanId, traceFlags }: SpanContextLike): string =>
  `00-${traceId}-${spanId}-${(traceFlags & 255).toString(16).padStart(2, "0")}`;

/** Returns X-Ray's header for the same trace: its ids have two hyphens more. */
export function xRayHeaderOf(traceparent: string | undefined): string | undefined {
  const [, seconds, rest, spanId, flags = "0"] = TRACEPARENT.exec(traceparent ?? "") ?? [];
  if (seconds === undefined) return undefined;
  return `Root=1-${seconds}-${rest};Parent=${spanId};Sampled=${Number.parseInt(flags, 16) & 1}`;
}
