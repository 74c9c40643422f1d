import * as z from "zod/mini";
import { InvalidEventError, processBatch } from "../core/batch.ts";
import * as env from "../env.ts";
import type { InvocationContext, QueueEvent } from "./events.ts";
import { log, logInvocation } from "./logger.ts";
import { createMetrics } from "./metrics.ts";
import { createQueue } from "./queue.ts";

/** About the worst that one message takes: 100 posts, 20 at once, of 2 attempts each that time out after 3 seconds. */
const MESSAGE_BUDGET_MS = 32_000;

const metrics = createMetrics();

/**
 * The handler of a queue whose messages have one form. `process` also gets the message as it came, and how often it has
 * come.
 */
export function queueHandler<Content>(
  schema: z.ZodMiniType<Content>,
  process: (content: Content, body: string, attempt: number) => Promise<void>,
) {
  const deadLetters = createQueue(env.deadLetterQueueUrl());
  return async ({ Records }: QueueEvent, context: InvocationContext) => {
    logInvocation(context);
    return processBatch(Records, {
      process: async ({ body, attributes }) =>
        process(parse(schema, body), body, Number(attributes?.ApproximateReceiveCount ?? 1)),
      bury: ({ body }) => deadLetters.send([body]),
      hasTime: () => context.getRemainingTimeInMillis() > MESSAGE_BUDGET_MS,
      metrics,
      log,
    });
  };
}

/** An event as a rule of the bus gives it to a queue. */
export function eventOf<Kind extends string, Detail>(kind: Kind, detail: z.ZodMiniType<Detail>) {
  return z.object({ "detail-type": z.literal(kind), id: z.string(), time: z.iso.datetime(), detail });
}

function parse<Content>(schema: z.ZodMiniType<Content>, body: string): Content {
  const result = z.safeParse(schema, jsonOf(body));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new InvalidEventError(`${issue?.path.join(".")}: ${issue?.message}`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidEventError("It is not JSON.");
  }
}
