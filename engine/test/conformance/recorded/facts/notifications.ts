import { type FactTable, from, type RecordedFact } from "../fact.ts";

/** A publication, and what a subscriber gets of it. */
export interface NotificationFact extends RecordedFact {
  readonly topic?: { readonly Name?: string; readonly Attributes?: Readonly<Record<string, string>> };
  readonly subscription?: Readonly<Record<string, string>>;
  readonly to?: "queue" | "fifo-queue" | "function";
  readonly publication: Readonly<Record<string, unknown>>;
  /** Members of the notification; a text of a raw one. */
  readonly notification: Readonly<Record<string, unknown>> | string;
  /** Members that it has not. */
  readonly absent?: readonly string[];
  /** All that a queue is told besides. */
  readonly options?: Readonly<Record<string, unknown>>;
}

const of = (place: string, date: string, rows: Parameters<typeof from<NotificationFact>>[3]) =>
  from<NotificationFact>("localstack", `sns/test_sns: ${place}`, date, rows);

const UUID = /^[0-9a-f-]{36}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const UNSUBSCRIBE = /^https:\/\/sns\.eu-west-1\.amazonaws\.com\/\?Action=Unsubscribe&SubscriptionArn=arn:aws:sns:/;
const CERTIFICATE = /^https:\/\/sns\.eu-west-1\.amazonaws\.com\/SimpleNotificationService-.+\.pem$/;
const TOPIC = "arn:aws:sns:eu-west-1:123456789012";
const ENVELOPE = { Type: "Notification", MessageId: UUID, Timestamp: TIME, UnsubscribeURL: UNSUBSCRIBE };
const SIGNED = { SignatureVersion: "1", Signature: /./, SigningCertURL: CERTIFICATE };
const SIGNATURE = ["SignatureVersion", "Signature", "SigningCertURL"];
const FIFO = { Name: "t.fifo", Attributes: { FifoTopic: "true", ContentBasedDeduplication: "true" } };
const OF_TEST = "532eaabd9574880dbf76b9b8cc00832c20a6ec113d682299550d7a6e0f345e25";
const text = (StringValue: string) => ({ DataType: "String", StringValue });
const raw = { RawMessageDelivery: "true" };

