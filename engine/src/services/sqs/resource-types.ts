import { z } from "zod";
import { stableId } from "../../kernel/random.ts";
import { formatArn } from "../../languages/arn.ts";
import type { ResourceType, StackIdentity } from "../../template/model.ts";
import { physicalName } from "../../template/physical-name.ts";
import type { AttributeTexts } from "./queues/attributes.ts";

const number = z.coerce.number().int();
const boolean = z.union([z.boolean(), z.stringbool()]);
const json = z.union([z.record(z.string(), z.unknown()), z.string()]);

const queue = z.object({
  QueueName: z.string().optional(),
  FifoQueue: boolean.optional(),
  ContentBasedDeduplication: boolean.optional(),
  DeduplicationScope: z.enum(["queue", "messageGroup"]).optional(),
  DelaySeconds: number.min(0).max(900).optional(),
  MaximumMessageSize: number.min(1024).max(1_048_576).optional(),
  MessageRetentionPeriod: number.min(60).max(1_209_600).optional(),
  ReceiveMessageWaitTimeSeconds: number.min(0).max(20).optional(),
  VisibilityTimeout: number.min(0).max(43_200).optional(),
  RedrivePolicy: json.optional(),
  RedriveAllowPolicy: json.optional(),
});

export type QueueProperties = z.output<typeof queue>;

const queuePolicy = z.object({
  Queues: z.array(z.string()),
  PolicyDocument: json,
});

export type QueuePolicyProperties = z.output<typeof queuePolicy>;

/** Queue names have at most 80 characters. */
const LONGEST_NAME = 80;

function queueName(logicalId: string, properties: Readonly<Record<string, unknown>>, stack: StackIdentity): string {
  if (typeof properties.QueueName === "string") return properties.QueueName;
  const fifo = String(properties.FifoQueue) === "true";
  return physicalName(logicalId, stack, { maxLength: LONGEST_NAME, ending: fifo ? ".fifo" : "" });
}

/** The name at the end of a queue's URL. */
export const nameOfUrl = (url: string) => url.split("/").at(-1) ?? "";

const queueType: ResourceType<QueueProperties> = {
  schema: queue,
  ref: (logicalId, properties, stack) =>
    `https://sqs.${stack.region}.${stack.urlSuffix}/${stack.accountId}/${queueName(logicalId, properties, stack)}`,
  attributes: {
    Arn: (url, { partition, region, accountId }) =>
      formatArn({ partition, service: "sqs", region, accountId, resource: nameOfUrl(url) }),
    QueueName: nameOfUrl,
    QueueUrl: (url) => url,
  },
};

const queuePolicyType: ResourceType<QueuePolicyProperties> = {
  schema: queuePolicy,
  ref: (logicalId, _properties, stack) => stableId(`${stack.id}/${logicalId}`, 12),
  attributes: { Id: (physicalId) => physicalId },
};

export const resourceTypes = {
  "AWS::SQS::Queue": queueType,
  "AWS::SQS::QueuePolicy": queuePolicyType,
  "AWS::SQS::QueueInlinePolicy": {
    ...queuePolicyType,
    schema: z
      .object({ Queue: z.string(), PolicyDocument: json })
      .transform(({ Queue, PolicyDocument }): QueuePolicyProperties => ({ Queues: [Queue], PolicyDocument })),
  },
} satisfies Record<string, ResourceType>;

/** CloudFormation's properties as the API's attributes: each a text. */
export function attributesOf({ QueueName: _name, FifoQueue, ...properties }: QueueProperties): AttributeTexts {
  const entries = Object.entries(properties).map(([name, value]) => [name, attributeText(value)]);
  return { ...Object.fromEntries(entries), ...(FifoQueue && { FifoQueue: "true" }) };
}

export const attributeText = (value: unknown) => (typeof value === "object" ? JSON.stringify(value) : String(value));
