import { Logger } from "@aws-lambda-powertools/logger";
import type { Log } from "../../core/ports.ts";
import type { InvocationContext } from "../lambda/events.ts";
import { currentTrace } from "../tracing/work.ts";

const logger = new Logger();

const write = (level: "info" | "warn" | "error") => (message: string, fields?: Readonly<Record<string, unknown>>) =>
  logger[level](message, { ...traceFields(), ...fields });

export const log: Log = { info: write("info"), warn: write("warn"), error: write("error") };

/** Fields of the work that writes: one invocation can have several under way, so they are not keys of the logger. */
function traceFields() {
  const { traceId, spanId } = currentTrace() ?? {};
  return traceId === undefined ? {} : { traceId, spanId };
}

/**
 * Puts the Lambda request's id, whether this is a cold start, and `ids` (for example a connection's) into every line
 * until the next invocation. The request's id is also in API Gateway's access log.
 */
export function logInvocation(context: InvocationContext, ids: Readonly<Record<string, string>> = {}): void {
  // Of the invocation before, whose connection has nothing to do with this one.
  logger.resetKeys();
  // The logger finds out about the cold start by itself; only its type asks for an answer.
  logger.addContext({ ...context, coldStart: false });
  logger.appendKeys(ids);
}
