import { z } from "zod";
import { stableId } from "../../kernel/random.ts";
import { formatArn } from "../../languages/arn.ts";
import type { ResourceType } from "../../template/model.ts";
import { physicalName } from "../../template/physical-name.ts";

const boolean = z.union([z.boolean(), z.stringbool()]);
const json = z.union([z.record(z.string(), z.unknown()), z.string()]);

const topic = z.object({
  TopicName: z.string().optional(),
  DisplayName: z.string().optional(),
  FifoTopic: boolean.optional(),
  ContentBasedDeduplication: boolean.optional(),
  MaximumMessageSize: z.coerce.number().int().min(1024).max(1_048_576).optional(),
  Subscription: z.array(z.object({ Protocol: z.string(), Endpoint: z.string() })).default([]),
});

export type TopicProperties = z.output<typeof topic>;

const subscription = z.object({
  TopicArn: z.string(),
  Protocol: z.string(),
  Endpoint: z.string().default(""),
  FilterPolicy: json.optional(),
  FilterPolicyScope: z.enum(["MessageAttributes", "MessageBody"]).optional(),
  RawMessageDelivery: boolean.optional(),
  RedrivePolicy: json.optional(),
});

export type SubscriptionProperties = z.output<typeof subscription>;

const topicPolicy = z.object({ Topics: z.array(z.string()), PolicyDocument: json });

export type TopicPolicyProperties = z.output<typeof topicPolicy>;

/** Topic names have at most 256 characters. */
const LONGEST_NAME = 256;

const topicType: ResourceType<TopicProperties> = {
  schema: topic,
  ref(logicalId, { TopicName, FifoTopic }, stack) {
    const ending = String(FifoTopic) === "true" ? ".fifo" : "";
    const name =
      typeof TopicName === "string" ? TopicName : physicalName(logicalId, stack, { maxLength: LONGEST_NAME, ending });
    const { partition, region, accountId } = stack;
    return formatArn({ partition, service: "sns", region, accountId, resource: name });
  },
  attributes: {
    TopicArn: (arn) => arn,
    TopicName: (arn) => arn.split(":").at(-1),
  },
};

/** A subscription's ARN ends in a UUID. */
export function subscriptionArnOf(topicArn: string, seed: string): string {
  const id = stableId(seed, 32, "0123456789abcdef").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return `${topicArn}:${id}`;
}

const subscriptionType: ResourceType<SubscriptionProperties> = {
  schema: subscription,
  ref: (logicalId, { TopicArn }, stack) => subscriptionArnOf(String(TopicArn), `${stack.id}/${logicalId}`),
  attributes: { Arn: (arn) => arn },
};

const policyId: ResourceType["ref"] = (logicalId, _properties, stack) => stableId(`${stack.id}/${logicalId}`, 12);

export const resourceTypes = {
  "AWS::SNS::Topic": topicType,
  "AWS::SNS::Subscription": subscriptionType,
  "AWS::SNS::TopicPolicy": { schema: topicPolicy, ref: policyId, attributes: { Id: (id: string) => id } },
  "AWS::SNS::TopicInlinePolicy": {
    schema: z
      .object({ TopicArn: z.string(), PolicyDocument: json })
      .transform(({ TopicArn, PolicyDocument }): TopicPolicyProperties => ({ Topics: [TopicArn], PolicyDocument })),
    ref: policyId,
  },
} satisfies Record<string, ResourceType>;

/** CloudFormation's properties as the API's attributes: each a text. */
export function attributeTexts(properties: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, typeof value === "object" ? JSON.stringify(value) : String(value)]);
  return Object.fromEntries(entries);
}
