import { SQS } from "@aws-sdk/client-sqs";

const sqs = new SQS();

/**
 * Leaves an event where the tests find it.
 * @param {unknown} event
 */
export async function record(event) {
  await sqs.sendMessage({ QueueUrl: process.env.EVENTS_QUEUE_URL, MessageBody: JSON.stringify(event) });
}
