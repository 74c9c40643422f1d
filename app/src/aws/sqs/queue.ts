import type { Looks } from "../../core/presence/look.ts";
import type { Deliveries } from "../../core/push/ports.ts";
import { backOff } from "../http/backoff.ts";
import { createJsonApi, type JsonApi } from "../http/json-api.ts";
import { currentTraceparent, currentXRayHeader } from "../tracing/work.ts";

/** A queue to write to. */
export interface Queue {
  /** Resolves once all are in the queue. */
  send(bodies: readonly string[], delaySeconds?: number): Promise<void>;
}

/** Limits of SendMessageBatch: so many messages, and their bytes, 1 MiB since August 2025. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const BATCH_SIZE = 10;
const BATCH_BYTES = 1024 * 1024;
const BATCH_ATTEMPTS = 5;

export function createQueue(url: string): Queue {
  const sqs = createJsonApi("sqs", new URL(url).origin);
  return {
    async send(bodies, delaySeconds = 0) {
      for (const batch of batchesOf(bodies)) await sendBatch(sqs, url, batch, delaySeconds);
    },
  };
}

/** Deliveries wait in a queue of their own, so that many subscribers do not hold up other events. */
export function createDeliveries(queue: Queue): Deliveries {
  return {
    enqueue: (deliveries, delaySeconds) =>
      queue.send(
        deliveries.map((delivery) => JSON.stringify(delivery)),
        delaySeconds,
      ),
  };
}

/** Looks wait there too: it has a delay, and somebody who reads it. */
export function createLooks(queue: Queue): Looks {
  return { ask: (look, delaySeconds) => queue.send([JSON.stringify(look)], delaySeconds) };
}

function batchesOf(bodies: readonly string[]): string[][] {
  const batches: string[][] = [];
  let bytesLeft = 0;
  for (const body of bodies) {
    const bytes = Buffer.byteLength(body);
    const last = batches.at(-1);
    if (last && last.length < BATCH_SIZE && bytes <= bytesLeft) last.push(body);
    else {
      batches.push([body]);
      bytesLeft = BATCH_BYTES;
    }
    bytesLeft -= bytes;
  }
  return batches;
}

/** SQS may take some and leave others, which are sent again alone. */
async function sendBatch(sqs: JsonApi, QueueUrl: string, bodies: readonly string[], DelaySeconds: number) {
  const trace = traceAttributes();
  let entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody, DelaySeconds, ...trace }));
  for (let attempt = 0; ; attempt++) {
    const { Failed = [] } = await sqs.call("SendMessageBatch", { QueueUrl, Entries: entries });
    const failed = Failed as readonly { readonly Id: string; readonly Code: string }[];
    if (failed.length === 0) return;
    if (attempt === BATCH_ATTEMPTS) throw new Error(`SQS did not take ${failed.length} messages: ${failed[0]?.Code}`);
    entries = entries.filter(({ Id }) => failed.some((one) => one.Id === Id));
    await backOff(attempt);
  }
}

/** Beside the bodies, so that a message which is sent again as it is has the same body. */
function traceAttributes() {
  const [traceparent, xRayHeader] = [currentTraceparent(), currentXRayHeader()];
  return {
    ...(traceparent !== undefined && { MessageAttributes: { traceparent: textAttribute(traceparent) } }),
    ...(xRayHeader !== undefined && { MessageSystemAttributes: { AWSTraceHeader: textAttribute(xRayHeader) } }),
  };
}

const textAttribute = (StringValue: string) => ({ DataType: "String", StringValue });
