import { createHash } from "node:crypto";

export interface TraceOptions {
  readonly requestId: string;
  /** Engine time, epoch milliseconds. */
  readonly at: number;
  /** The caller's own header. */
  readonly upstream?: string | undefined;
}

const ROOT = /(?:^|;)\s*Root=(1-[0-9a-f]{8}-[0-9a-f]{24})\s*(?:;|$)/i;
const SAMPLED = /(?:^|;)\s*Sampled=([01])\s*(?:;|$)/i;

/** The digits of the time (s), the trace and the span in a header. */
const DIGITS = { time: 8, trace: 24, span: 16 };

/**
 * The X-Ray header of an invocation: it goes on with the caller's trace, or begins one. Nobody samples a new one here.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function traceHeader({ requestId, at, upstream = "" }: TraceOptions): string {
  const digits = createHash("sha256").update(requestId).digest("hex");
  const time = Math.floor(at / 1000)
    .toString(16)
    .padStart(DIGITS.time, "0");
  const root = ROOT.exec(upstream)?.[1] ?? `1-${time}-${digits.slice(0, DIGITS.trace)}`;
  const parent = digits.slice(DIGITS.trace, DIGITS.trace + DIGITS.span);
  return `Root=${root};Parent=${parent};Sampled=${SAMPLED.exec(upstream)?.[1] ?? "0"}`;
}
