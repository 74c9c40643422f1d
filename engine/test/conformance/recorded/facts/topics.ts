import type { Call, CallFact } from "../calls.ts";
import { type FactTable, from } from "../fact.ts";

const of = (place: string, date: string, rows: Parameters<typeof from<CallFact>>[3]) =>
  from<CallFact>("localstack", `sns/test_sns: ${place}`, date, rows);

const TopicArn = "$0.TopicArn";
const QUEUE = "arn:aws:sqs:eu-west-1:123456789012:q";
const create = (Attributes?: Record<string, string>): Call => ["CreateTopic", { Name: "t", Attributes }];
const createFifo = (Attributes: Record<string, string> = {}): Call => [
  "CreateTopic",
  { Name: "t.fifo", Attributes: { FifoTopic: "true", ...Attributes } },
];
const publish = (more: object = {}): Call => ["Publish", { TopicArn, Message: "m", ...more }];
const batch = (...PublishBatchRequestEntries: readonly object[]): Call => [
  "PublishBatch",
  { TopicArn, PublishBatchRequestEntries },
];
const subscribe = (more: object = {}): Call => ["Subscribe", { TopicArn, Protocol: "sqs", Endpoint: QUEUE, ...more }];
const set = (AttributeName: string, AttributeValue: string): Call => [
  "SetSubscriptionAttributes",
  { SubscriptionArn: "$1.SubscriptionArn", AttributeName, AttributeValue },
];
const attributesOf: Call = ["GetSubscriptionAttributes", { SubscriptionArn: "$1.SubscriptionArn" }];
const invalid = (message: string) => ({ code: "InvalidParameter", message: `Invalid parameter: ${message}` });
const valueInvalid = (message: string) => ({ code: "ParameterValueInvalid", message });
const elements = (parameter: string, count: number) =>
  invalid(`${parameter} Reason: An ARN must have at least 6 elements, not ${count}`);
const attribute = (value: object, name = "attr1") => publish({ MessageAttributes: { [name]: value } });
const entries = (count: number) => Array.from({ length: count }, (_entry, index) => ({ Id: `${index}`, Message: "m" }));

const NO_GROUP = "The MessageGroupId parameter is required for FIFO topics";
const NO_DEDUPLICATION =
  "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly";
const text = (StringValue: string) => ({ DataType: "String", StringValue });

