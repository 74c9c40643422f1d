import type { StackResource } from "../../template/model.ts";
import { type Describe, type DescribeContext, parsedJson } from "../contract/description/describe.ts";
import type { DescribedTopic } from "../contract/description/parts.ts";
import type { SubscriptionProperties, TopicProperties } from "./resource-types.ts";

/** Describes topics with who is told of what they get. */
export const describeTopics: Describe = (resources, context) => ({
  topics: resources
    .filter(({ type }) => type === "AWS::SNS::Topic")
    .map((topic): DescribedTopic => {
      const { logicalId, physicalId: arn } = topic;
      const { FifoTopic: fifo = false } = topic.properties as unknown as TopicProperties;
      return {
        logicalId,
        name: arn.split(":").at(-1) ?? "",
        arn,
        fifo,
        subscriptions: subscriptionsOf(topic, resources, context),
      };
    }),
});

type Subscribed = Pick<SubscriptionProperties, "Protocol" | "Endpoint" | "FilterPolicy">;

function subscriptionsOf(topic: StackResource, resources: readonly StackResource[], { idOf }: DescribeContext) {
  const { Subscription } = topic.properties as unknown as TopicProperties;
  const declared = resources
    .filter(({ type, properties }) => type === "AWS::SNS::Subscription" && properties.TopicArn === topic.physicalId)
    .map(({ properties }) => properties as unknown as SubscriptionProperties);
  return [...Subscription, ...declared].map(({ Protocol, Endpoint, FilterPolicy }: Subscribed) => {
    const logicalId = idOf(Endpoint);
    return {
      protocol: Protocol,
      endpoint: Endpoint,
      ...(logicalId !== undefined && { logicalId }),
      ...(FilterPolicy !== undefined && { filterPolicy: parsedJson(FilterPolicy) }),
    };
  });
}
