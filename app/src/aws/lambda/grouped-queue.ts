import type * as z from "zod/mini";
import * as env from "../../env.ts";
import { log, logInvocation } from "../cloudwatch/logger.ts";
import { createMetrics } from "../cloudwatch/metrics.ts";
import { createQueue } from "../sqs/queue.ts";
import { currentTraceparent, currentWork, type TracedWork, withinTrace } from "../tracing/work.ts";
import { processBatch } from "./batch.ts";
import type { InvocationContext, QueueEvent, QueueMessage } from "./events.ts";
import { contentOf } from "./queue-handler.ts";
import { hasTimeForStep } from "./time.ts";

export interface GroupSteps<Content, Begun> {
  /** Takes one message. */
  readonly begin: (content: Content, traceparent: string | undefined) => Promise<Begun>;
  /** Names what messages are of that are finished together. */
  readonly groupOf: (content: Content) => string;
  /** Finishes what was begun of a group, by its last message and in that one's trace; groups are finished side by side. */
  readonly finish: (content: Content, received: ReceivedGroup<Begun>) => Promise<void>;
}

export interface ReceivedGroup<Begun> {
  readonly body: string;
  readonly begun: readonly Begun[];
  readonly traceparent: string | undefined;
  readonly context: InvocationContext;
}

interface Group<Content, Begun> {
  readonly content: Content;
  readonly body: string;
  /** Outcome of each message, in order. */
  readonly begun: readonly Begun[];
  readonly messageIds: readonly string[];
  /** Work on the last one. */
  readonly work: TracedWork | undefined;
}

/** The handler of a queue whose messages are first begun, each on its own, and then finished group by group. */
export function groupedQueueHandler<Content, Begun>(schema: z.ZodMiniType<Content>, steps: GroupSteps<Content, Begun>) {
  const deadLetters = createQueue(env.deadLetterQueueUrl());
  const metrics = createMetrics();

  async function beginAll(records: readonly QueueMessage[], context: InvocationContext) {
    const groups = new Map<string, Group<Content, Begun>>();
    const { batchItemFailures } = await processBatch(records, {
      process: async ({ messageId, body }, json) => {
        const content = contentOf(schema, json);
        const one = await steps.begin(content, currentTraceparent());
        const name = steps.groupOf(content);
        const { messageIds = [], begun = [] } = groups.get(name) ?? {};
        const all = { begun: [...begun, one], messageIds: [...messageIds, messageId] };
        groups.set(name, { content, body, work: currentWork(), ...all });
      },
      deadLetter: ({ body }) => deadLetters.send([body]),
      hasTime: () => hasTimeForStep(context),
      metrics,
      log,
    });
    return { groups: [...groups.values()], batchItemFailures };
  }

  /** Resolves with the messages that are to come again. */
  async function finish({ content, messageIds, ...group }: Group<Content, Begun>, context: InvocationContext) {
    try {
      await steps.finish(content, { ...group, traceparent: currentTraceparent(), context });
      return [];
    } catch (error) {
      log.error("A group of messages failed", { sqsMessageIds: messageIds, error });
      return messageIds;
    }
  }

  return async ({ Records }: QueueEvent, context: InvocationContext) => {
    logInvocation(context);
    const { groups, batchItemFailures } = await beginAll(Records, context);
    const failed = (
      await Promise.all(groups.map((group) => withinTrace(group.work, () => finish(group, context))))
    ).flat();
    return { batchItemFailures: [...batchItemFailures, ...failed.map((itemIdentifier) => ({ itemIdentifier }))] };
  };
}
