import { z } from "zod";
import type { Operation } from "../../../wire/http.ts";
import type { Queues } from "../queues/queues.ts";
import { parseReceiptHandle } from "../queues/receipt-handle.ts";
import { batch, runBatch } from "./batch.ts";
import { queueUrl, sqsOperation } from "./input.ts";

const message = z.object({ ReceiptHandle: z.string() });

export const deleteMessage = (queues: Queues): Operation =>
  sqsOperation(queueUrl.extend(message.shape), ({ QueueUrl, ReceiptHandle }) => {
    queues.at(QueueUrl).delete(parseReceiptHandle(ReceiptHandle));
    return {};
  });

export const deleteMessageBatch = (queues: Queues): Operation =>
  sqsOperation(batch, ({ QueueUrl, Entries }) => {
    const queue = queues.at(QueueUrl);
    return runBatch(Entries, message, ({ ReceiptHandle }) => {
      queue.delete(parseReceiptHandle(ReceiptHandle));
      return {};
    });
  });
