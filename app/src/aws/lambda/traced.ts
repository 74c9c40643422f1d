import { parseJson } from "../../core/parse-json.ts";
import { formatTraceparent, parseTraceparent, parseXRayHeader } from "../../core/trace.ts";
import { childOf, invocationTrace, type TracedWork, withinTrace } from "../tracing/work.ts";
import type { InvocationContext, QueueMessage } from "./events.ts";
import type { HttpEvent } from "./http-api.ts";

/**
 * Returns the work on a message of a queue. It goes on with the trace that our functions or its publisher gave it, else
 * with X-Ray's; where there is none it begins one.
 */
export function workOn({ attributes, messageAttributes }: QueueMessage, json: unknown): TracedWork {
  const xRay = parseXRayHeader(attributes?.AWSTraceHeader);
  const given =
    parseTraceparent(messageAttributes?.traceparent?.stringValue) ??
    parseTraceparent(Object(Object(json).detail).traceparent);
  return { trace: childOf(given ?? xRay ?? invocationTrace()), xRay };
}

/** Does what an HTTP request asks for as a part of the trace in its header. X-Ray hears nothing of what clients say. */
export const tracedRequests =
  <Answer>(handler: (event: HttpEvent, context: InvocationContext) => Promise<Answer>) =>
  (event: HttpEvent, context: InvocationContext): Promise<Answer> => {
    const given = parseTraceparent(event.headers.traceparent);
    return withinTrace(given && { trace: childOf(given) }, () => handler(event, context));
  };

interface Message {
  readonly body?: string | null;
}

interface Answered {
  readonly body?: string;
}

/**
 * Takes the `traceparent` off a client's message, so that no action needs to know it, and puts that of the work on it into
 * the answer.
 */
export const tracedMessages =
  <Event extends Message, Context, Result extends Answered>(
    handler: (event: Event, context: Context) => Promise<Result>,
  ) =>
  async (event: Event, context: Context): Promise<Result> => {
    const message = event.body?.includes("traceparent") ? parseJson(event.body) : undefined;
    if (!hasTraceparent(message)) return handler(event, context);
    const { traceparent, ...rest } = message;
    const stripped = { ...event, body: JSON.stringify(rest) };
    const given = parseTraceparent(traceparent);
    if (!given) return handler(stripped, context);
    const trace = childOf(given);
    const result = await withinTrace({ trace }, () => handler(stripped, context));
    if (result.body === undefined) return result;
    return { ...result, body: JSON.stringify({ ...JSON.parse(result.body), traceparent: formatTraceparent(trace) }) };
  };

const hasTraceparent = (value: unknown): value is { readonly traceparent: unknown } =>
  typeof value === "object" && value !== null && Object.hasOwn(value, "traceparent");
