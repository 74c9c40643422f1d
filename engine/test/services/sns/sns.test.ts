import {
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  NotFoundException,
  PublishBatchCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { afterEach, describe, expect, it } from "vitest";
import { ServiceError } from "../../../src/kernel/errors.ts";
import { sns } from "../../../src/services/sns/definition.ts";
import { type Harness, recordingReceiver, startService, type TemplateResources } from "../harness.ts";

const TOPIC = "arn:aws:sns:eu-west-1:123456789012:orders";
const QUEUE = "arn:aws:sqs:eu-west-1:123456789012:queue";
const DEAD = "arn:aws:sqs:eu-west-1:123456789012:dead";
const FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:notify";

type Sns = Harness & ReturnType<typeof recordingReceiver>;

let harness: Sns;

afterEach(() => harness[Symbol.asyncDispose]());

const topic = (Properties: object = { TopicName: "orders" }) => ({
  Type: "AWS::SNS::Topic",
  Properties: { ...Properties },
});
const subscription = (more: object = {}) => ({
  Type: "AWS::SNS::Subscription",
  Properties: { TopicArn: TOPIC, Protocol: "sqs", Endpoint: QUEUE, ...more },
});

async function start(resources: TemplateResources, failure?: (arn: string) => Error | undefined): Promise<void> {
  const receiver = recordingReceiver(failure);
  const { deliver } = receiver;
  const started = await startService(sns, { resources, others: { sqs: { deliver }, lambda: { deliver } } });
  harness = { ...started, ...receiver };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

async function publish(input: Record<string, unknown>) {
  const answer = await harness.call("Publish", { TopicArn: TOPIC, Message: "hello", ...input });
  await settled();
  return answer;
}

const envelopes = () => harness.deliveries.map(({ payload }) => JSON.parse(payload));

const ATTRIBUTES = {
  kind: { DataType: "String", StringValue: "new" },
  total: { DataType: "Number", StringValue: "150" },
  tags: { DataType: "String.Array", StringValue: '["a","b"]' },
  data: { DataType: "Binary", BinaryValue: "AQID" },
};

describe("Publish to a queue", () => {
  it("wraps the message in SNS's envelope", async () => {
    await start({ Topic: topic(), Sub: subscription() });
    const { MessageId } = await publish({ Subject: "Hi", MessageAttributes: ATTRIBUTES });
    expect(harness.deliveries).toMatchObject([
      { arn: QUEUE, from: { principal: "sns.amazonaws.com", sourceArn: TOPIC } },
    ]);
    expect(envelopes()).toEqual([
      {
        Type: "Notification",
        MessageId,
        TopicArn: TOPIC,
        Subject: "Hi",
        Message: "hello",
        Timestamp: "2026-03-01T12:00:00.000Z",
        SignatureVersion: "1",
        Signature: expect.any(String),
        SigningCertURL: expect.stringMatching(/^https:\/\/sns\.eu-west-1\.amazonaws\.com\//),
        UnsubscribeURL: expect.stringContaining(harness.ref("Sub")),
        MessageAttributes: {
          kind: { Type: "String", Value: "new" },
          total: { Type: "Number", Value: "150" },
          tags: { Type: "String.Array", Value: '["a","b"]' },
          data: { Type: "Binary", Value: "AQID" },
        },
      },
    ]);
  });

  it("sends the message as it is with RawMessageDelivery", async () => {
    await start({ Topic: topic(), Sub: subscription({ RawMessageDelivery: "true" }) });
    await publish({ MessageAttributes: ATTRIBUTES });
    expect(harness.deliveries).toMatchObject([{ payload: "hello", options: { attributes: ATTRIBUTES } }]);
  });
});

describe("Publish to a function", () => {
  it("sends an event with one record", async () => {
    await start({ Topic: topic({ TopicName: "orders", Subscription: [{ Protocol: "lambda", Endpoint: FUNCTION }] }) });
    const { MessageId } = await publish({ MessageAttributes: { kind: ATTRIBUTES.kind } });
    expect(harness.deliveries).toMatchObject([{ arn: FUNCTION }]);
    expect(envelopes()).toMatchObject([
      {
        Records: [
          {
            EventSource: "aws:sns",
            EventVersion: "1.0",
            EventSubscriptionArn: expect.stringMatching(/^arn:.*:orders:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
            Sns: {
              Type: "Notification",
              MessageId,
              TopicArn: TOPIC,
              Subject: null,
              Message: "hello",
              MessageAttributes: { kind: { Type: "String", Value: "new" } },
            },
          },
        ],
      },
    ]);
  });
});

describe("FilterPolicy", () => {
  it.each([
    ["a value", { kind: ["new"] }, true],
    ["another value", { kind: ["old"] }, false],
    ["a number", { total: [{ numeric: [">=", 100] }] }, true],
    ["a number out of range", { total: [{ numeric: ["<", 100] }] }, false],
    ["one of an array", { tags: ["b", "z"] }, true],
    ["an attribute that is there", { kind: [{ exists: true }] }, true],
    ["an attribute that is not there", { gone: [{ exists: false }] }, true],
    ["all of several", { kind: ["new"], total: [1] }, false],
  ])("looks at message attributes for %s", async (_what, FilterPolicy, wanted) => {
    await start({ Topic: topic(), Sub: subscription({ FilterPolicy }) });
    await publish({ MessageAttributes: ATTRIBUTES });
    expect(harness.deliveries).toHaveLength(wanted ? 1 : 0);
  });

  it.each([
    ['{"order":{"total":150}}', true],
    ['{"order":{"total":5}}', false],
    ["no JSON", false],
  ])("looks at the message %s with scope MessageBody", async (Message, wanted) => {
    const FilterPolicy = { order: { total: [{ numeric: [">", 100] }] } };
    await start({ Topic: topic(), Sub: subscription({ FilterPolicy, FilterPolicyScope: "MessageBody" }) });
    await publish({ Message });
    expect(harness.deliveries).toHaveLength(wanted ? 1 : 0);
  });

  it("stops the start with its place when it is wrong", async () => {
    await start({});
    await expect(start({ Topic: topic(), Sub: subscription({ FilterPolicy: { kind: "new" } }) })).rejects.toMatchObject(
      {
        name: "UserError",
        message: expect.stringContaining("Sub:"),
      },
    );
  });
});

describe("a subscriber that fails", () => {
  const unavailable = new ServiceError("ServiceUnavailable", "later", { status: 503 });
  const gone = new ServiceError("QueueDoesNotExist", "gone");
  const RedrivePolicy = { deadLetterTargetArn: DEAD };

  it("gets the message again", async () => {
    let failing = true;
    await start({ Topic: topic(), Sub: subscription() }, () => (failing ? unavailable : undefined));
    await publish({});
    await harness.clock.advance(3000);
    failing = false;
    await harness.clock.advance(60_000);
    expect(harness.deliveries).toHaveLength(1);
  });

  it("has its message in the dead-letter queue when trying again cannot help", async () => {
    await start({ Topic: topic(), Sub: subscription({ RedrivePolicy }) }, (arn) => (arn === QUEUE ? gone : undefined));
    await publish({});
    expect(harness.deliveries).toMatchObject([
      { arn: DEAD, options: { attributes: { ErrorCode: { StringValue: "QueueDoesNotExist" } } } },
    ]);
    expect(envelopes()).toMatchObject([{ Message: "hello" }]);
  });
});

describe("what is outside this machine", () => {
  it("is journalled and not called", async () => {
    const outside = { Protocol: "https", Endpoint: "https://example.com/hook" };
    await start({ Topic: topic(), Sub: subscription(outside) });
    const { MessageId } = await publish({});
    expect(harness.journal.entries({ type: "not-called" })).toMatchObject([
      { data: { protocol: "https", messageId: MessageId, subscriptionArn: harness.ref("Sub") } },
    ]);
    expect(harness.deliveries).toEqual([]);
  });
});

describe("Publish", () => {
  it("gives each protocol its own text with MessageStructure json", async () => {
    await start({
      Topic: topic(),
      Queue: subscription({ RawMessageDelivery: true }),
      Function: subscription({ Protocol: "lambda", Endpoint: FUNCTION }),
    });
    await publish({ MessageStructure: "json", Message: '{"default":"all","sqs":"for queues"}' });
    expect(harness.deliveries).toMatchObject([{ payload: "for queues" }, { arn: FUNCTION }]);
    expect(JSON.parse(harness.deliveries[1]?.payload ?? "").Records[0].Sns.Message).toBe("all");
  });

  it.each([
    ["no such topic", { TopicArn: `${TOPIC}-nope` }, "NotFound"],
    ["an empty message", { Message: "" }, "InvalidParameter"],
    ["more than 256 KB", { Message: "x".repeat(262_145) }, "InvalidParameter"],
    ["a subject of two lines", { Subject: "a\nb" }, "InvalidParameter"],
    ["a structure without a default", { MessageStructure: "json", Message: "{}" }, "InvalidParameter"],
    [
      "an attribute of an unknown type",
      { MessageAttributes: { a: { DataType: "Text", StringValue: "x" } } },
      "ParameterValueInvalid",
    ],
    [
      "a number that is none",
      { MessageAttributes: { a: { DataType: "Number", StringValue: "x" } } },
      "ParameterValueInvalid",
    ],
  ])("refuses %s", async (_what, input, code) => {
    await start({ Topic: topic() });
    await expect(publish(input)).rejects.toMatchObject({ code });
  });
});

describe("a FIFO topic", () => {
  const FIFO = `${TOPIC}.fifo`;

  it("sends in its group, once for equal messages, with a sequence number", async () => {
    await start({
      Topic: topic({ TopicName: "orders.fifo", FifoTopic: true, ContentBasedDeduplication: true }),
      Sub: subscription({ TopicArn: FIFO, Endpoint: `${QUEUE}.fifo` }),
    });
    const first = await publish({ TopicArn: FIFO, MessageGroupId: "g" });
    expect(await publish({ TopicArn: FIFO, MessageGroupId: "g" })).toEqual(first);
    expect(first.SequenceNumber).toMatch(/^\d{20}$/);
    expect(harness.deliveries).toMatchObject([
      { options: { messageGroupId: "g", messageDeduplicationId: expect.stringMatching(/^[0-9a-f]{64}$/) } },
    ]);
    await expect(publish({ TopicArn: FIFO })).rejects.toThrow("MessageGroupId");
  });

  it("sends to a standard queue without group and deduplication id", async () => {
    await start({
      Topic: topic({ TopicName: "orders.fifo", FifoTopic: true }),
      Sub: subscription({ TopicArn: FIFO }),
    });
    await publish({ TopicArn: FIFO, MessageGroupId: "g", MessageDeduplicationId: "d" });
    expect(harness.deliveries).toMatchObject([{ arn: QUEUE }]);
    expect(harness.deliveries[0]?.options).toEqual({});
  });
});

describe("delivering to a topic", () => {
  it("publishes, and tells the journal that AWS would refuse a service without a policy", async () => {
    await start({ Topic: topic(), Sub: subscription() });
    const from = { principal: "events.amazonaws.com", sourceArn: "arn:aws:events:eu-west-1:123456789012:rule/r" };
    await harness.service.receives?.deliver?.(TOPIC, '{"a":1}', from);
    await settled();
    expect(envelopes()).toMatchObject([{ Message: '{"a":1}' }]);
    expect(harness.journal.entries({ type: "policy" })).toMatchObject([{ data: { topicArn: TOPIC, allowed: false } }]);
  });

  it("is silent when the topic's policy lets the service in", async () => {
    const Statement = {
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sns:Publish",
      Resource: TOPIC,
    };
    const PolicyDocument = { Version: "2012-10-17", Statement };
    await start({
      Topic: topic(),
      Policy: { Type: "AWS::SNS::TopicPolicy", Properties: { Topics: [TOPIC], PolicyDocument } },
    });
    await harness.service.receives?.deliver?.(TOPIC, "{}", { principal: "events.amazonaws.com" });
    expect(harness.journal.entries({ type: "policy" })).toEqual([]);
  });
});

describe("the AWS SDK's SNS client", () => {
  it("subscribes, publishes one and many, and reads attributes", async () => {
    await start({ Topic: topic() });
    const client = new SNSClient(await harness.serve());
    const Attributes = { RawMessageDelivery: "true", FilterPolicy: '{"kind":["new"]}' };
    const { SubscriptionArn } = await client.send(
      new SubscribeCommand({ TopicArn: TOPIC, Protocol: "sqs", Endpoint: QUEUE, Attributes }),
    );
    const MessageAttributes = { kind: { DataType: "String", StringValue: "new" } };
    await client.send(new PublishCommand({ TopicArn: TOPIC, Message: "one & <two>", MessageAttributes }));
    await client.send(new PublishCommand({ TopicArn: TOPIC, Message: "unwanted" }));
    const batch = await client.send(
      new PublishBatchCommand({
        TopicArn: TOPIC,
        PublishBatchRequestEntries: [
          { Id: "a", Message: "three", MessageAttributes },
          { Id: "b", Message: "" },
        ],
      }),
    );
    expect(batch).toMatchObject({
      Successful: [{ Id: "a", MessageId: expect.any(String) }],
      Failed: [{ Id: "b", Code: "InvalidParameter", SenderFault: true }],
    });
    expect(harness.deliveries.map(({ payload }) => payload)).toEqual(["one & <two>", "three"]);
    const topicAttributes = await client.send(new GetTopicAttributesCommand({ TopicArn: TOPIC }));
    expect(topicAttributes.Attributes).toMatchObject({ TopicArn: TOPIC, SubscriptionsConfirmed: "1" });
    const { Subscriptions } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn: TOPIC }));
    expect(Subscriptions).toMatchObject([{ SubscriptionArn, Protocol: "sqs", Endpoint: QUEUE }]);
    const unknown = client.send(new PublishCommand({ TopicArn: `${TOPIC}-nope`, Message: "x" }));
    await expect(unknown).rejects.toBeInstanceOf(NotFoundException);
    client.destroy();
  });
});

describe("topic and subscription operations", () => {
  it("create, list, change and delete", async () => {
    await start({});
    const { TopicArn } = await harness.call("CreateTopic", { Name: "new", Tags: [{ Key: "a", Value: "1" }] });
    expect(await harness.call("CreateTopic", { Name: "new" })).toEqual({ TopicArn });
    expect(await harness.call("ListTagsForResource", { ResourceArn: TopicArn })).toEqual({
      Tags: [{ Key: "a", Value: "1" }],
    });
    const { SubscriptionArn } = await harness.call("Subscribe", { TopicArn, Protocol: "sqs", Endpoint: QUEUE });
    const set = (AttributeName: string, AttributeValue: string) =>
      harness.call("SetSubscriptionAttributes", { SubscriptionArn, AttributeName, AttributeValue });
    await set("RawMessageDelivery", "true");
    await expect(set("Colour", "red")).rejects.toMatchObject({ code: "InvalidParameter" });
    await expect(set("FilterPolicy", "{")).rejects.toMatchObject({ code: "InvalidParameter" });
    expect((await harness.call("GetSubscriptionAttributes", { SubscriptionArn })).Attributes).toMatchObject({
      RawMessageDelivery: "true",
      TopicArn,
    });
    await harness.call("Unsubscribe", { SubscriptionArn });
    expect((await harness.call("ListSubscriptions")).Subscriptions).toEqual([]);
    await harness.call("DeleteTopic", { TopicArn });
    expect((await harness.call("ListTopics")).Topics).toEqual([]);
    await expect(harness.call("CreateTopic", { Name: "a b" })).rejects.toMatchObject({ code: "InvalidParameter" });
  });
});
