import { parseArn } from "../../../languages/arn.ts";
import { invalidParameter } from "./errors.ts";
import type { Recipient } from "./subscription.ts";
import type { Topic } from "./topic.ts";
import { LARGEST_PLAIN_MESSAGE_BYTES, largestMessageBytes } from "./topic-attributes.ts";

/** Names of the services that subscribe by an ARN, by protocol. */
const BY_ARN: Readonly<Record<string, string>> = { sqs: "SQS", lambda: "Lambda" };

/** Protocols and number of the subscriptions that a topic of large messages may have (SNS guide, "Publishing large messages"). */
const LARGE_PROTOCOLS = ["firehose", "lambda", "sqs"];
const MOST_LARGE_SUBSCRIPTIONS = 100;

/** The part of a topic that decides who may subscribe. */
type Subscribed = Pick<Topic, "fifo" | "attributes" | "subscriptions">;

/** Throws the error of `Subscribe` when an endpoint cannot have this topic's messages. */
export function checkEndpoint(topic: Subscribed, { protocol, endpoint, deadLetterQueueArn }: Recipient): void {
  const name = Object.hasOwn(BY_ARN, protocol) ? BY_ARN[protocol] : undefined;
  if (name && parseArn(endpoint)?.service !== protocol) throw invalidParameter(`${name} endpoint ARN`);
  const isFifo = protocol === "sqs" && endpoint.endsWith(".fifo");
  if (isFifo && !topic.fifo)
    throw invalidParameter(
      "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics",
    );
  if (isFifo && deadLetterQueueArn?.endsWith(".fifo") === false)
    throw invalidParameter("RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.");
  checkLargeTopic(topic, protocol);
}

function checkLargeTopic(topic: Subscribed, protocol: string): void {
  if (largestMessageBytes(topic.attributes) <= LARGEST_PLAIN_MESSAGE_BYTES) return;
  if (!LARGE_PROTOCOLS.includes(protocol))
    throw invalidParameter(
      `Protocol Reason: ${protocol} is not supported by topics with a MaximumMessageSize above 256 KiB`,
    );
  if (topic.subscriptions.size >= MOST_LARGE_SUBSCRIPTIONS)
    throw invalidParameter(
      `TopicArn Reason: Topics with a MaximumMessageSize above 256 KiB have at most ${MOST_LARGE_SUBSCRIPTIONS} subscriptions`,
    );
}

/** Throws when a topic's subscriptions do not go with its `MaximumMessageSize`. */
export function checkSubscriptions(topic: Subscribed): void {
  if (largestMessageBytes(topic.attributes) <= LARGEST_PLAIN_MESSAGE_BYTES) return;
  const subscriptions = [...topic.subscriptions.values()];
  const other = subscriptions.find(({ protocol }) => !LARGE_PROTOCOLS.includes(protocol));
  if (other || subscriptions.length > MOST_LARGE_SUBSCRIPTIONS)
    throw invalidParameter(
      `MaximumMessageSize Reason: Above 256 KiB a topic has at most ${MOST_LARGE_SUBSCRIPTIONS} subscriptions, of ${LARGE_PROTOCOLS.join(", ")} only`,
    );
}
