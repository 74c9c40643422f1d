import { parseJson } from "../../../kernel/parse-json.ts";
import { objectOf } from "../../../template/plain-data.ts";
import { isPending } from "./subscription.ts";
import type { Topic } from "./topic.ts";

/** Actions of the policy that a topic has until it is given one: its owner may do all of them. */
const OWNERS_ACTIONS = [
  "SNS:GetTopicAttributes",
  "SNS:SetTopicAttributes",
  "SNS:AddPermission",
  "SNS:RemovePermission",
  "SNS:DeleteTopic",
  "SNS:Subscribe",
  "SNS:ListSubscriptionsByTopic",
  "SNS:Publish",
];

const defaultPolicy = (arn: string, accountId: string) => ({
  Version: "2008-10-17",
  Id: "__default_policy_ID",
  Statement: [
    {
      Sid: "__default_statement_ID",
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: OWNERS_ACTIONS,
      Resource: arn,
      Condition: { StringEquals: { "AWS:SourceOwner": accountId } },
    },
  ],
});

/** Retries of HTTP endpoints unless a topic says otherwise (SNS guide, "Message delivery retries"). */
const RETRIES = {
  minDelayTarget: 20,
  maxDelayTarget: 20,
  numRetries: 3,
  numMaxDelayRetries: 0,
  numNoDelayRetries: 0,
  numMinDelayRetries: 0,
  backoffFunction: "linear",
};

function effectiveDeliveryPolicy(given: string | undefined) {
  const http = objectOf(objectOf(parseJson(given ?? "{}")).http);
  return {
    http: {
      defaultHealthyRetryPolicy: { ...RETRIES, ...objectOf(http.defaultHealthyRetryPolicy) },
      disableSubscriptionOverrides: http.disableSubscriptionOverrides ?? false,
      defaultRequestPolicy: {
        headerContentType: "text/plain; charset=UTF-8",
        ...objectOf(http.defaultRequestPolicy),
      },
    },
  };
}

/** All attributes of a topic, as `GetTopicAttributes` answers them. */
export function topicAttributes(topic: Topic, accountId: string): Record<string, string> {
  const { arn, fifo, attributes, subscriptions } = topic;
  const { FifoTopic: _type, ...set } = Object.fromEntries(attributes);
  const pending = [...subscriptions.values()].filter(isPending).length;
  return {
    TopicArn: arn,
    Owner: accountId,
    DisplayName: "",
    Policy: JSON.stringify(defaultPolicy(arn, accountId)),
    EffectiveDeliveryPolicy: JSON.stringify(effectiveDeliveryPolicy(set.DeliveryPolicy)),
    SubscriptionsConfirmed: String(subscriptions.size - pending),
    SubscriptionsPending: String(pending),
    SubscriptionsDeleted: "0",
    ...(fifo && { FifoTopic: "true", ContentBasedDeduplication: "false" }),
    ...set,
  };
}
