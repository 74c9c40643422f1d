import type { MessageAttributes } from "./message-attributes.ts";
import { messageFor, type Publication } from "./publication.ts";
import type { Recipient } from "./subscription.ts";

/** A publication on its way to one subscriber. */
export interface Notification {
  readonly messageId: string;
  /** Engine time, epoch milliseconds. */
  readonly publishedAt: number;
  readonly region: string;
  readonly sequenceNumber: string | undefined;
  /** As the topic's attribute says. */
  readonly signatureVersion?: string | undefined;
  readonly publication: Publication;
  readonly subscription: Recipient;
}

/**
 * Only AWS can sign: its certificates are checked against its own host. The word is the one that AWS's examples of
 * such events have in this place.
 */
const SIGNATURE = "EXAMPLE";

/** Members that prove where a notification comes from; those of a FIFO topic are without them (recorded on AWS). */
function signature({ signatureVersion = "1", region, subscription }: Notification, urlName: string) {
  if (subscription.topicArn.endsWith(".fifo")) return {};
  return { SignatureVersion: signatureVersion, Signature: SIGNATURE, [urlName]: certificateUrl(region) };
}

/** Members of a notification that SQS and Lambda subscribers find alike. */
function common({ messageId, publishedAt, publication, subscription }: Notification) {
  return {
    Type: "Notification",
    MessageId: messageId,
    TopicArn: subscription.topicArn,
    Message: messageFor(subscription.protocol, publication),
    Timestamp: new Date(publishedAt).toISOString(),
  };
}

const certificateUrl = (region: string) =>
  `https://sns.${region}.amazonaws.com/SimpleNotificationService-${SIGNATURE}.pem`;

const unsubscribeUrl = ({ region, subscription }: Notification) =>
  `https://sns.${region}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${subscription.arn}`;

/** The JSON text that a queue gets without raw delivery. */
export function queueEnvelope(notification: Notification): string {
  const { publication, sequenceNumber } = notification;
  const attributes = attributeValues(publication.attributes);
  return JSON.stringify({
    ...common(notification),
    ...(publication.subject !== undefined && { Subject: publication.subject }),
    ...(sequenceNumber !== undefined && { SequenceNumber: sequenceNumber }),
    ...signature(notification, "SigningCertURL"),
    UnsubscribeURL: unsubscribeUrl(notification),
    ...(attributes && { MessageAttributes: attributes }),
  });
}

/** The event that a function gets. */
export function lambdaEvent(notification: Notification): string {
  const { publication, subscription } = notification;
  const record = {
    EventSource: "aws:sns",
    EventVersion: "1.0",
    EventSubscriptionArn: subscription.arn,
    Sns: {
      ...common(notification),
      Subject: publication.subject ?? null,
      // Functions are told the first version, whatever the topic's is (recorded on AWS).
      ...signature({ ...notification, signatureVersion: "1" }, "SigningCertUrl"),
      UnsubscribeUrl: unsubscribeUrl(notification),
      MessageAttributes: attributeValues(publication.attributes) ?? {},
    },
  };
  return JSON.stringify({ Records: [record] });
}

function attributeValues(attributes: MessageAttributes): object | undefined {
  const entries = Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    { Type: DataType, Value: BinaryValue ?? StringValue },
  ]);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
