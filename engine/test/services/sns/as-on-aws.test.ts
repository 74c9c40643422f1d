import { afterEach, describe, expect, it } from "vitest";
import { sns } from "../../../src/services/sns/definition.ts";
import { type Harness, recordingReceiver, startService, type TemplateResources } from "../harness.ts";

const TOPIC = "arn:aws:sns:eu-west-1:123456789012:orders";
const FIFO_TOPIC = `${TOPIC}.fifo`;
const QUEUE = "arn:aws:sqs:eu-west-1:123456789012:queue";
const FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:notify";
const QUEUE_URL = "https://sqs.eu-west-1.amazonaws.com/123456789012/queue";

type Sns = Harness & ReturnType<typeof recordingReceiver>;

let harness: Sns;

afterEach(() => harness[Symbol.asyncDispose]());

async function start(resources: TemplateResources = {}): Promise<void> {
  const receiver = recordingReceiver();
  const { deliver } = receiver;
  const started = await startService(sns, { resources, others: { sqs: { deliver }, lambda: { deliver } } });
  harness = { ...started, ...receiver };
  await harness.call("CreateTopic", { Name: "orders" });
  await harness.call("CreateTopic", { Name: "orders.fifo", Attributes: { FifoTopic: "true" } });
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

const subscribe = (Attributes: Record<string, string> = {}, more: object = {}) =>
  harness.call("Subscribe", { TopicArn: TOPIC, Protocol: "sqs", Endpoint: QUEUE, Attributes, ...more });

const publish = (MessageAttributes: object, more: object = {}) =>
  harness.call("Publish", { TopicArn: TOPIC, Message: "hello", MessageAttributes, ...more });

describe("message attributes", () => {
  const TYPES = [
    ["String.prefixed", { StringValue: "x" }],
    ["Number.float", { StringValue: "1.5" }],
    ["Binary.png", { BinaryValue: "AQID" }],
  ] as const;

  it.each(TYPES)("may have a type with a suffix: %s", async (DataType, value) => {
    await start();
    await subscribe({ RawMessageDelivery: "true" });
    await publish({ a: { DataType, ...value } });
    await settled();
    expect(harness.deliveries).toMatchObject([{ options: { attributes: { a: { DataType, ...value } } } }]);
  });

  it("are compared as numbers when their type is Number with a suffix", async () => {
    await start();
    await subscribe({ FilterPolicy: '{"total":[{"numeric":[">",1]}]}' });
    await publish({ total: { DataType: "Number.float", StringValue: "1.5" } });
    await settled();
    expect(harness.deliveries).toHaveLength(1);
  });

  it.each([
    ["a", { DataType: "Stringprefixed", StringValue: "x" }, "has an invalid message attribute type"],
    ["a", { DataType: "String", BinaryValue: "AQID" }, "with type 'String' must use field 'String'."],
    ["a", { DataType: "Binary", StringValue: "x" }, "with type 'Binary' must use field 'Binary'."],
    [
      "a",
      { DataType: "String" },
      "must contain non-empty message attribute value for message attribute type 'String'.",
    ],
    [".a", { DataType: "String", StringValue: "x" }, "name starting with character '.' was found."],
    ["a.", { DataType: "String", StringValue: "x" }, "name ending with character '.' was found."],
    ["a..b", { DataType: "String", StringValue: "x" }, "can not have successive '.' character."],
    ["a^b", { DataType: "String", StringValue: "x" }, "Invalid non-alphanumeric character '#x5E'"],
    ["a".repeat(257), { DataType: "String", StringValue: "x" }, "must be less than 256 bytes."],
  ])("are refused as %s %j, one and in a batch as a whole", async (name, attribute, message) => {
    await start();
    const refusal = { code: "ParameterValueInvalid", message: expect.stringContaining(message) };
    await expect(publish({ [name]: attribute })).rejects.toMatchObject(refusal);
    const PublishBatchRequestEntries = [
      { Id: "good", Message: "one" },
      { Id: "bad", Message: "two", MessageAttributes: { [name]: attribute } },
    ];
    await expect(harness.call("PublishBatch", { TopicArn: TOPIC, PublishBatchRequestEntries })).rejects.toMatchObject(
      refusal,
    );
  });
});

describe("PublishBatch", () => {
  it.each([
    [FIFO_TOPIC, { MessageDeduplicationId: "d" }, "The MessageGroupId parameter is required for FIFO topics"],
    [FIFO_TOPIC, { MessageGroupId: "g" }, "The topic should either have ContentBasedDeduplication enabled"],
    [TOPIC, { MessageStructure: "json" }, "Message Structure - No default entry in JSON message body"],
  ])("to %s fails as a whole for one message with %j only", async (TopicArn, entry, message) => {
    await start();
    await subscribe({}, { TopicArn, Endpoint: TopicArn === TOPIC ? QUEUE : `${QUEUE}.fifo` });
    const fifo = TopicArn === TOPIC ? {} : { MessageGroupId: "g", MessageDeduplicationId: "1" };
    const PublishBatchRequestEntries = [
      { Id: "good", Message: "one", ...fifo },
      { Id: "bad", Message: "{}", ...entry },
    ];
    await expect(harness.call("PublishBatch", { TopicArn, PublishBatchRequestEntries })).rejects.toMatchObject({
      code: "InvalidParameter",
      message: expect.stringContaining(`Invalid parameter: ${message}`),
    });
    await settled();
    expect(harness.deliveries).toEqual([]);
  });
});

describe("Subscribe", () => {
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: QUEUE });

  it.each([
    ["a FIFO queue", {}, { Endpoint: `${QUEUE}.fifo` }, "FIFO SQS Queues can not be subscribed to standard SNS topics"],
    ["a queue's URL", {}, { Endpoint: QUEUE_URL }, "SQS endpoint ARN"],
    ["no ARN", {}, { Endpoint: "unknown" }, "SQS endpoint ARN"],
    ["a queue's ARN for a function", {}, { Protocol: "lambda" }, "Lambda endpoint ARN"],
    [
      "a standard dead-letter queue for a FIFO queue",
      { RedrivePolicy },
      { TopicArn: FIFO_TOPIC, Endpoint: `${QUEUE}.fifo` },
      "RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.",
    ],
    [
      "another word for RawMessageDelivery",
      { RawMessageDelivery: "yes" },
      {},
      "Attributes Reason: RawMessageDelivery: Invalid value [yes]. Must be true or false.",
    ],
    [
      "an unknown scope",
      { FilterPolicyScope: "RandomValue" },
      {},
      "FilterPolicyScope: Invalid value [RandomValue]. Please use either MessageBody or MessageAttributes",
    ],
    [
      "a nested policy for attributes",
      { FilterPolicy: '{"a":{"b":["c"]}}' },
      {},
      "Filter policy scope MessageAttributes does not support nested filter policy",
    ],
    [
      "a policy that is wrong",
      { FilterPolicy: '{"a":[{"anything-but":{"prefix":""}}]}' },
      {},
      "Attributes Reason: FilterPolicy: Null prefix/suffix not allowed",
    ],
    [
      "a policy of six keys",
      { FilterPolicy: '{"a":["1"],"b":["1"],"c":["1"],"d":["1"],"e":["1"],"f":["1"]}' },
      {},
      "FilterPolicy: Filter policy can not have more than 5 keys",
    ],
    [
      "a policy of more than 150 combinations",
      { FilterPolicy: JSON.stringify({ a: Array(16).fill("x"), b: Array(10).fill("x") }) },
      {},
      "FilterPolicy: Filter policy is too complex",
    ],
    [
      "a nested policy of more than 150 combinations",
      {
        FilterPolicy: JSON.stringify({ a: { b: { c: Array(9).fill("x") } }, d: { e: ["x", "y", "z"] } }),
        FilterPolicyScope: "MessageBody",
      },
      {},
      "FilterPolicy: Filter policy is too complex",
    ],
  ])("refuses %s", async (_what, attributes, more, message) => {
    await start();
    await expect(subscribe(attributes, more)).rejects.toMatchObject({
      code: "InvalidParameter",
      message: expect.stringContaining(message),
    });
    expect((await harness.call("ListSubscriptions")).Subscriptions).toEqual([]);
  });

  it.each([{ suffix: "x" }, { "equals-ignore-case": "x" }, { wildcard: "x*" }])(
    "takes nothing but a prefix within anything-but: %j",
    async (excluded) => {
      await start();
      const FilterPolicy = JSON.stringify({ $or: [{ a: [{ "anything-but": excluded }] }, { b: ["c"] }] });
      await expect(subscribe({ FilterPolicy })).rejects.toMatchObject({
        message: `Invalid parameter: Attributes Reason: FilterPolicy: Unsupported anything-but pattern: ${Object.keys(excluded)[0]}`,
      });
      await subscribe({ FilterPolicy: JSON.stringify({ a: [{ "anything-but": { prefix: "x" } }] }) });
    },
  );

  it.each([
    ["a FIFO queue of a standard topic", { Endpoint: `${QUEUE}.fifo` }],
    ["a queue's URL", { Endpoint: QUEUE_URL }],
  ])("is the template's mistake, with its place, for %s", async (_what, more) => {
    await start();
    const Properties = { TopicArn: TOPIC, Protocol: "sqs", ...more };
    await expect(start({ Sub: { Type: "AWS::SNS::Subscription", Properties } })).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringContaining("Sub:"),
    });
  });

  it.each([
    ["150 combinations", JSON.stringify({ a: Array(15).fill("x"), b: Array(10).fill("x") }), "MessageAttributes"],
    [
      "72 in nested keys",
      JSON.stringify({ a: { b: { c: Array(4).fill("x") } }, d: { e: ["x", "y", "z"] } }),
      "MessageBody",
    ],
    ["six keys in one", '{"a":{"b":["1"],"c":["1"],"d":["1"],"e":["1"],"f":["1"],"g":["1"]}}', "MessageBody"],
    ["alternatives", '{"$or":[{"a":["1"]},{"b":["2"]}]}', "MessageAttributes"],
  ])("takes a policy of %s", async (_what, FilterPolicy, FilterPolicyScope) => {
    await start();
    expect(await subscribe({ FilterPolicy, FilterPolicyScope })).toMatchObject({ SubscriptionArn: expect.any(String) });
  });

  it.each(["hello", '[{"kind":"new"}]', "7", '"text"'])(
    "filters out the body %s, which is no object",
    async (Message) => {
      await start();
      await subscribe({ FilterPolicy: '{"gone":[{"exists":false}]}', FilterPolicyScope: "MessageBody" });
      await publish({}, { Message });
      await settled();
      expect(harness.deliveries).toEqual([]);
    },
  );

  it("keeps RawMessageDelivery in lower case, and knows it again", async () => {
    await start();
    const { SubscriptionArn } = await subscribe({ RawMessageDelivery: "TrUe" });
    expect(await subscribe({ RawMessageDelivery: "True" })).toEqual({ SubscriptionArn });
    const { Attributes } = await harness.call("GetSubscriptionAttributes", { SubscriptionArn });
    expect(Attributes).toMatchObject({ RawMessageDelivery: "true" });
  });

  it.each([
    ['{"object.nested":["v"]}', '{"object":{"nested":"v"}}'],
    ['{"object":{"nested":["v"]}}', '{"object.nested":"v"}'],
  ])("takes dots in the policy %s and in the message %s for a path", async (FilterPolicy, Message) => {
    await start();
    await subscribe({ FilterPolicy, FilterPolicyScope: "MessageBody" });
    await publish({}, { Message });
    await settled();
    expect(harness.deliveries).toHaveLength(1);
  });
});

