import { sqs } from "../../../src/services/sqs/definition.ts";
import { type Harness, type HarnessOptions, startService } from "../harness.ts";

export interface QueueHarness extends Harness {
  /** Sends to the queue of that logical id. */
  send(logicalId: string, MessageBody: string, more?: Record<string, unknown>): Promise<{ MessageId: string }>;
  receive(logicalId: string, more?: Record<string, unknown>): Promise<ReceivedMessage[]>;
  attributes(logicalId: string): Promise<Record<string, string>>;
}

export interface ReceivedMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly Attributes: Record<string, string>;
  readonly MessageAttributes?: Record<string, unknown>;
}

/** SQS with the queues of a template. */
export async function startQueues(
  queues: Readonly<Record<string, Record<string, unknown>>>,
  options: HarnessOptions = {},
): Promise<QueueHarness> {
  const resources = Object.entries(queues).map(([id, Properties]) => [id, { Type: "AWS::SQS::Queue", Properties }]);
  const harness = await startService(sqs, {
    ...options,
    resources: { ...Object.fromEntries(resources), ...options.resources },
  });
  const url = (logicalId: string) => ({ QueueUrl: harness.ref(logicalId) });
  return {
    ...harness,
    send: (logicalId, MessageBody, more) => harness.call("SendMessage", { ...url(logicalId), MessageBody, ...more }),
    async receive(logicalId, more) {
      const input = {
        ...url(logicalId),
        MessageSystemAttributeNames: ["All"],
        MessageAttributeNames: ["All"],
        ...more,
      };
      return (await harness.call("ReceiveMessage", input)).Messages ?? [];
    },
    attributes: async (logicalId) =>
      (await harness.call("GetQueueAttributes", { ...url(logicalId), AttributeNames: ["All"] })).Attributes,
  };
}

export const bodies = (messages: readonly ReceivedMessage[]) => messages.map(({ Body }) => Body);
