import { afterEach, describe, expect, it } from "vitest";
import { bodies, type QueueHarness, startQueues } from "./queues.ts";

let sqs: QueueHarness;

afterEach(() => sqs[Symbol.asyncDispose]());

const RULE = "arn:aws:events:eu-west-1:123456789012:rule/orders";
const fromRule = { principal: "events.amazonaws.com", sourceArn: RULE };

const allowing = (sourceArn: string) => ({
  Policy: {
    Type: "AWS::SQS::QueuePolicy",
    Properties: {
      Queues: ["https://sqs.eu-west-1.amazonaws.com/123456789012/orders"],
      PolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "events.amazonaws.com" },
            Action: "sqs:SendMessage",
            Resource: "arn:aws:sqs:eu-west-1:123456789012:orders",
            Condition: { ArnEquals: { "aws:SourceArn": sourceArn } },
          },
        ],
      },
    },
  },
});

const start = (resources = {}) =>
  startQueues({ Orders: { QueueName: "orders" }, Steps: { FifoQueue: true } }, { resources });

describe("delivering to a queue", () => {
  it("sends the payload with its attributes", async () => {
    sqs = await start(allowing(RULE));
    const attributes = { ERROR_CODE: { DataType: "String", StringValue: "NO_PERMISSIONS" } };
    await sqs.service.receives?.deliver?.(sqs.attribute("Orders", "Arn"), "{}", fromRule, { attributes });
    expect(await sqs.receive("Orders")).toMatchObject([{ Body: "{}", MessageAttributes: attributes }]);
    expect(sqs.journal.entries({ type: "policy" })).toEqual([]);
  });

  it("puts it into the group that a FIFO queue needs", async () => {
    sqs = await start();
    const options = { messageGroupId: "g", messageDeduplicationId: "d" };
    await sqs.service.receives?.deliver?.(sqs.attribute("Steps", "Arn"), "{}", fromRule, options);
    expect(await sqs.receive("Steps")).toMatchObject([{ Attributes: { MessageGroupId: "g" } }]);
  });

  it.each([
    ["the queue has no policy", {}],
    ["the policy names another source", allowing("arn:aws:events:eu-west-1:123456789012:rule/other")],
  ])("tells the journal that AWS would refuse a service when %s", async (_why, resources) => {
    sqs = await start(resources);
    const queueArn = sqs.attribute("Orders", "Arn");
    await sqs.service.receives?.deliver?.(queueArn, "hello", fromRule);
    expect(sqs.journal.entries({ type: "policy" })).toMatchObject([
      { data: { queueArn, principal: "events.amazonaws.com", sourceArn: RULE, allowed: false } },
    ]);
    expect(bodies(await sqs.receive("Orders"))).toEqual(["hello"]);
  });

  it("rejects for a queue that does not exist", async () => {
    sqs = await start();
    const delivery = sqs.service.receives?.deliver?.("arn:aws:sqs:eu-west-1:123456789012:nope", "", fromRule);
    await expect(delivery).rejects.toMatchObject({ code: "QueueDoesNotExist" });
  });
});

describe("a queue as an event source", () => {
  const signal = () => new AbortController().signal;

  it("gives records in the shape of Lambda's event", async () => {
    sqs = await start();
    const MessageAttributes = {
      kind: { DataType: "String", StringValue: "new" },
      data: { DataType: "Binary", BinaryValue: "AQID" },
    };
    const { MessageId } = await sqs.send("Orders", "hello", { MessageAttributes });
    const source = sqs.service.receives?.source?.(sqs.attribute("Orders", "Arn"));
    const now = String(sqs.clock.now());
    expect(await source?.receive(10, signal())).toEqual([
      {
        itemIdentifier: MessageId,
        record: {
          messageId: MessageId,
          receiptHandle: expect.any(String),
          body: "hello",
          attributes: {
            ApproximateReceiveCount: "1",
            SentTimestamp: now,
            SenderId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
            ApproximateFirstReceiveTimestamp: now,
          },
          messageAttributes: {
            kind: { stringValue: "new", stringListValues: [], binaryListValues: [], dataType: "String" },
            data: { binaryValue: "AQID", stringListValues: [], binaryListValues: [], dataType: "Binary" },
          },
          md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
          md5OfBody: "5d41402abc4b2a76b9719d911017c592",
          eventSource: "aws:sqs",
          eventSourceARN: sqs.attribute("Orders", "Arn"),
          awsRegion: "eu-west-1",
        },
      },
    ]);
  });

  it("waits until there is a message, and gives up when told to", async () => {
    sqs = await start();
    const source = sqs.service.receives?.source?.(sqs.attribute("Orders", "Arn"));
    const received = source?.receive(10, signal());
    await sqs.send("Orders", "hello");
    expect(await received).toHaveLength(1);
    const stop = new AbortController();
    const nothing = source?.receive(10, stop.signal);
    stop.abort();
    expect(await nothing).toEqual([]);
  });

  it("brings back what is not acknowledged when its visibility ends", async () => {
    sqs = await start();
    const source = sqs.service.receives?.source?.(sqs.attribute("Orders", "Arn"));
    for (const body of ["1", "2"]) await sqs.send("Orders", body);
    const [first] = (await source?.receive(10, signal())) ?? [];
    source?.acknowledge(first ? [first] : []);
    const again = source?.receive(10, signal());
    await sqs.clock.advance(30_000);
    expect((await again)?.map(({ record }) => record.body)).toEqual(["2"]);
  });
});
