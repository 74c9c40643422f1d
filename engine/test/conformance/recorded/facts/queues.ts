import type { Call, CallFact } from "../calls.ts";
import { type FactTable, from } from "../fact.ts";

const of = (place: string, date: string, rows: Parameters<typeof from<CallFact>>[3]) =>
  from<CallFact>("localstack", `sqs/test_sqs: ${place}`, date, rows);

const QueueUrl = "$0.QueueUrl";
const create = (Attributes: Record<string, string> = {}): Call => ["CreateQueue", { QueueName: "q", Attributes }];
const createFifo = (Attributes: Record<string, string> = {}): Call => [
  "CreateQueue",
  { QueueName: "q.fifo", Attributes: { FifoQueue: "true", ...Attributes } },
];
const byContent = { ContentBasedDeduplication: "true" };
const send = (MessageBody: string, more: object = {}): Call => ["SendMessage", { QueueUrl, MessageBody, ...more }];
const batch = (...Entries: readonly object[]): Call => ["SendMessageBatch", { QueueUrl, Entries }];
const receive = (more: object = {}): Call => ["ReceiveMessage", { QueueUrl, ...more }];
const attributesOf = (...AttributeNames: readonly string[]): Call => [
  "GetQueueAttributes",
  { QueueUrl, AttributeNames },
];
const setAttributes = (Attributes: Record<string, string>): Call => ["SetQueueAttributes", { QueueUrl, Attributes }];
const entries = (count: number) =>
  Array.from({ length: count }, (_entry, index) => ({ Id: `${index}`, MessageBody: "m" }));
const invalid = (message: string) => ({ code: "InvalidParameterValue", message });
const notFor = (name: string, value: string, reason: string) =>
  invalid(`Value ${value} for parameter ${name} is invalid. Reason: ${reason}`);

const ALIKE = {
  ApproximateNumberOfMessages: "0",
  ApproximateNumberOfMessagesDelayed: "0",
  ApproximateNumberOfMessagesNotVisible: "0",
  DelaySeconds: "0",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  ReceiveMessageWaitTimeSeconds: "0",
  VisibilityTimeout: "30",
};

const GROUP = "MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.";
const DEDUPLICATION =
  "MessageDeduplicationId can only include alphanumeric and punctuation characters. 1 to 128 in length.";
const NO_DEDUPLICATION =
  "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly";
const BAD_ID =
  "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.";

const text = (StringValue: string) => ({ DataType: "String", StringValue });
const MessageAttributes = { "Help.Me": text("Me"), Hello: text("There"), General: text("Kenobi") };
const names = (...MessageAttributeNames: readonly string[]) => receive({ MessageAttributeNames });

