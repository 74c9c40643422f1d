import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";
import { formatTraceparent, formatXRayHeader, parseXRayHeader, type Trace } from "../../core/trace.ts";
import * as env from "../../env.ts";

/** A piece of work, and the trace that it is a part of. */
export interface TracedWork {
  readonly trace: Trace;
  /** The trace that X-Ray's own header brought with it, to which its calls go on. */
  readonly xRay?: Trace | undefined;
}

/** Several pieces of work can be under way at once, each in a trace of its own. */
const running = new AsyncLocalStorage<TracedWork>();

const SPAN_ID_BYTES = 8;
const TRACE_ID_BYTES = 16;

/** Returns another span of the trace; of a new one when there is none. */
export function childOf(parent: Trace | undefined): Trace {
  const spanId = randomBytes(SPAN_ID_BYTES).toString("hex");
  return { ...(parent ?? { traceId: randomBytes(TRACE_ID_BYTES).toString("hex"), flags: 0 }), spanId };
}

/** Returns the trace of the invocation, as X-Ray has it. */
export const invocationTrace = (): Trace | undefined => parseXRayHeader(env.xRayHeader());

/** Does work as a part of a trace. */
export const withinTrace = <Result>(work: TracedWork | undefined, task: () => Result): Result =>
  work ? running.run(work, task) : task();

/** Returns the work that is under way, to go on with later. */
export const currentWork = (): TracedWork | undefined => running.getStore();

/** Returns the trace of the work that is under way: its own, or else that of the invocation. */
export const currentTrace = (): Trace | undefined => running.getStore()?.trace ?? invocationTrace();

export function currentTraceparent(): string | undefined {
  const trace = currentTrace();
  return trace && formatTraceparent(trace);
}

/** Returns the place in a trace that came with the work under way. */
export function givenTraceparent(): string | undefined {
  const work = running.getStore();
  return work && formatTraceparent(work.trace);
}

/** Returns what calls of the work under way are to have as `X-Amzn-Trace-Id`. */
export function currentXRayHeader(): string | undefined {
  const xRay = running.getStore()?.xRay;
  return xRay && formatXRayHeader(xRay);
}
