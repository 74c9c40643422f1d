import type { Call, CallFact } from "../calls.ts";
import { type FactTable, from } from "../fact.ts";

const of = (place: string, date: string, rows: Parameters<typeof from<CallFact>>[3]) =>
  from<CallFact>("localstack", `sqs/test_sqs: ${place}`, date, rows);

const QueueUrl = "$0.QueueUrl";
const create = (Attributes: Record<string, string> = {}, more: object = {}): Call => [
  "CreateQueue",
  { QueueName: "q", Attributes, ...more },
];
const createFifo = (Attributes: Record<string, string> = {}): Call => [
  "CreateQueue",
  { QueueName: "q.fifo", Attributes: { FifoQueue: "true", ...Attributes } },
];
const send = (MessageBody: string, more: object = {}): Call => ["SendMessage", { QueueUrl, MessageBody, ...more }];
const receive = (more: object = {}): Call => ["ReceiveMessage", { QueueUrl, ...more }];
const change = (Attributes: Record<string, string>): Call => ["SetQueueAttributes", { QueueUrl, Attributes }];
const all: Call = ["GetQueueAttributes", { QueueUrl, AttributeNames: ["All"] }];
const invalid = (message: string) => ({ code: "InvalidParameterValue", message });
const entries = (count: number, more: object) =>
  Array.from({ length: count }, (_none, index) => ({ Id: `${index}`, ...more }));

const TOO_MANY = {
  code: "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
  message: "Maximum number of entries per request are 10. You have sent 20.",
};
const BAD_ID = {
  code: "AWS.SimpleQueueService.InvalidBatchEntryId",
  message:
    "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
};
const COUNTS = {
  ApproximateNumberOfMessages: "0",
  ApproximateNumberOfMessagesDelayed: "0",
  ApproximateNumberOfMessagesNotVisible: "0",
};
const FIFO = {
  ...COUNTS,
  FifoQueue: "true",
  DelaySeconds: "0",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  ReceiveMessageWaitTimeSeconds: "0",
  SqsManagedSseEnabled: "true",
  VisibilityTimeout: "30",
};
const group = (MessageGroupId: string, MessageDeduplicationId: string) => ({ MessageGroupId, MessageDeduplicationId });
const perGroup = { DeduplicationScope: "messageGroup", FifoThroughputLimit: "perMessageGroupId" };
const perQueue = { DeduplicationScope: "queue", FifoThroughputLimit: "perQueue" };