/** Messages, attributes and errors of queues. */
export const queues: FactTable<CallFact> = {
  service: "SQS",
  subject: "queues",
  facts: [
    ...of("errors of numbers", "2025-02-10", [
      {
        id: "sqs/most-messages",
        before: [create()],
        call: receive({ MaxNumberOfMessages: 11 }),
        error: notFor("MaxNumberOfMessages", "11", "Must be between 1 and 10, if provided."),
      },
      ...[21, -1].map((seconds) => ({
        id: `sqs/wait-time ${seconds}` as const,
        before: [create()],
        call: receive({ WaitTimeSeconds: seconds }),
        error: notFor("WaitTimeSeconds", `${seconds}`, "Must be >= 0 and <= 20, if provided."),
      })),
    ]),
    ...of("test_send_oversized_message", "2025-08-19", [
      {
        id: "sqs/message-too-long",
        before: [create()],
        call: send("a".repeat(1_048_577)),
        error: invalid("One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes."),
      },
      {
        id: "sqs/message-too-long-for-queue",
        before: [create({ MaximumMessageSize: "1024" })],
        call: send("a".repeat(1025)),
        error: invalid("One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes."),
      },
      {
        id: "sqs/batch-too-long",
        before: [create()],
        call: batch({ Id: "1", MessageBody: "a".repeat(1_048_575) }, { Id: "2", MessageBody: "aa" }),
        error: {
          code: "AWS.SimpleQueueService.BatchRequestTooLong",
          message: "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.",
        },
      },
    ]),
    ...of("test_send_batch_message_size", "2024-04-30", [
      {
        id: "sqs/entry-too-long",
        before: [create({ MaximumMessageSize: "1024" })],
        call: batch({ Id: "1", MessageBody: "a".repeat(1025) }, { Id: "2", MessageBody: "a" }),
        output: {
          Successful: [{ Id: "2" }],
          Failed: [
            {
              Id: "1",
              Code: "InvalidParameterValue",
              SenderFault: true,
              Message: "One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes.",
            },
          ],
        },
      },
    ]),
    ...of("test_create_queue_with_different_attributes_raises_exception", "2024-04-30", [
      {
        id: "sqs/exists-otherwise",
        before: [create({ DelaySeconds: "1" })],
        call: create({ DelaySeconds: "2" }),
        error: {
          code: "QueueAlreadyExists",
          message: "A queue already exists with the same name and a different value for attribute DelaySeconds",
        },
      },
      {
        id: "sqs/exists-alike",
        before: [create({ DelaySeconds: "1" })],
        call: create({ DelaySeconds: "1" }),
        output: { QueueUrl },
      },
      {
        id: "sqs/fifo-exists-otherwise",
        before: [createFifo(byContent)],
        call: createFifo({ ContentBasedDeduplication: "false" }),
        error: {
          code: "QueueAlreadyExists",
          message:
            "A queue already exists with the same name and a different value for attribute ContentBasedDeduplication",
        },
      },
    ]),
    ...of("batches", "2024-04-30", [
      {
        id: "sqs/too-many-entries",
        before: [create()],
        call: batch(...entries(20)),
        error: {
          code: "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
          message: "Maximum number of entries per request are 10. You have sent 20.",
        },
      },
      ...["", "a b", "a".repeat(81)].map((Id) => ({
        id: `sqs/batch-id ${Id.slice(0, 5)}` as const,
        before: [create()],
        call: batch({ Id, MessageBody: "m" }),
        error: { code: "AWS.SimpleQueueService.InvalidBatchEntryId", message: BAD_ID },
      })),
      {
        id: "sqs/batch-delete-id",
        before: [create()],
        call: ["DeleteMessageBatch", { QueueUrl, Entries: [{ Id: "", ReceiptHandle: "x" }] }],
        error: { code: "AWS.SimpleQueueService.InvalidBatchEntryId", message: BAD_ID },
      },
      {
        id: "sqs/batch-without-group",
        before: [createFifo(byContent)],
        call: batch({ Id: "1", MessageBody: "m", MessageGroupId: "g" }, { Id: "2", MessageBody: "m" }),
        error: invalid("The request must contain the parameter MessageGroupId."),
      },
      {
        id: "sqs/batch-without-deduplication",
        before: [createFifo()],
        call: batch(
          { Id: "1", MessageBody: "m", MessageGroupId: "g", MessageDeduplicationId: "1" },
          { Id: "2", MessageBody: "m", MessageGroupId: "g" },
        ),
        error: invalid(NO_DEDUPLICATION),
      },
    ]),
    ...of("test_posting_to_fifo_requires_deduplicationid_group_id", "2024-04-30", [
      {
        id: "sqs/fifo-without-deduplication",
        before: [createFifo()],
        call: send("m", { MessageGroupId: "g" }),
        error: invalid(NO_DEDUPLICATION),
      },
      {
        id: "sqs/fifo-without-group",
        before: [createFifo()],
        call: send("m", { MessageDeduplicationId: "1" }),
        error: { code: "MissingParameter", message: "The request must contain the parameter MessageGroupId." },
      },
      {
        id: "sqs/fifo-delay",
        before: [createFifo(byContent)],
        call: send("m", { MessageGroupId: "g", DelaySeconds: 2 }),
        error: notFor("DelaySeconds", "2", "The request include parameter that is not valid for this queue type."),
      },
    ]),
    ...of("test_send_message_to_standard_queue_with_invalid_message_group_id", "2025-07-30", [
      ...["", "a".repeat(129), "group 123"].map((MessageGroupId) => ({
        id: `sqs/group ${MessageGroupId.slice(0, 9)}` as const,
        before: [create()],
        call: send("m", { MessageGroupId }),
        error: notFor("MessageGroupId", MessageGroupId, GROUP),
      })),
      ...["", "a".repeat(129), "group 123"].map((MessageDeduplicationId) => ({
        id: `sqs/deduplication ${MessageDeduplicationId.slice(0, 9)}` as const,
        before: [createFifo()],
        call: send("m", { MessageGroupId: "g", MessageDeduplicationId }),
        error: notFor("MessageDeduplicationId", MessageDeduplicationId, DEDUPLICATION),
      })),
    ]),
    ...of("test_fair_queue_with_message_group_id", "2025-08-18", [
      {
        id: "sqs/group-of-standard-queue",
        before: [create(), send("m", { MessageGroupId: "test" })],
        call: receive({ MessageSystemAttributeNames: ["All"] }),
        output: { Messages: [{ Attributes: { MessageGroupId: "test", ApproximateReceiveCount: "1" } }] },
      },
    ]),
    ...of("test_send_message_with_empty_string_attribute", "2024-04-30", [
      {
        id: "sqs/empty-attribute",
        before: [create()],
        call: send("m", { MessageAttributes: { ErrorDetails: text("") } }),
        error: invalid("Message (user) attribute 'ErrorDetails' must contain a non-empty value of type 'String'."),
      },
      {
        id: "sqs/empty-body",
        before: [create()],
        call: send(""),
        error: { code: "MissingParameter", message: "The request must contain the parameter MessageBody." },
      },
    ]),
    ...of("test_set_unsupported_attribute_fifo", "2024-05-14", [
      {
        id: "sqs/standard-cannot-be-fifo",
        before: [create()],
        call: setAttributes({ FifoQueue: "true" }),
        error: { code: "InvalidAttributeName", message: "Unknown Attribute FifoQueue." },
      },
      { id: "sqs/fifo-stays-fifo", before: [createFifo()], call: setAttributes({ FifoQueue: "true" }), output: {} },
      {
        id: "sqs/fifo-cannot-be-standard",
        before: [createFifo()],
        call: setAttributes({ FifoQueue: "false" }),
        error: {
          code: "InvalidAttributeValue",
          message: "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.",
        },
      },
    ]),
    ...of("test_create_standard_queue_with_fifo_attribute_raises_error", "2024-05-15", [
      ...(
        [
          ["ContentBasedDeduplication", "true", "Unknown Attribute ContentBasedDeduplication."],
          ["DeduplicationScope", "queue", "You can specify the DeduplicationScope only when FifoQueue is set to true."],
          [
            "FifoThroughputLimit",
            "perQueue",
            "You can specify the FifoThroughputLimit only when FifoQueue is set to true.",
          ],
        ] as const
      ).map(([name, value, message]) => ({
        id: `sqs/fifo-only ${name}` as const,
        call: create({ [name]: value }),
        error: { code: "InvalidAttributeName", message },
      })),
    ]),
    ...of("test_fifo_queue_attributes with Python's True", "2024-04-30", [
      {
        id: "sqs/True",
        before: [createFifo({ FifoQueue: "True", ContentBasedDeduplication: "True" })],
        call: attributesOf("FifoQueue", "ContentBasedDeduplication"),
        output: { Attributes: { FifoQueue: "true", ContentBasedDeduplication: "true" } },
      },
    ]),
    ...of("test_successive_purge_calls_fail", "2024-04-30", [
      {
        id: "sqs/purged-twice",
        before: [create(), ["PurgeQueue", { QueueUrl }]],
        call: ["PurgeQueue", { QueueUrl }],
        error: {
          code: "AWS.SimpleQueueService.PurgeQueueInProgress",
          message: "Only one PurgeQueue operation on q is allowed every 60 seconds.",
          status: 403,
        },
      },
    ]),
    ...of("test_non_existent_queue", "2024-04-30", [
      {
        id: "sqs/no-queue",
        call: ["GetQueueUrl", { QueueName: "none" }],
        error: {
          code: "AWS.SimpleQueueService.NonExistentQueue",
          message: "The specified queue does not exist.",
        },
      },
    ]),
    ...of("test_fifo_delete_after_visibility_timeout", "2025-03-28", [
      {
        id: "sqs/fifo-deleted-too-late",
        before: [
          createFifo({ ...byContent, VisibilityTimeout: "1" }),
          send("m", { MessageGroupId: "g" }),
          receive(),
          { seconds: 2 },
        ],
        call: ["DeleteMessage", { QueueUrl, ReceiptHandle: "$2.Messages.0.ReceiptHandle" }],
        error: invalid(
          "Value $2.Messages.0.ReceiptHandle for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.",
        ),
      },
      {
        id: "sqs/standard-deleted-late",
        before: [create({ VisibilityTimeout: "1" }), send("m"), receive(), { seconds: 2 }],
        call: ["DeleteMessage", { QueueUrl, ReceiptHandle: "$2.Messages.0.ReceiptHandle" }],
        output: {},
      },
      {
        id: "sqs/visibility-changed-late",
        before: [create({ VisibilityTimeout: "1" }), send("m"), receive(), { seconds: 2 }],
        call: [
          "ChangeMessageVisibility",
          { QueueUrl, ReceiptHandle: "$2.Messages.0.ReceiptHandle", VisibilityTimeout: 5 },
        ],
        output: {},
      },
    ]),
    ...of("filter tests of two receives", "2024-06-04", [
      {
        id: "sqs/deleted-by-first-handle",
        before: [
          create({ VisibilityTimeout: "0" }),
          send("m"),
          receive(),
          receive(),
          ["DeleteMessage", { QueueUrl, ReceiptHandle: "$2.Messages.0.ReceiptHandle" }],
        ],
        call: receive(),
        absent: ["Messages"],
      },
    ]),
    ...of("test_fifo_message_group_visibility", "2024-04-30", [
      {
        id: "sqs/fifo-locked-while-one-is-in-flight",
        before: [
          createFifo(byContent),
          send("a", { MessageGroupId: "1" }),
          send("x", { MessageGroupId: "2" }),
          send("b", { MessageGroupId: "1" }),
          send("c", { MessageGroupId: "1" }),
          receive({ MaxNumberOfMessages: 2 }),
          ["DeleteMessage", { QueueUrl, ReceiptHandle: "$5.Messages.0.ReceiptHandle" }],
        ],
        call: receive({ MaxNumberOfMessages: 10 }),
        output: { Messages: [{ Body: "x" }] },
      },
      {
        id: "sqs/fifo-before-the-extended-one",
        before: [
          createFifo({ ...byContent, VisibilityTimeout: "2" }),
          ...["foo", "bar", "baz"].map((body) => send(body, { MessageGroupId: "g" })),
          receive({ MaxNumberOfMessages: 10 }),
          [
            "ChangeMessageVisibility",
            { QueueUrl, ReceiptHandle: "$4.Messages.1.ReceiptHandle", VisibilityTimeout: 30 },
          ],
          { seconds: 3 },
        ],
        call: receive({ MaxNumberOfMessages: 10 }),
        output: { Messages: [{ Body: "foo" }] },
      },
      {
        id: "sqs/fifo-two-before-the-extended-one",
        before: [
          createFifo({ ...byContent, VisibilityTimeout: "2" }),
          ...["foo", "bar", "baz"].map((body) => send(body, { MessageGroupId: "g" })),
          receive({ MaxNumberOfMessages: 10 }),
          [
            "ChangeMessageVisibility",
            { QueueUrl, ReceiptHandle: "$4.Messages.2.ReceiptHandle", VisibilityTimeout: 30 },
          ],
          { seconds: 3 },
        ],
        call: receive({ MaxNumberOfMessages: 10 }),
        output: { Messages: [{ Body: "foo" }, { Body: "bar" }] },
      },
    ]),
    ...of("test_fifo_message_attributes", "2024-04-30", [
      {
        id: "sqs/fifo-attributes",
        before: [
          createFifo({ VisibilityTimeout: "0" }),
          send("m", { MessageGroupId: "g", MessageDeduplicationId: "d" }),
          receive(),
        ],
        call: receive({ MessageSystemAttributeNames: ["All"] }),
        output: {
          Messages: [
            {
              Attributes: {
                ApproximateReceiveCount: "2",
                MessageDeduplicationId: "d",
                MessageGroupId: "g",
                SequenceNumber: "$1.SequenceNumber",
              },
            },
          ],
        },
      },
    ]),
    ...of("test_receive_message_message_attribute_names_filters", "2024-04-30", [
      {
        id: "sqs/md5-of-attributes",
        before: [create()],
        call: send("msg", { MessageAttributes }),
        output: {
          MD5OfMessageAttributes: "4c360f3fdafd970e05fae2f149d997f5",
          MD5OfMessageBody: "6e2baaf3b97dbeef01c0043275f9a0e7",
        },
      },
      ...(
        [
          ["All", ["All"], "4c360f3fdafd970e05fae2f149d997f5"],
          ["asterisk", ["*"], "4c360f3fdafd970e05fae2f149d997f5"],
          ["*", [".*"], "4c360f3fdafd970e05fae2f149d997f5"],
          ["existing", ["Hello", "General"], "fca026605781cb4126a1e9044df24232"],
          ["one of two", ["Hello", "Foo"], "a311262e065454b75da111d535b8dacd"],
          ["prefix", ["Hel.*"], "83fee93c1bcd8b9a5a923ffacdc636c7"],
        ] as const
      ).map(([name, wanted, md5]) => ({
        id: `sqs/attribute-names ${name}` as const,
        before: [create(), send("msg", { MessageAttributes })],
        call: names(...wanted),
        output: { Messages: [{ MD5OfMessageAttributes: md5 }] },
      })),
      {
        id: "sqs/attribute-names none",
        before: [create(), send("msg", { MessageAttributes })],
        call: names("Foo"),
        absent: ["Messages.0.MessageAttributes", "Messages.0.MD5OfMessageAttributes"],
      },
    ]),
    ...of("test_dead_letter_queue_message_attributes", "2024-04-30", [
      {
        id: "sqs/dead-letter-attributes",
        before: [
          ["CreateQueue", { QueueName: "dead" }],
          [
            "CreateQueue",
            {
              QueueName: "q",
              Attributes: {
                VisibilityTimeout: "0",
                RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:123456789012:dead","maxReceiveCount":1}',
              },
            },
          ],
          [
            "SendMessage",
            {
              QueueUrl: "$1.QueueUrl",
              MessageBody: "m",
              MessageAttributes: { My: text("x") },
              MessageSystemAttributes: {
                AWSTraceHeader: text("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"),
              },
            },
          ],
          ["ReceiveMessage", { QueueUrl: "$1.QueueUrl" }],
          ["ReceiveMessage", { QueueUrl: "$1.QueueUrl" }],
        ],
        call: receive({ MessageSystemAttributeNames: ["All"], MessageAttributeNames: ["All"] }),
        output: {
          Messages: [
            {
              MessageId: "$2.MessageId",
              Attributes: {
                ApproximateReceiveCount: "2",
                AWSTraceHeader: "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
                DeadLetterQueueSourceArn: "arn:aws:sqs:eu-west-1:123456789012:q",
              },
              MessageAttributes: { My: text("x") },
            },
          ],
        },
      },
    ]),
    ...of("test_fifo_deduplication_not_on_message_group_id", "2024-04-30", [
      {
        id: "sqs/deduplication-over-groups",
        before: [
          createFifo(),
          send("m", { MessageGroupId: "1", MessageDeduplicationId: "d" }),
          send("n", { MessageGroupId: "2", MessageDeduplicationId: "d" }),
          receive(),
          ["DeleteMessage", { QueueUrl, ReceiptHandle: "$3.Messages.0.ReceiptHandle" }],
        ],
        call: receive(),
        absent: ["Messages"],
      },
    ]),
    ...of("test_set_queue_attributes_default_values", "2025-12-10", [
      {
        id: "sqs/attributes-at-first",
        before: [create()],
        call: attributesOf("All"),
        output: { Attributes: { ...ALIKE, SqsManagedSseEnabled: "true" } },
        absent: ["Attributes.Policy", "Attributes.KmsMasterKeyId", "Attributes.FifoQueue"],
      },
      {
        id: "sqs/attributes-with-a-key",
        before: [create(), setAttributes({ KmsMasterKeyId: "testKeyId", KmsDataKeyReusePeriodSeconds: "6000" })],
        call: attributesOf("All"),
        output: {
          Attributes: {
            ...ALIKE,
            KmsDataKeyReusePeriodSeconds: "6000",
            KmsMasterKeyId: "testKeyId",
            SqsManagedSseEnabled: "false",
          },
        },
      },
      {
        id: "sqs/attributes-without-the-key",
        before: [
          create(),
          setAttributes({ KmsMasterKeyId: "testKeyId", KmsDataKeyReusePeriodSeconds: "6000" }),
          setAttributes({ KmsMasterKeyId: "", KmsDataKeyReusePeriodSeconds: "300" }),
        ],
        call: attributesOf("All"),
        output: { Attributes: { ...ALIKE, SqsManagedSseEnabled: "false" } },
        absent: ["Attributes.KmsMasterKeyId", "Attributes.KmsDataKeyReusePeriodSeconds"],
      },
      {
        id: "sqs/two-encryptions",
        before: [create()],
        call: setAttributes({ KmsMasterKeyId: "testKeyId", SqsManagedSseEnabled: "true" }),
        error: {
          code: "InvalidAttributeName",
          message:
            "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.",
        },
      },
    ]),
  ],
  untried: [
    {
      source: "localstack",
      place: "sqs/test_sqs: test_sqs_permission_lifecycle",
      date: "2024-04-30",
      count: 8,
      reason: "AddPermission and RemovePermission do not run here: policies stand in templates.",
    },
  ],
};
