import { ServiceError } from "../../kernel/errors.ts";
import type { EventSource, SourceRecord } from "../contract/event-source.ts";
import type { Queue } from "./queues/queue.ts";
import { parseReceiptHandle } from "./queues/receipt-handle.ts";
import { lambdaRecord } from "./queues/received-message.ts";

/** A queue as the event source of a function. */
export function createEventSource(queue: Queue, region: string): EventSource {
  return {
    async receive(max, signal) {
      const visibilityTimeoutMs = queue.number("VisibilityTimeout") * 1000;
      const messages = await queue.receive({ max, visibilityTimeoutMs, waitMs: Number.POSITIVE_INFINITY, signal });
      return messages.map(
        (message): SourceRecord => ({
          itemIdentifier: message.messageId,
          record: lambdaRecord(message, queue.arn, region),
          trace: message.trace,
        }),
      );
    },
    acknowledge(records) {
      for (const { record } of records) deleteIfHeld(queue, String(record.receiptHandle));
    },
  };
}

/** A FIFO queue refuses when the visibility timeout is over: the message then comes again, and nothing else is to do. */
function deleteIfHeld(queue: Queue, receiptHandle: string): void {
  try {
    queue.delete(parseReceiptHandle(receiptHandle));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
  }
}
