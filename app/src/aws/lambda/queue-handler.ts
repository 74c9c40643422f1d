import * as z from "zod/mini";
import { InvalidEventError } from "../../core/errors.ts";
import * as env from "../../env.ts";
import { log, logInvocation } from "../cloudwatch/logger.ts";
import { createMetrics } from "../cloudwatch/metrics.ts";
import { createQueue } from "../sqs/queue.ts";
import { currentTraceparent } from "../tracing/work.ts";
import { processBatch } from "./batch.ts";
import type { InvocationContext, QueueEvent } from "./events.ts";
import { hasTimeForStep, hasTimeOf } from "./time.ts";

/** A message as the queue gave it. */
export interface Received {
  readonly body: string;
  /** Place in its trace of the work on it. */
  readonly traceparent: string | undefined;
  /** Number of times that it has come. */
  readonly attempt: number;
  /** Time that the function has left, in milliseconds. */
  readonly leftMs: number;
  /** False when the rest is to be handed on. */
  readonly hasTime: () => boolean;
}

const metrics = createMetrics();

/** The handler of a queue whose messages have one form. */
export function queueHandler<Content>(
  schema: z.ZodMiniType<Content>,
  process: (content: Content, received: Received) => Promise<void>,
) {
  const deadLetters = createQueue(env.deadLetterQueueUrl());
  return async ({ Records }: QueueEvent, context: InvocationContext) => {
    logInvocation(context);
    return processBatch(Records, {
      process: async ({ body, attributes }, json) => {
        const attempt = Number(attributes?.ApproximateReceiveCount ?? 1);
        await process(contentOf(schema, json), {
          body,
          traceparent: currentTraceparent(),
          attempt,
          leftMs: context.getRemainingTimeInMillis(),
          hasTime: hasTimeOf(context),
        });
      },
      deadLetter: ({ body }) => deadLetters.send([body]),
      hasTime: () => hasTimeForStep(context),
      metrics,
      log,
    });
  };
}

/** An event as a rule of the bus gives it to a queue. */
export function eventOf<Kind extends string, Detail>(kind: Kind, detail: z.ZodMiniType<Detail>) {
  return z.object({ "detail-type": z.literal(kind), id: z.string(), time: z.iso.datetime(), detail });
}

/** Returns a message in its form. Throws an `InvalidEventError`. */
export function contentOf<Content>(schema: z.ZodMiniType<Content>, json: unknown): Content {
  if (json === undefined) throw new InvalidEventError("It is not JSON.");
  const result = z.safeParse(schema, json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new InvalidEventError(`${issue?.path.join(".")}: ${issue?.message}`);
}