/** Topics, subscriptions and publications: attributes and errors. */
export const topics: FactTable<CallFact> = {
  service: "SNS",
  subject: "topics",
  facts: [
    ...of("test_create_topic_with_attributes", "2023-10-06", [
      {
        id: "sns/topic-attributes",
        before: [create()],
        call: ["GetTopicAttributes", { TopicArn }],
        output: {
          Attributes: {
            DisplayName: "",
            Owner: "123456789012",
            TopicArn,
            SubscriptionsConfirmed: "0",
            SubscriptionsDeleted: "0",
            SubscriptionsPending: "0",
            Policy: /"Id":"__default_policy_ID".*"AWS:SourceOwner":"123456789012"/,
            EffectiveDeliveryPolicy: /"minDelayTarget":20.*"disableSubscriptionOverrides":false/,
          },
        },
        absent: ["Attributes.FifoTopic", "Attributes.ContentBasedDeduplication", "Attributes.DeliveryPolicy"],
      },
      {
        id: "sns/fifo-topic-attributes",
        before: [createFifo({ DisplayName: "TestTopic", SignatureVersion: "2" })],
        call: ["GetTopicAttributes", { TopicArn }],
        output: {
          Attributes: {
            FifoTopic: "true",
            ContentBasedDeduplication: "false",
            DisplayName: "TestTopic",
            SignatureVersion: "2",
          },
        },
      },
      {
        id: "sns/no-topic",
        call: ["GetTopicAttributes", { TopicArn: "arn:aws:sns:eu-west-1:123456789012:none" }],
        error: { code: "NotFound", message: "Topic does not exist", status: 404 },
      },
      {
        id: "sns/topic-arn-malformed",
        call: ["GetTopicAttributes", { TopicArn: "malformed" }],
        error: elements("TopicArn", 1),
      },
      ...(
        [
          ["randomstring", 1],
          ["randomstring:1", 2],
        ] as const
      ).map(([arn, count]) => ({
        id: `sns/publish-to ${arn}` as const,
        call: ["Publish", { TopicArn: arn, Message: "m" }] as const,
        error: elements("TopicArn", count),
      })),
      ...(
        [
          ["randomstring", 1],
          ["arn:aws:sns:us-east-1:random", 5],
        ] as const
      ).map(([arn, count]) => ({
        id: `sns/subscribe-to ${arn}` as const,
        call: ["Subscribe", { TopicArn: arn, Protocol: "email", Endpoint: "a@example.com" }] as const,
        error: elements("TopicArn", count),
      })),
    ]),
    ...of("test_create_topic_different_attrs", "2026-02-06", [
      {
        id: "sns/exists-with-other-attributes",
        before: [create()],
        call: create({ DisplayName: "x" }),
        error: invalid("Attributes Reason: Topic already exists with different attributes"),
      },
      {
        id: "sns/exists-with-more-tags",
        before: [create()],
        call: ["CreateTopic", { Name: "t", Tags: [{ Key: "k", Value: "v" }] }],
        error: invalid("Tags Reason: Topic already exists with different tags"),
      },
      { id: "sns/name-empty", call: ["CreateTopic", { Name: "" }], error: invalid("Topic Name") },
      { id: "sns/name-too-long", call: ["CreateTopic", { Name: "a".repeat(257) }], error: invalid("Topic Name") },
      {
        id: "sns/name-of-standard-ends-in-fifo",
        call: ["CreateTopic", { Name: "t.fifo" }],
        error: { code: "InvalidParameter" },
      },
    ]),
    ...of("test_tags", "2025-10-13", [
      {
        id: "sns/tags-twice",
        before: [create()],
        call: [
          "TagResource",
          {
            ResourceArn: TopicArn,
            Tags: [
              { Key: "k", Value: "1" },
              { Key: "k", Value: "1" },
            ],
          },
        ],
        error: invalid("Duplicated keys are not allowed."),
      },
      {
        id: "sns/tags-gone-with-topic",
        before: [
          create(),
          ["TagResource", { ResourceArn: TopicArn, Tags: [{ Key: "k", Value: "1" }] }],
          ["DeleteTopic", { TopicArn }],
          create(),
        ],
        call: ["ListTagsForResource", { ResourceArn: TopicArn }],
        output: { Tags: [] },
      },
    ]),
    ...of("test_delete_topic_idempotency", "2023-08-24", [
      {
        id: "sns/deleted-twice",
        before: [create(), ["DeleteTopic", { TopicArn }]],
        call: ["DeleteTopic", { TopicArn }],
        output: {},
      },
    ]),
    ...of("publications", "2023-08-24", [
      { id: "sns/empty-subject", before: [create()], call: publish({ Subject: "" }), error: invalid("Subject") },
      { id: "sns/empty-message", before: [create()], call: publish({ Message: "" }), error: invalid("Empty message") },
      {
        id: "sns/message-too-long",
        before: [create()],
        call: publish({ Message: "a".repeat(262_145) }),
        error: invalid("Message too long"),
      },
      {
        id: "sns/no-default",
        before: [create()],
        call: publish({ Message: '{"sqs":"m"}', MessageStructure: "json" }),
        error: invalid("Message Structure - No default entry in JSON message body"),
      },
      {
        id: "sns/structure-no-json",
        before: [create()],
        call: publish({ Message: "{", MessageStructure: "json" }),
        error: invalid("Message Structure - JSON message body failed to parse"),
      },
      {
        id: "sns/no-endpoint",
        call: [
          "Publish",
          {
            Message: "m",
            TargetArn: "arn:aws:sns:eu-west-1:123456789012:endpoint/APNS/abcdef/0f7d5971-aa8b-4bd5-b585-0826e9f93a66",
          },
        ],
        error: invalid("TargetArn Reason: No endpoint found for the target arn specified"),
      },
      ...["+1a234", "NAA+15551234567"].map((PhoneNumber) => ({
        id: `sns/phone ${PhoneNumber}` as const,
        call: ["Publish", { Message: "m", PhoneNumber }] as const,
        error: invalid(`PhoneNumber Reason: ${PhoneNumber} is not valid to publish to`),
      })),
    ]),
    ...of("test_empty_or_wrong_message_attributes", "2024-11-15", [
      {
        id: "sns/attribute-empty-string",
        before: [create()],
        call: attribute({ DataType: "String", StringValue: "" }),
        error: valueInvalid(
          "The message attribute 'attr1' must contain non-empty message attribute value for message attribute type 'String'.",
        ),
      },
      {
        id: "sns/attribute-empty-binary",
        before: [create()],
        call: attribute({ DataType: "Binary", BinaryValue: new Uint8Array() }),
        error: valueInvalid(
          "The message attribute 'attr1' must contain non-empty message attribute value for message attribute type 'Binary'.",
        ),
      },
      ...(
        [
          ["String", { BinaryValue: new Uint8Array([1]) }, "String"],
          ["Number", { BinaryValue: new Uint8Array([1]) }, "String"],
          ["Binary", { StringValue: "x" }, "Binary"],
        ] as const
      ).map(([DataType, value, field]) => ({
        id: `sns/attribute-field ${DataType}` as const,
        before: [create()],
        call: attribute({ DataType, ...value }),
        error: valueInvalid(`The message attribute 'attr1' with type '${DataType}' must use field '${field}'.`),
      })),
      ...["InvalidType", "Stringprefixed"].map((DataType) => ({
        id: `sns/attribute-type ${DataType}` as const,
        before: [create()],
        call: attribute({ DataType, StringValue: "x" }),
        error: valueInvalid(
          "The message attribute 'attr1' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.",
        ),
      })),
      ...(
        [
          ["long", "a".repeat(257), "Length of message attribute name must be less than 256 bytes."],
          [
            "^",
            "attr^",
            "Invalid non-alphanumeric character '#x5E' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.",
          ],
          [".start", ".attr", "Invalid message attribute name starting with character '.' was found."],
          ["end.", "attr.", "Invalid message attribute name ending with character '.' was found."],
          ["..", "at..tr", "Message attribute name can not have successive '.' character."],
        ] as const
      ).map(([name, given, message]) => ({
        id: `sns/attribute-name ${name}` as const,
        before: [create()],
        call: attribute({ DataType: "String", StringValue: "x" }, given),
        error: valueInvalid(message),
      })),
      {
        id: "sns/attribute-without-type-in-a-batch",
        before: [create()],
        call: [
          "PublishBatch",
          {
            TopicArn: "$0.TopicArn",
            PublishBatchRequestEntries: [{ Id: "1", Message: "x", MessageAttributes: { attr1: { StringValue: "x" } } }],
          },
        ],
        error: {
          code: "ValidationError",
          message:
            "1 validation error detected: Value null at 'publishBatchRequestEntries.1.member.messageAttributes.attr1.member.dataType' failed to satisfy constraint: Member must not be null",
        },
      },
      {
        id: "sns/attribute-without-type",
        before: [create()],
        call: attribute({ StringValue: "x" }),
        error: {
          code: "ValidationError",
          message:
            "1 validation error detected: Value null at 'messageAttributes.attr1.member.dataType' failed to satisfy constraint: Member must not be null",
        },
      },
    ]),
    ...of("test_publish_sqs_from_sns prefixed types", "2024-05-14", [
      ...["String.prefixed", "Number.float"].map((DataType) => ({
        id: `sns/attribute-suffix ${DataType}` as const,
        before: [create()],
        call: attribute({ DataType, StringValue: "1" }),
        output: { MessageId: /./ },
      })),
    ]),
    ...of("test_publish_batch_exceptions", "2023-08-24", [
      {
        id: "sns/batch-without-group",
        before: [createFifo({ ContentBasedDeduplication: "true" })],
        call: batch({ Id: "1", Message: "m", MessageGroupId: "g" }, { Id: "2", Message: "m" }),
        error: invalid(NO_GROUP),
      },
      {
        id: "sns/batch-without-deduplication",
        before: [createFifo()],
        call: batch({ Id: "1", Message: "m", MessageGroupId: "g" }),
        error: invalid(NO_DEDUPLICATION),
      },
      {
        id: "sns/batch-too-many",
        before: [create()],
        call: batch(...entries(11)),
        error: {
          code: "TooManyEntriesInBatchRequest",
          message: "The batch request contains more entries than permissible.",
        },
      },
      {
        id: "sns/batch-same-id",
        before: [create()],
        call: batch({ Id: "1", Message: "m" }, { Id: "1", Message: "m" }),
        error: {
          code: "BatchEntryIdsNotDistinct",
          message: "Two or more batch entries in the request have the same Id.",
        },
      },
      {
        id: "sns/batch-no-default",
        before: [create()],
        call: batch({ Id: "1", Message: '{"sqs":"m"}', MessageStructure: "json" }),
        error: invalid("Message Structure - No default entry in JSON message body"),
      },
      {
        id: "sns/batch-too-long",
        before: [create()],
        call: batch({ Id: "1", Message: "a".repeat(262_144) }, { Id: "2", Message: "a" }),
        error: {
          code: "BatchRequestTooLong",
          message: "The length of all the messages put together is more than the limit.",
        },
      },
    ]),
    ...of("test_publish_batch_invalid_entry_id", "2025-12-23", [
      ...["message.id", "msg@123#test"].map((Id) => ({
        id: `sns/batch-id ${Id}` as const,
        before: [create()],
        call: batch({ Id, Message: "m" }),
        error: {
          code: "InvalidBatchEntryId",
          message: `The Id of a batch entry in the batch request contains an impermissible character: ${Id}`,
        },
      })),
      {
        id: "sns/batch-id-too-long",
        before: [create()],
        call: batch({ Id: "a".repeat(81), Message: "m" }),
        error: {
          code: "InvalidBatchEntryId",
          message: `The Id of a batch entry in the batch request is too long: ${"a".repeat(81)}`,
        },
      },
    ]),
    ...of("test_validations_for_fifo", "2025-08-18", [
      {
        id: "sns/fifo-queue-on-standard-topic",
        before: [create()],
        call: subscribe({ Endpoint: `${QUEUE}.fifo` }),
        error: invalid(
          "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics",
        ),
      },
      {
        id: "sns/standard-queue-on-fifo-topic",
        before: [createFifo(), subscribe()],
        call: attributesOf,
        output: { Attributes: { Protocol: "sqs", RawMessageDelivery: "false", PendingConfirmation: "false" } },
      },
      {
        id: "sns/standard-dead-letter-queue",
        before: [createFifo()],
        call: subscribe({
          Endpoint: `${QUEUE}.fifo`,
          Attributes: { RedrivePolicy: `{"deadLetterTargetArn":"${QUEUE}"}` },
        }),
        error: invalid("RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic."),
      },
      { id: "sns/fifo-without-group", before: [createFifo()], call: publish(), error: invalid(NO_GROUP) },
      {
        id: "sns/fifo-without-deduplication",
        before: [createFifo()],
        call: publish({ MessageGroupId: "g" }),
        error: invalid(NO_DEDUPLICATION),
      },
      {
        id: "sns/deduplication-on-standard-topic",
        before: [create()],
        call: publish({ MessageDeduplicationId: "d" }),
        error: invalid(
          "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type",
        ),
      },
    ]),
    ...of("subscriptions", "2025-10-06", [
      {
        id: "sns/unknown-protocol",
        before: [create()],
        call: subscribe({ Protocol: "test-protocol", Endpoint: "a@example.com" }),
        error: invalid("Amazon SNS does not support this protocol string: test-protocol"),
      },
      ...["https://sqs.eu-west-1.amazonaws.com/123456789012/q", "unknown"].map((Endpoint) => ({
        id: `sns/queue-endpoint ${Endpoint}` as const,
        before: [create()],
        call: subscribe({ Endpoint }),
        error: invalid("SQS endpoint ARN"),
      })),
      ...["+1234567890", "+12/34-567.890"].map((Endpoint) => ({
        id: `sns/sms-subscribed ${Endpoint}` as const,
        before: [create()],
        call: subscribe({ Protocol: "sms", Endpoint }),
        output: { SubscriptionArn: /^arn:aws:sns:/ },
      })),
      {
        id: "sns/no-tags-are-given",
        before: [["CreateTopic", { Name: "t", Tags: [{ Key: "a", Value: "b" }] }]],
        call: ["CreateTopic", { Name: "t", Tags: [] }],
        output: { TopicArn: "$0.TopicArn" },
      },
      {
        id: "sns/empty-filter-policy-is-none",
        before: [
          create(),
          subscribe({ Attributes: { RawMessageDelivery: "true", FilterPolicyScope: "MessageBody", FilterPolicy: "" } }),
        ],
        call: attributesOf,
        output: { Attributes: { RawMessageDelivery: "true", PendingConfirmation: "false" } },
        absent: ["Attributes.FilterPolicy", "Attributes.FilterPolicyScope"],
      },
      {
        id: "sns/filter-policy-no-json-at-first",
        before: [create()],
        call: subscribe({ Attributes: { FilterPolicy: "invalid" } }),
        error: invalid(
          `Attributes Reason: FilterPolicy: failed to parse JSON. Unrecognized token 'invalid': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); line: 1, column: 8]`,
        ),
      },
      ...["FilterPolicy", "RedrivePolicy"].map((AttributeName) => ({
        id: `sns/no-json-later ${AttributeName}` as const,
        before: [create(), subscribe()],
        call: [
          "SetSubscriptionAttributes",
          { SubscriptionArn: "$1.SubscriptionArn", AttributeName, AttributeValue: "{invalidjson}" },
        ] as const,
        error: invalid(
          `${AttributeName}: failed to parse JSON. Unexpected character ('i' (code 105)): was expecting double-quote to start field name\n at [Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); line: 1, column: 2]`,
        ),
      })),
      ...["invalid-number", "+15--551234567", "+15551234567.", "/+15551234567", "NAA+15551234567"].map((Endpoint) => ({
        id: `sns/sms-endpoint ${Endpoint}` as const,
        before: [create()],
        call: subscribe({ Protocol: "sms", Endpoint }),
        error: { code: "InvalidParameter", message: `Invalid SMS endpoint: ${Endpoint}` },
      })),
      {
        id: "sns/same-subscription",
        before: [create(), subscribe({ Attributes: { RawMessageDelivery: "true" } })],
        call: subscribe({ Attributes: { RawMessageDelivery: "true" } }),
        output: { SubscriptionArn: "$1.SubscriptionArn" },
      },
      {
        id: "sns/subscribed-otherwise",
        before: [create(), subscribe({ Attributes: { RawMessageDelivery: "true" } })],
        call: subscribe({ Attributes: { RawMessageDelivery: "false" } }),
        error: invalid("Attributes Reason: Subscription already exists with different attributes"),
      },
      {
        id: "sns/raw-in-any-case",
        before: [create(), subscribe({ Attributes: { RawMessageDelivery: "TrUe" } })],
        call: attributesOf,
        output: { Attributes: { RawMessageDelivery: "true", ConfirmationWasAuthenticated: "true" } },
      },
      {
        id: "sns/raw-wrong-at-first",
        before: [create()],
        call: subscribe({ Attributes: { RawMessageDelivery: "wrongvalue" } }),
        error: invalid("Attributes Reason: RawMessageDelivery: Invalid value [wrongvalue]. Must be true or false."),
      },
      ...["test-ValUe", ""].map((value) => ({
        id: `sns/raw-wrong ${value}` as const,
        before: [create(), subscribe()],
        call: set("RawMessageDelivery", value),
        error: invalid(`RawMessageDelivery: Invalid value [${value}]. Must be true or false.`),
      })),
      {
        id: "sns/unknown-attribute",
        before: [create(), subscribe()],
        call: set("FakeAttribute", "x"),
        error: invalid("AttributeName"),
      },
      {
        id: "sns/dead-letter-arn",
        before: [create(), subscribe()],
        call: set("RedrivePolicy", '{"deadLetterTargetArn":"fake"}'),
        error: invalid("RedrivePolicy: deadLetterTargetArn is an invalid arn"),
      },
      {
        id: "sns/scope-wrong",
        before: [create(), subscribe()],
        call: set("FilterPolicyScope", "RandomValue"),
        error: invalid(
          "FilterPolicyScope: Invalid value [RandomValue]. Please use either MessageBody or MessageAttributes",
        ),
      },
      {
        id: "sns/scope-hidden",
        before: [create(), subscribe(), set("FilterPolicyScope", "MessageBody")],
        call: attributesOf,
        output: { Attributes: { SubscriptionPrincipal: /^arn:aws:iam::123456789012:/ } },
        absent: ["Attributes.FilterPolicyScope"],
      },
      {
        id: "sns/scope-shown",
        before: [create(), subscribe(), set("FilterPolicyScope", "MessageBody"), set("FilterPolicy", '{"a":["b"]}')],
        call: attributesOf,
        output: { Attributes: { FilterPolicyScope: "MessageBody", FilterPolicy: '{"a":["b"]}' } },
      },
      {
        id: "sns/scope-by-default",
        before: [create(), subscribe({ Attributes: { FilterPolicy: '{"a":["b"]}' } })],
        call: attributesOf,
        output: { Attributes: { FilterPolicyScope: "MessageAttributes" } },
      },
      {
        id: "sns/no-subscription",
        call: [
          "GetSubscriptionAttributes",
          { SubscriptionArn: "arn:aws:sns:eu-west-1:123456789012:t:00000000-0000-0000-0000-000000000000" },
        ],
        error: { code: "NotFound", message: "Subscription does not exist", status: 404 },
      },
      {
        id: "sns/unsubscribed-twice",
        before: [create(), subscribe(), ["Unsubscribe", { SubscriptionArn: "$1.SubscriptionArn" }]],
        call: ["Unsubscribe", { SubscriptionArn: "$1.SubscriptionArn" }],
        output: {},
      },
      ...(
        [
          ["randomstring", elements("SubscriptionArn", 1)],
          ["arn:aws:sns:us-east-1:random", elements("SubscriptionArn", 5)],
          ["arn:aws:sns:us-east-1:111111111111:random", invalid("SubscriptionId")],
        ] as const
      ).map(([SubscriptionArn, error]) => ({
        id: `sns/unsubscribe ${SubscriptionArn}` as const,
        call: ["Unsubscribe", { SubscriptionArn }] as const,
        error,
      })),
    ]),
    ...of("test_subscribe_external_http_endpoint", "2023-10-12", [
      ...(["http", "https", "email"] as const).map((Protocol) => ({
        id: `sns/pending ${Protocol}` as const,
        before: [create()],
        call: subscribe({
          Protocol,
          Endpoint: Protocol === "email" ? "a@example.com" : `${Protocol}://example.com/`,
        }),
        output: { SubscriptionArn: "pending confirmation" },
      })),
      {
        id: "sns/pending-listed",
        before: [create(), subscribe({ Protocol: "email", Endpoint: "a@example.com" })],
        call: ["ListSubscriptionsByTopic", { TopicArn }],
        output: { Subscriptions: [{ SubscriptionArn: "PendingConfirmation" }] },
      },
    ]),
    ...of("attributes without members", "2024-05-14", [
      {
        id: "sns/attributes-published",
        before: [create()],
        call: publish({ MessageAttributes: { attr: text("x") } }),
        output: { MessageId: /./ },
        absent: ["SequenceNumber"],
      },
    ]),
  ],
  untried: [
    {
      source: "localstack",
      place: "sns/test_sns: platform applications, endpoints, SMS attributes, permissions, confirmations",
      date: "2026-02-06",
      count: 74,
      reason: "No message leaves this machine, so nothing of mobile apps, phones and HTTP endpoints runs here.",
    },
  ],
};
