import { Logger } from "@aws-lambda-powertools/logger";
import type { Log } from "../core/log.ts";
import type { InvocationContext } from "./events.ts";

const logger = new Logger();

const write = (level: "info" | "warn" | "error") => (message: string, fields?: Readonly<Record<string, unknown>>) =>
  logger[level](message, fields ?? {});

export const log: Log = { info: write("info"), warn: write("warn"), error: write("error") };

/** Puts the request id, and whether this is a cold start, into every line until the next invocation. */
export function logInvocation(context: InvocationContext): void {
  // The logger finds out about the cold start by itself; only its type asks for an answer.
  logger.addContext({ ...context, coldStart: false });
}
