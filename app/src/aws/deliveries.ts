import type { Delivery } from "../core/delivery.ts";
import type { Deliveries } from "../core/ports.ts";
import { env } from "../env.ts";
import { createJsonApi } from "./json-api.ts";

/** Deliveries wait in the queue that their event came from. */
export function createDeliveries(queueUrl: string, deadLetterQueueUrl: string): Deliveries {
  const sqs = createJsonApi({
    service: "sqs",
    target: "AmazonSQS",
    contentType: "application/x-amz-json-1.0",
    endpoint: env.endpointOverride("SQS") ?? `${new URL(queueUrl).origin}/`,
  });
  const send = async (QueueUrl: string, delivery: Delivery, DelaySeconds: number) => {
    await sqs.call("SendMessage", { QueueUrl, MessageBody: JSON.stringify(delivery), DelaySeconds });
  };
  return {
    enqueue: (delivery, delaySeconds) => send(queueUrl, delivery, delaySeconds),
    abandon: (delivery) => send(deadLetterQueueUrl, delivery, 0),
  };
}
