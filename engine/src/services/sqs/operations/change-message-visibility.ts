import { z } from "zod";
import type { Operation } from "../../../wire/http.ts";
import type { Queues } from "../queues/queues.ts";
import { parseReceiptHandle } from "../queues/receipt-handle.ts";
import { batch, runBatch } from "./batch.ts";
import { queueUrl, sqsOperation, visibilityTimeout } from "./input.ts";

const change = z.object({ ReceiptHandle: z.string(), VisibilityTimeout: visibilityTimeout });

export const changeMessageVisibility = (queues: Queues): Operation =>
  sqsOperation(queueUrl.extend(change.shape), ({ QueueUrl, ReceiptHandle, VisibilityTimeout }) => {
    queues.at(QueueUrl).changeVisibility(parseReceiptHandle(ReceiptHandle), VisibilityTimeout);
    return {};
  });

export const changeMessageVisibilityBatch = (queues: Queues): Operation =>
  sqsOperation(batch, ({ QueueUrl, Entries }) => {
    const queue = queues.at(QueueUrl);
    return runBatch(Entries, change, ({ ReceiptHandle, VisibilityTimeout }) => {
      queue.changeVisibility(parseReceiptHandle(ReceiptHandle), VisibilityTimeout);
      return {};
    });
  });