/** Attributes of queues, and FIFO queues by their throughput. */
export const queueAttributes: FactTable<CallFact> = {
  service: "SQS",
  subject: "attributes, batches and FIFO queues",
  facts: [
    ...of("test_create_and_update_queue_attributes", "2025-08-19", [
      {
        id: "attributes/created",
        before: [
          create({ MessageRetentionPeriod: "604800", ReceiveMessageWaitTimeSeconds: "10", VisibilityTimeout: "20" }),
        ],
        call: all,
        output: {
          Attributes: {
            ...COUNTS,
            DelaySeconds: "0",
            MaximumMessageSize: "1048576",
            MessageRetentionPeriod: "604800",
            ReceiveMessageWaitTimeSeconds: "10",
            SqsManagedSseEnabled: "true",
            VisibilityTimeout: "20",
            QueueArn: /^arn:aws:sqs:[\w-]+:\d{12}:q$/,
            CreatedTimestamp: /^\d{10}$/,
            LastModifiedTimestamp: /^\d{10}$/,
          },
        },
        absent: ["Attributes.FifoQueue", "Attributes.KmsMasterKeyId", "Attributes.RedrivePolicy", "Attributes.Policy"],
      },
      {
        id: "attributes/changed",
        before: [create(), change({ MaximumMessageSize: "2048", VisibilityTimeout: "69", DelaySeconds: "420" })],
        call: all,
        output: {
          Attributes: {
            MaximumMessageSize: "2048",
            VisibilityTimeout: "69",
            DelaySeconds: "420",
            MessageRetentionPeriod: "345600",
          },
        },
      },
    ]),
    ...of("test_tag_untag_queue", "2024-04-30", [
      {
        id: "tags/given",
        before: [create(), ["TagQueue", { QueueUrl, Tags: { tag1: "value1", tag2: "value2", tag3: "" } }]],
        call: ["ListQueueTags", { QueueUrl }],
        output: { Tags: { tag1: "value1", tag2: "value2", tag3: "" } },
      },
      {
        id: "tags/taken",
        before: [create({}, { tags: { tag1: "a", tag2: "b" } }), ["UntagQueue", { QueueUrl, TagKeys: ["tag1"] }]],
        call: ["ListQueueTags", { QueueUrl }],
        output: { Tags: { tag2: "b" } },
        absent: ["Tags.tag1"],
      },
      {
        id: "tags/none",
        before: [create({}, { tags: { tag1: "a" } }), ["UntagQueue", { QueueUrl, TagKeys: ["tag1"] }]],
        call: ["ListQueueTags", { QueueUrl }],
        absent: ["Tags"],
      },
    ]),
    ...of("test_sse_queue_attributes", "2024-04-30", [
      {
        id: "sse/kms",
        before: [
          create({ KmsMasterKeyId: "testKeyId", KmsDataKeyReusePeriodSeconds: "6000", SqsManagedSseEnabled: "false" }),
        ],
        call: all,
        output: {
          Attributes: {
            KmsDataKeyReusePeriodSeconds: "6000",
            KmsMasterKeyId: "testKeyId",
            SqsManagedSseEnabled: "false",
          },
        },
      },
      {
        id: "sse/sqs",
        before: [create({ SqsManagedSseEnabled: "true" })],
        call: all,
        output: { Attributes: { SqsManagedSseEnabled: "true" } },
      },
    ]),
    ...of("test_sse_kms_and_sqs_are_mutually_exclusive", "2024-04-30", [
      {
        id: "sse/both",
        before: [create({ KmsMasterKeyId: "testKeyId" })],
        call: change({ SqsManagedSseEnabled: "true", KmsMasterKeyId: "testKeyId" }),
        error: {
          code: "InvalidAttributeName",
          message:
            "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.",
        },
      },
    ]),
    ...of("test_set_unsupported_attribute_standard", "2024-05-14", [
      {
        id: "attributes/fifo-of-a-standard-queue",
        before: [create()],
        call: change({ FifoQueue: "true" }),
        error: { code: "InvalidAttributeName", message: "Unknown Attribute FifoQueue." },
      },
      {
        id: "attributes/fifo-false-of-a-standard-queue",
        before: [create()],
        call: change({ FifoQueue: "false" }),
        error: { code: "InvalidAttributeName", message: "Unknown Attribute FifoQueue." },
      },
    ]),
    ...of("test_create_fifo_queue_with_different_attributes_raises_error", "2024-04-30", [
      {
        id: "fifo/created-again-otherwise",
        before: [createFifo({ ContentBasedDeduplication: "true" })],
        call: createFifo({ ContentBasedDeduplication: "false" }),
        error: {
          code: "QueueAlreadyExists",
          message:
            "A queue already exists with the same name and a different value for attribute ContentBasedDeduplication",
        },
      },
    ]),
    ...of("test_fifo_set_content_based_deduplication_strategy", "2025-08-19", [
      {
        id: "fifo/attributes",
        before: [createFifo({ ContentBasedDeduplication: "true" })],
        call: all,
        output: { Attributes: { ...FIFO, ...perQueue, ContentBasedDeduplication: "true" } },
      },
      {
        id: "fifo/deduplication-changed",
        before: [createFifo({ ContentBasedDeduplication: "true" }), change({ ContentBasedDeduplication: "false" })],
        call: all,
        output: { Attributes: { ...FIFO, ContentBasedDeduplication: "false" } },
      },
    ]),
    ...of("test_fifo_change_to_high_throughput_after_creation", "2025-08-19", [
      {
        id: "fifo/high-throughput",
        before: [createFifo(), change(perGroup)],
        call: all,
        output: { Attributes: { ...FIFO, ...perGroup, ContentBasedDeduplication: "false" } },
      },
      {
        id: "fifo/same-id-in-two-groups",
        before: [createFifo(), change(perGroup), send("Test1", group("1", "x")), send("Test2", group("2", "x"))],
        call: receive({ MaxNumberOfMessages: 10 }),
        output: { Messages: [{ Body: "Test1" }, { Body: "Test2" }] },
      },
    ]),
    ...of("test_fifo_change_to_regular_throughput_after_creation", "2025-08-19", [
      {
        id: "fifo/regular-throughput",
        before: [createFifo(perGroup), change(perQueue)],
        call: all,
        output: { Attributes: { ...perQueue } },
      },
    ]),
    ...of("test_sqs_fifo_same_dedup_id_different_message_groups", "2024-04-30", [
      {
        id: "fifo/same-id-of-the-queue",
        before: [createFifo(), send("Test", group("1", "x")), send("Test", group("2", "x"))],
        call: receive({ MaxNumberOfMessages: 10 }),
        output: { Messages: [{ Body: "Test", MD5OfBody: "0cbc6611f5540bd0809a388dc95a615b" }] },
      },
    ]),
    ...of("test_fifo_deduplication_arrives_once_after_delete", "2024-04-30", [
      {
        id: "fifo/same-id-after-the-delete",
        before: [
          createFifo(),
          send("a", group("1", "x")),
          receive(),
          ["DeleteMessage", { QueueUrl, ReceiptHandle: "$2.Messages.0.ReceiptHandle" }],
          send("a", group("1", "x")),
        ],
        call: receive(),
        absent: ["Messages"],
      },
    ]),
    ...of("test_fifo_empty_message_groups_added_back_to_queue", "2024-04-30", [
      {
        id: "fifo/group-is-used-again",
        before: [
          createFifo(),
          send("Message 1", group("g", "1")),
          receive(),
          ["DeleteMessage", { QueueUrl, ReceiptHandle: "$2.Messages.0.ReceiptHandle" }],
          send("Message 2", group("g", "2")),
        ],
        call: receive(),
        output: { Messages: [{ Body: "Message 2", MD5OfBody: "88ef8f31ed540f1c4c03d5fdb06a7935" }] },
      },
    ]),
    ...of("test_fifo_queue_send_message_with_delay_seconds_fails", "2024-04-30", [
      {
        id: "fifo/delay-of-a-message",
        before: [createFifo()],
        call: send("m", { ...group("g", "1"), DelaySeconds: 2 }),
        error: invalid(
          "Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.",
        ),
      },
    ]),
    ...of("test_fifo_queue_send_message_with_zero_delay_defaults_to_queue_delay", "2025-07-31", [
      {
        id: "fifo/delay-of-0-is-the-queue's",
        before: [createFifo({ DelaySeconds: "10" }), send("message-1", { ...group("g", "1"), DelaySeconds: 0 })],
        call: receive(),
        absent: ["Messages"],
      },
      {
        id: "fifo/delay-passes",
        before: [
          createFifo({ DelaySeconds: "10" }),
          send("message-1", { ...group("g", "1"), DelaySeconds: 0 }),
          { seconds: 11 },
        ],
        call: receive(),
        output: { Messages: [{ Body: "message-1", MD5OfBody: "3d6b824fd8c1520e9a047d21fee6fb1f" }] },
      },
    ]),
    ...of("test_message_deduplication_id_invalid", "2025-07-30", [
      {
        id: "fifo/empty-deduplication-id",
        before: [createFifo()],
        call: send("m", group("g", "")),
        error: invalid(
          "Value  for parameter MessageDeduplicationId is invalid. Reason: MessageDeduplicationId can only include alphanumeric and punctuation characters. 1 to 128 in length.",
        ),
      },
    ]),
    ...of("test_too_many_entries_in_batch_request", "2024-04-30", [
      {
        id: "batch/send-20",
        before: [create()],
        call: ["SendMessageBatch", { QueueUrl, Entries: entries(20, { MessageBody: "m" }) }],
        error: TOO_MANY,
      },
    ]),
    ...of("test_invalid_batch_id", "2024-04-30", [
      {
        id: "batch/send-bad-id",
        before: [create()],
        call: ["SendMessageBatch", { QueueUrl, Entries: [{ Id: "invalid:id", MessageBody: "m" }] }],
        error: BAD_ID,
      },
    ]),
    ...of("test_delete_message_batch_with_too_large_batch", "2024-04-30", [
      {
        id: "batch/delete-20",
        before: [create()],
        call: ["DeleteMessageBatch", { QueueUrl, Entries: entries(20, { ReceiptHandle: "x" }) }],
        error: TOO_MANY,
      },
    ]),
    ...of("test_delete_message_batch_invalid_msg_id", "2024-04-30", [
      {
        id: "batch/delete-bad-id",
        before: [create()],
        call: ["DeleteMessageBatch", { QueueUrl, Entries: [{ Id: "test:id", ReceiptHandle: "x" }] }],
        error: BAD_ID,
      },
      {
        id: "batch/delete-empty-id",
        before: [create()],
        call: ["DeleteMessageBatch", { QueueUrl, Entries: [{ Id: "", ReceiptHandle: "x" }] }],
        error: BAD_ID,
      },
      {
        id: "batch/delete-long-id",
        before: [create()],
        call: ["DeleteMessageBatch", { QueueUrl, Entries: [{ Id: "t".repeat(81), ReceiptHandle: "x" }] }],
        error: BAD_ID,
      },
    ]),
    ...of("test_change_message_visibility_batch_with_too_large_batch", "2024-04-30", [
      {
        id: "batch/visibility-20",
        before: [create()],
        call: [
          "ChangeMessageVisibilityBatch",
          { QueueUrl, Entries: entries(20, { ReceiptHandle: "x", VisibilityTimeout: 1 }) },
        ],
        error: TOO_MANY,
      },
    ]),
    ...of("test_send_message_batch_with_oversized_contents", "2025-08-19", [
      {
        id: "batch/a-byte-too-much",
        before: [create()],
        call: [
          "SendMessageBatch",
          {
            QueueUrl,
            Entries: [
              { Id: "1", MessageBody: "x".repeat(1048576) },
              { Id: "2", MessageBody: "y" },
            ],
          },
        ],
        error: {
          code: "AWS.SimpleQueueService.BatchRequestTooLong",
          message: "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.",
        },
      },
    ]),
    ...of("test_send_message_with_updated_maximum_message_size", "2024-04-30", [
      {
        id: "send/longer-than-the-queue-takes",
        before: [create({ MaximumMessageSize: "1024" })],
        call: send("x".repeat(1025)),
        error: invalid("One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes."),
      },
    ]),
    ...of("test_send_empty_message", "2025-09-22", [
      {
        id: "send/empty",
        before: [create()],
        call: send(""),
        error: { code: "MissingParameter", message: "The request must contain the parameter MessageBody." },
      },
    ]),
    ...of("test_send_message_with_binary_attributes", "2024-04-30", [
      {
        id: "send/binary-attribute",
        before: [
          create(),
          send("test", {
            MessageAttributes: {
              attr1: {
                DataType: "Binary",
                BinaryValue: Buffer.from("traceparent\x1e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01"),
              },
            },
          }),
        ],
        call: receive({ MessageAttributeNames: ["All"] }),
        output: {
          Messages: [
            {
              Body: "test",
              MD5OfBody: "098f6bcd4621d373cade4e832627b4f6",
              MD5OfMessageAttributes: "8cbe4db156db8a94db8b801b7addb984",
            },
          ],
        },
      },
    ]),
    ...of("test_receive_empty_queue", "2025-02-10", [
      { id: "receive/nothing", before: [create()], call: receive(), absent: ["Messages"] },
      {
        id: "receive/nothing-without-waiting",
        before: [create()],
        call: receive({ WaitTimeSeconds: 0 }),
        absent: ["Messages"],
      },
    ]),
    ...of("test_receive_message_message_system_attribute_names_filters", "2024-06-04", [
      {
        id: "receive/system-attributes",
        before: [create(), send("msg")],
        call: receive({ MessageSystemAttributeNames: ["All"] }),
        output: {
          Messages: [
            {
              Body: "msg",
              MD5OfBody: "6e2baaf3b97dbeef01c0043275f9a0e7",
              Attributes: {
                ApproximateReceiveCount: "1",
                SenderId: /./,
                SentTimestamp: /^\d{13}$/,
                ApproximateFirstReceiveTimestamp: /^\d{13}$/,
              },
            },
          ],
        },
      },
      {
        id: "receive/one-system-attribute",
        before: [create(), send("msg")],
        call: receive({ MessageSystemAttributeNames: ["SenderId"] }),
        output: { Messages: [{ Attributes: { SenderId: /./ } }] },
        absent: ["Messages.0.Attributes.SentTimestamp"],
      },
      {
        id: "receive/by-either-name",
        before: [create(), send("msg")],
        call: receive({ MessageSystemAttributeNames: ["SenderId"], AttributeNames: ["SentTimestamp"] }),
        output: { Messages: [{ Attributes: { SenderId: /./, SentTimestamp: /^\d{13}$/ } }] },
      },
    ]),
    ...of("test_aws_trace_header_propagation", "2025-06-27", [
      {
        id: "receive/trace-header",
        before: [
          create(),
          send("test", {
            MessageSystemAttributes: {
              AWSTraceHeader: {
                DataType: "String",
                StringValue: "Root=1-3152b799-8954dae64eda91bc9a23a7e8;Parent=7fa8c0f79203be72;Sampled=1",
              },
            },
          }),
        ],
        call: receive({ MessageSystemAttributeNames: ["AWSTraceHeader"] }),
        output: {
          Messages: [
            {
              Attributes: {
                AWSTraceHeader: "Root=1-3152b799-8954dae64eda91bc9a23a7e8;Parent=7fa8c0f79203be72;Sampled=1",
              },
            },
          ],
        },
      },
    ]),
    ...of("test_change_message_visibility_after_visibility_timeout_expiration", "2024-04-30", [
      {
        id: "visibility/after-it-has-run-out",
        before: [create({ VisibilityTimeout: "1" }), send("m"), receive(), { seconds: 2 }],
        call: [
          "ChangeMessageVisibility",
          { QueueUrl, ReceiptHandle: "$2.Messages.0.ReceiptHandle", VisibilityTimeout: 2 },
        ],
        output: {},
      },
    ]),
    ...of("test_approximate_number_of_messages_not_visible", "2025-09-25", [
      {
        id: "attributes/in-flight",
        before: [create(), send("m"), send("n"), receive()],
        call: all,
        output: { Attributes: { ApproximateNumberOfMessages: "1", ApproximateNumberOfMessagesNotVisible: "1" } },
      },
    ]),
    ...of("test_set_empty_redrive_policy", "2024-08-20", [
      {
        id: "attributes/redrive-policy-taken-away",
        before: [create(), change({ RedrivePolicy: "" })],
        call: all,
        absent: ["Attributes.RedrivePolicy"],
      },
    ]),
  ],
};
