import type * as z from "zod/mini";
import * as env from "../../env.ts";
import { log, logInvocation } from "../cloudwatch/logger.ts";
import { createMetrics } from "../cloudwatch/metrics.ts";
import { createQueue } from "../sqs/queue.ts";
import { processBatch, type QueueRecord } from "./batch.ts";
import type { InvocationContext, QueueEvent } from "./events.ts";
import { parseBody } from "./queue-handler.ts";
import { hasTimeForStep } from "./time.ts";

export interface GroupSteps<Content, Begun> {
  /** Takes one message. */
  readonly begin: (content: Content) => Promise<Begun>;
  /** Names what messages are of that are finished together. */
  readonly groupOf: (content: Content) => string;
  /** Finishes what was begun of a group, by its last message; groups are finished side by side. */
  readonly finish: (
    content: Content,
    received: { readonly body: string; readonly begun: readonly Begun[]; readonly context: InvocationContext },
  ) => Promise<void>;
}

interface Group<Content, Begun> {
  readonly content: Content;
  readonly body: string;
  /** Outcome of each message, in order. */
  readonly begun: readonly Begun[];
  readonly messageIds: readonly string[];
}

/** The handler of a queue whose messages are first begun, each on its own, and then finished group by group. */
export function groupedQueueHandler<Content, Begun>(schema: z.ZodMiniType<Content>, steps: GroupSteps<Content, Begun>) {
  const deadLetters = createQueue(env.deadLetterQueueUrl());
  const metrics = createMetrics();

  async function beginAll(records: readonly QueueRecord[], context: InvocationContext) {
    const groups = new Map<string, Group<Content, Begun>>();
    const { batchItemFailures } = await processBatch(records, {
      process: async ({ messageId, body }) => {
        const content = parseBody(schema, body);
        const one = await steps.begin(content);
        const name = steps.groupOf(content);
        const { messageIds = [], begun = [] } = groups.get(name) ?? {};
        groups.set(name, { content, body, begun: [...begun, one], messageIds: [...messageIds, messageId] });
      },
      deadLetter: ({ body }) => deadLetters.send([body]),
      hasTime: () => hasTimeForStep(context),
      metrics,
      log,
    });
    return { groups: [...groups.values()], batchItemFailures };
  }

  /** Resolves with the messages that are to come again. */
  async function finish({ content, body, begun, messageIds }: Group<Content, Begun>, context: InvocationContext) {
    try {
      await steps.finish(content, { body, begun, context });
      return [];
    } catch (error) {
      log.error("A group of messages failed", { sqsMessageIds: messageIds, error });
      return messageIds;
    }
  }

  return async ({ Records }: QueueEvent, context: InvocationContext) => {
    logInvocation(context);
    const { groups, batchItemFailures } = await beginAll(Records, context);
    const failed = (await Promise.all(groups.map((group) => finish(group, context)))).flat();
    return { batchItemFailures: [...batchItemFailures, ...failed.map((itemIdentifier) => ({ itemIdentifier }))] };
  };
}