describe("CreateTopic", () => {
  it.each([
    [{ Attributes: { DisplayName: "other" } }, "Attributes Reason: Topic already exists with different attributes"],
    [{ Tags: [{ Key: "a", Value: "2" }] }, "Tags Reason: Topic already exists with different tags"],
  ])("refuses the name of a topic with %j that differ", async (input, message) => {
    await start();
    await harness.call("CreateTopic", { Name: "new", Tags: [{ Key: "a", Value: "1" }] });
    await expect(harness.call("CreateTopic", { Name: "new", ...input })).rejects.toThrow(message);
  });
});

describe("MaximumMessageSize", () => {
  const large = "x".repeat(262_145);
  const set = (AttributeValue: string) =>
    harness.call("SetTopicAttributes", { TopicArn: TOPIC, AttributeName: "MaximumMessageSize", AttributeValue });

  it("lets messages and batches be as large as it says", async () => {
    await start();
    await subscribe({ RawMessageDelivery: "true" });
    await expect(publish({}, { Message: large })).rejects.toThrow("Message too long");
    await set("1048576");
    await publish({}, { Message: large });
    const PublishBatchRequestEntries = [1, 2, 3].map((n) => ({ Id: String(n), Message: large }));
    await harness.call("PublishBatch", { TopicArn: TOPIC, PublishBatchRequestEntries });
    await settled();
    expect(harness.deliveries).toHaveLength(4);
    await set("1024");
    await expect(publish({}, { Message: "x".repeat(1025) })).rejects.toThrow("Message too long");
  });

  it.each(["1023", "1048577", "much", "1.5"])("is not %s", async (size) => {
    await start();
    await expect(set(size)).rejects.toMatchObject({ code: "InvalidParameter" });
  });

  it("above 256 KiB is for queues, functions and delivery streams, 100 of them", async () => {
    await start();
    await set("300000");
    await expect(subscribe({}, { Protocol: "https", Endpoint: "https://example.com" })).rejects.toThrow("https");
    await subscribe({}, { Protocol: "lambda", Endpoint: FUNCTION });
    for (let n = 1; n < 100; n++) await subscribe({}, { Endpoint: `${QUEUE}${n}` });
    await expect(subscribe()).rejects.toThrow("100 subscriptions");
  });

  it("does not rise above 256 KiB for a topic with other subscriptions", async () => {
    await start();
    await subscribe({}, { Protocol: "email", Endpoint: "someone@example.com" });
    await expect(set("262145")).rejects.toMatchObject({ code: "InvalidParameter" });
    expect(await set("262144")).toEqual({});
  });

  it("is a property of a template's topic", async () => {
    await start();
    await harness[Symbol.asyncDispose]();
    await start({
      Large: { Type: "AWS::SNS::Topic", Properties: { TopicName: "large", MaximumMessageSize: 1048576 } },
    });
    expect(await publish({}, { TopicArn: TOPIC.replace("orders", "large"), Message: large })).toBeDefined();
  });
});

describe("X-Amzn-Trace-Id", () => {
  it("goes on to queues with a message that another service publishes", async () => {
    await start();
    await subscribe();
    const traceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793";
    const from = { principal: "events.amazonaws.com" };
    await harness.service.receives?.deliver?.(TOPIC, "{}", from, { traceHeader });
    await settled();
    expect(harness.deliveries).toMatchObject([{ options: { traceHeader } }]);
  });
});
