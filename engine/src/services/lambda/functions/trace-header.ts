import { formatTraceHeader, parseTraceHeader, type Span } from "../../../kernel/tracing.ts";

const SAMPLED = /(?:^|;)\s*Sampled=([01])\s*(?:;|$)/i;

/**
 * The X-Ray header of an invocation, whose span is the parent of its calls. It goes on with what the caller's header
 * says of trace and sampling.
 */
export function traceHeader(span: Span | undefined, upstream = ""): string {
  if (!span) return upstream;
  if (upstream === "") return formatTraceHeader(span);
  const traceId = parseTraceHeader(upstream)?.traceId ?? span.traceId;
  return formatTraceHeader({ ...span, traceId }, SAMPLED.exec(upstream)?.[1]);
}
