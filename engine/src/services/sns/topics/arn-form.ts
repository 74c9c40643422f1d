import { invalidParameter } from "./errors.ts";

/** `arn:{partition}:sns:{region}:{account}:{topic}` */
const TOPIC_PARTS = 6;

/** Throws in SNS's words for a text that is no ARN of a topic, or of a subscription to one. */
export function checkArn(arn: string, parameter: "TopicArn" | "SubscriptionArn"): void {
  const { length } = arn.split(":");
  if (length < TOPIC_PARTS)
    throw invalidParameter(`${parameter} Reason: An ARN must have at least ${TOPIC_PARTS} elements, not ${length}`);
  if (parameter === "SubscriptionArn" && length === TOPIC_PARTS) throw invalidParameter("SubscriptionId");
}