/** Notifications as queues and functions get them. */
export const notifications: FactTable<NotificationFact> = {
  service: "SNS",
  subject: "notifications",
  facts: [
    ...of("test_message_to_fifo_sqs, test_fifo_topic_to_regular_sqs", "2025-08-18", [
      {
        id: "notification/fifo",
        topic: FIFO,
        to: "fifo-queue",
        publication: { Message: "Test", MessageGroupId: "message-group-id-1" },
        notification: { ...ENVELOPE, TopicArn: `${TOPIC}:t.fifo`, Message: "Test", SequenceNumber: /^\d{20}$/ },
        absent: SIGNATURE,
        options: { messageGroupId: "message-group-id-1", messageDeduplicationId: OF_TEST },
      },
      {
        id: "notification/fifo-to-a-standard-queue",
        topic: FIFO,
        publication: { Message: "Test", MessageGroupId: "message-group-id-1" },
        notification: { ...ENVELOPE, TopicArn: `${TOPIC}:t.fifo`, Message: "Test", SequenceNumber: /^\d{20}$/ },
        absent: SIGNATURE,
        options: {},
      },
      {
        id: "notification/fifo-raw",
        topic: FIFO,
        subscription: raw,
        to: "fifo-queue",
        publication: { Message: "Test", MessageGroupId: "message-group-id-1" },
        notification: "Test",
        options: { messageGroupId: "message-group-id-1", messageDeduplicationId: OF_TEST, attributes: {} },
      },
    ]),
    ...of("test_publish_to_fifo_topic_to_sqs_queue_no_content_dedup", "2023-08-24", [
      {
        id: "notification/fifo-with-an-id-of-its-own",
        topic: { Name: "t.fifo", Attributes: { FifoTopic: "true" } },
        to: "fifo-queue",
        publication: { Message: "Test", MessageGroupId: "g", MessageDeduplicationId: "d" },
        notification: { ...ENVELOPE, Message: "Test" },
        absent: SIGNATURE,
        options: { messageGroupId: "g", messageDeduplicationId: "d" },
      },
    ]),
    ...of("test_publish_sqs_verify_signature", "2024-01-04", [
      ...["1", "2"].map((version) => ({
        id: `notification/signature ${version}` as const,
        topic: { Attributes: { SignatureVersion: version } },
        publication: { Message: "x", MessageAttributes: { attr1: { DataType: "Number", StringValue: "1" } } },
        notification: {
          ...ENVELOPE,
          ...SIGNED,
          SignatureVersion: version,
          MessageAttributes: { attr1: { Type: "Number", Value: "1" } },
        },
      })),
    ]),
    ...of("test_publish_lambda_verify_signature", "2024-01-04", [
      ...["1", "2"].map((version) => ({
        id: `notification/signature-for-a-function ${version}` as const,
        topic: { Attributes: { SignatureVersion: version } },
        to: "function" as const,
        publication: { Message: "Hello world.", Subject: "of mine" },
        notification: {
          Type: "Notification",
          MessageId: UUID,
          TopicArn: `${TOPIC}:t`,
          Subject: "of mine",
          Message: "Hello world.",
          Timestamp: TIME,
          SignatureVersion: "1",
          SigningCertUrl: CERTIFICATE,
          UnsubscribeUrl: UNSUBSCRIBE,
          MessageAttributes: {},
        },
      })),
    ]),
    ...of("test_python_lambda_subscribe_sns_topic", "2025-10-06", [
      {
        id: "notification/no-subject-for-a-function",
        to: "function",
        publication: { Message: "x" },
        notification: { Subject: null, MessageAttributes: {} },
      },
    ]),
    ...of("test_attribute_raw_subscribe, test_message_attributes_not_missing", "2023-08-24", [
      {
        id: "notification/raw-attributes",
        subscription: raw,
        publication: {
          Message: "raw",
          MessageAttributes: { store: { DataType: "Binary", BinaryValue: new Uint8Array([2, 3, 4]) }, a: text("b") },
        },
        notification: "raw",
        options: {
          attributes: {
            store: { DataType: "Binary", BinaryValue: "AgME" },
            a: { DataType: "String", StringValue: "b" },
          },
        },
      },
      {
        id: "notification/binary-attribute",
        publication: {
          Message: "x",
          MessageAttributes: { store: { DataType: "Binary", BinaryValue: new Uint8Array([2, 3, 4]) } },
        },
        notification: { ...ENVELOPE, ...SIGNED, MessageAttributes: { store: { Type: "Binary", Value: "AgME" } } },
        options: {},
      },
      {
        id: "notification/no-attributes",
        publication: { Message: "x" },
        notification: { ...ENVELOPE, ...SIGNED, TopicArn: `${TOPIC}:t` },
        absent: ["MessageAttributes", "Subject", "SequenceNumber"],
        options: {},
      },
    ]),
    ...of("test_publish_sqs_from_sns, test_message_structure_json_to_sqs", "2023-08-24", [
      {
        id: "notification/structure-of-the-protocol",
        publication: { MessageStructure: "json", Message: '{"default":"all","sqs":"for queues"}' },
        notification: { ...ENVELOPE, Message: "for queues" },
      },
      {
        id: "notification/structure-by-default",
        to: "function",
        publication: { MessageStructure: "json", Message: '{"default":"all","sqs":"for queues"}' },
        notification: { Message: "all" },
      },
      {
        id: "notification/subject",
        publication: { Message: "x", Subject: "of mine" },
        notification: { ...ENVELOPE, Subject: "of mine" },
      },
    ]),
  ],
};
