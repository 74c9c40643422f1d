import type { Clock } from "../../../kernel/clock.ts";
import type { Operation } from "../../../wire/http.ts";
import { sqsError } from "../queues/errors.ts";
import type { Queues } from "../queues/queues.ts";
import { queueUrl, sqsOperation } from "./input.ts";

/** A queue is purged at most once in this time. */
const PURGE_INTERVAL_MS = 60_000;

export function purgeQueue(queues: Queues, clock: Clock): Operation {
  const purgedAt = new WeakMap<object, number>();
  return sqsOperation(queueUrl, ({ QueueUrl }) => {
    const queue = queues.at(QueueUrl);
    const last = purgedAt.get(queue) ?? Number.NEGATIVE_INFINITY;
    if (clock.now() - last < PURGE_INTERVAL_MS)
      throw sqsError(
        "PurgeQueueInProgress",
        `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
      );
    purgedAt.set(queue, clock.now());
    queue.purge();
    return {};
  });
}
