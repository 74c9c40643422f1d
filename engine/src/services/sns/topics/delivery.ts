import { messageOf, ServiceError } from "../../../kernel/errors.ts";
import { Deliveries, type Delivery } from "../../contract/delivery.ts";
import type { ServiceContext } from "../../contract/service.ts";
import type { DeliverOptions } from "../../contract/targets.ts";
import { lambdaEvent, type Notification, queueEnvelope } from "./notification.ts";
import { messageFor } from "./publication.ts";
import type { Recipient } from "./subscription.ts";

/** SNS tries AWS's own endpoints this often, over 23 days (SNS guide, "Message delivery retries"). */
const MOST_RETRIES = 100_015;

/** Milliseconds until the retry of that number: three at once, two a second apart, ten slower and slower, then 20 s. */
function retryDelayMs(retry: number): number | undefined {
  if (retry > MOST_RETRIES) return undefined;
  if (retry <= 3) return 0;
  if (retry <= 5) return 1000;
  return Math.min(1000 * 2 ** (retry - 6), 20_000);
}

/** Notifications on their way to subscribers on this machine. */
export type NotificationDeliveries = Deliveries<Notification>;

export const createNotificationDeliveries = (context: ServiceContext): NotificationDeliveries =>
  new Deliveries({ context, shelf: "sns/deliveries", describe: notificationDelivery });

type Parcel = Pick<Delivery, "payload" | "options">;

/** Payload of a notification for each protocol that runs here. */
const PACKERS: Readonly<Record<string, (notification: Notification) => Parcel>> = {
  sqs: packForQueue,
  lambda: (notification) => ({ payload: lambdaEvent(notification) }),
};

function packForQueue(notification: Notification): Parcel {
  const { publication, subscription } = notification;
  const { groupId, deduplicationId, traceHeader } = publication;
  const fifo = subscription.endpoint.endsWith(".fifo");
  // A FIFO topic tells its standard queues of no group (recorded on AWS); one of a standard topic is for fair queues.
  const tellsGroup = fifo || !subscription.topicArn.endsWith(".fifo");
  const group = {
    ...(tellsGroup && groupId !== undefined && { messageGroupId: groupId }),
    ...(fifo && deduplicationId !== undefined && { messageDeduplicationId: deduplicationId }),
    ...(traceHeader !== undefined && { traceHeader }),
  };
  if (!subscription.raw) return { payload: queueEnvelope(notification), options: group };
  const payload = messageFor(subscription.protocol, publication);
  return { payload, options: { ...group, attributes: rawAttributes(notification) } };
}

function rawAttributes({ publication }: Notification): NonNullable<DeliverOptions["attributes"]> {
  const entries = Object.entries(publication.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    { DataType, ...(StringValue !== undefined && { StringValue }), ...(BinaryValue !== undefined && { BinaryValue }) },
  ]);
  return Object.fromEntries(entries);
}

/** Tells if the subscriber is on this machine. */
export const isDeliverable = ({ protocol }: Recipient) => Object.hasOwn(PACKERS, protocol);

function notificationDelivery(notification: Notification): Delivery {
  const { messageId, subscription } = notification;
  const pack = PACKERS[subscription.protocol];
  if (!pack) throw new Error(`Nothing delivers by ${subscription.protocol} here.`);
  return {
    service: "sns",
    data: { topicArn: subscription.topicArn, subscriptionArn: subscription.arn, messageId },
    targetArn: subscription.endpoint,
    ...pack(notification),
    from: { principal: "sns.amazonaws.com", sourceArn: subscription.topicArn },
    retryDelayMs: ({ retries }) => retryDelayMs(retries + 1),
    deadLetterQueueArn: subscription.deadLetterQueueArn,
    deadLetterAttributes: ({ error }) => ({
      ErrorCode: error instanceof ServiceError ? error.code : "UNKNOWN",
      ErrorMessage: messageOf(error),
    }),
  };
}
