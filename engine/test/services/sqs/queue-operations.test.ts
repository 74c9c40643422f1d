import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type QueueHarness, startQueues } from "./queues.ts";

let sqs: QueueHarness;

beforeEach(async () => {
  sqs = await startQueues({
    Orders: { QueueName: "orders" },
    Steps: { FifoQueue: true },
    Dead: { QueueName: "orders-dead" },
  });
});

afterEach(() => sqs[Symbol.asyncDispose]());

describe("AWS::SQS::Queue", () => {
  it("gives its URL as Ref, and ARN and name as attributes", () => {
    expect(sqs.ref("Orders")).toBe("https://sqs.eu-west-1.amazonaws.com/123456789012/orders");
    expect(sqs.attribute("Orders", "Arn")).toBe("arn:aws:sqs:eu-west-1:123456789012:orders");
    expect(sqs.attribute("Orders", "QueueName")).toBe("orders");
  });

  it("makes a name that ends in .fifo for a FIFO queue without one", () => {
    expect(sqs.attribute("Steps", "QueueName")).toMatch(/^shop-Steps-[A-Z0-9]{12}\.fifo$/);
  });
});

describe("an attribute that is true or false", () => {
  it("may begin with a capital letter, as Python writes it", async () => {
    const input = { QueueName: "new.fifo", Attributes: { FifoQueue: "True", ContentBasedDeduplication: "FALSE" } };
    const { QueueUrl } = await sqs.call("CreateQueue", input);
    const { Attributes } = await sqs.call("GetQueueAttributes", { QueueUrl, AttributeNames: ["All"] });
    expect(Attributes).toMatchObject({ FifoQueue: "true", ContentBasedDeduplication: "false" });
    expect(await sqs.call("CreateQueue", input)).toEqual({ QueueUrl });
  });

  it.each([
    [{ FifoQueue: "false" }, "Unknown Attribute FifoQueue."],
    [{ ContentBasedDeduplication: "true" }, "Unknown Attribute ContentBasedDeduplication."],
    [{ DeduplicationScope: "queue" }, "You can specify the DeduplicationScope only when FifoQueue is set to true."],
  ])("is refused with others of FIFO queues for a standard queue: %j", async (Attributes, message) => {
    await expect(sqs.call("CreateQueue", { QueueName: "new", Attributes })).rejects.toMatchObject({
      code: "InvalidAttributeName",
      message,
    });
  });
});

describe("GetQueueUrl", () => {
  it("names the engine, and any URL with that account and name is understood", async () => {
    const { QueueUrl } = await sqs.call("GetQueueUrl", { QueueName: "orders" });
    expect(QueueUrl).toBe("http://127.0.0.1:3001/123456789012/orders");
    await expect(sqs.call("GetQueueAttributes", { QueueUrl })).resolves.toEqual({ Attributes: undefined });
  });

  it("answers QueueDoesNotExist, with the code that older clients know", async () => {
    await expect(sqs.call("GetQueueUrl", { QueueName: "nope" })).rejects.toMatchObject({
      code: "QueueDoesNotExist",
      queryCode: "AWS.SimpleQueueService.NonExistentQueue",
    });
  });
});

describe("GetQueueAttributes", () => {
  it("counts visible, delayed and in-flight messages", async () => {
    for (const body of ["1", "2", "3"]) await sqs.send("Orders", body);
    await sqs.send("Orders", "4", { DelaySeconds: 60 });
    await sqs.receive("Orders");
    expect(await sqs.attributes("Orders")).toMatchObject({
      ApproximateNumberOfMessages: "2",
      ApproximateNumberOfMessagesDelayed: "1",
      ApproximateNumberOfMessagesNotVisible: "1",
      VisibilityTimeout: "30",
      MaximumMessageSize: "1048576",
      QueueArn: "arn:aws:sqs:eu-west-1:123456789012:orders",
    });
  });

  it("refuses a name that no queue has", async () => {
    const input = { QueueUrl: sqs.ref("Orders"), AttributeNames: ["Colour"] };
    await expect(sqs.call("GetQueueAttributes", input)).rejects.toMatchObject({ code: "InvalidAttributeName" });
  });
});

describe("SetQueueAttributes", () => {
  const set = (Attributes: Record<string, string>) =>
    sqs.call("SetQueueAttributes", { QueueUrl: sqs.ref("Orders"), Attributes });

  it("changes what the queue does from then on", async () => {
    await set({ VisibilityTimeout: "5" });
    await sqs.send("Orders", "hello");
    await sqs.receive("Orders");
    await sqs.clock.advance(5000);
    expect(await sqs.receive("Orders")).toHaveLength(1);
  });

  it("takes a redrive policy away with an empty text", async () => {
    const deadLetterTargetArn = sqs.attribute("Dead", "Arn");
    await set({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 }) });
    await set({ RedrivePolicy: "" });
    expect(await sqs.attributes("Orders")).not.toHaveProperty("RedrivePolicy");
  });

  it.each([
    [{ VisibilityTimeout: "43201" }, "InvalidAttributeValue"],
    [{ DelaySeconds: "-1" }, "InvalidAttributeValue"],
    [{ RedrivePolicy: "{" }, "InvalidAttributeValue"],
    [{ RedrivePolicy: '{"deadLetterTargetArn":"x","maxReceiveCount":0}' }, "InvalidAttributeValue"],
    [{ RedrivePolicy: '{"deadLetterTargetArn":"x","maxReceiveCount":1}' }, "InvalidParameterValueException"],
    [{ FifoQueue: "true" }, "InvalidAttributeName"],
    [{ Colour: "red" }, "InvalidAttributeName"],
  ])("refuses %j", async (attributes, code) => {
    await expect(set(attributes as Record<string, string>)).rejects.toMatchObject({ code });
  });
});

describe("CreateQueue", () => {
  it("answers with the queue that exists, and refuses to change it", async () => {
    const created = await sqs.call("CreateQueue", { QueueName: "new", Attributes: { DelaySeconds: "5" } });
    expect(await sqs.call("CreateQueue", { QueueName: "new", Attributes: { DelaySeconds: "5" } })).toEqual(created);
    await expect(
      sqs.call("CreateQueue", { QueueName: "new", Attributes: { DelaySeconds: "6" } }),
    ).rejects.toMatchObject({ code: "QueueNameExists" });
  });

  it.each([
    ["a b", {}],
    ["x".repeat(81), {}],
    ["name.fifo", {}],
    ["name", { FifoQueue: "true" }],
  ])("refuses the name %j with %j", async (QueueName, Attributes) => {
    await expect(sqs.call("CreateQueue", { QueueName, Attributes })).rejects.toThrow("alphanumeric characters");
  });
});

describe("DeleteQueue", () => {
  it("keeps the name for a minute", async () => {
    await sqs.call("DeleteQueue", { QueueUrl: sqs.ref("Orders") });
    await expect(sqs.send("Orders", "x")).rejects.toMatchObject({ code: "QueueDoesNotExist" });
    const create = () => sqs.call("CreateQueue", { QueueName: "orders" });
    await expect(create()).rejects.toMatchObject({ code: "QueueDeletedRecently" });
    await sqs.clock.advance(60_000);
    await expect(create()).resolves.toBeDefined();
  });
});

describe("PurgeQueue", () => {
  it("empties the queue, at most once a minute", async () => {
    await sqs.send("Orders", "1");
    const purge = () => sqs.call("PurgeQueue", { QueueUrl: sqs.ref("Orders") });
    await purge();
    expect(await sqs.attributes("Orders")).toMatchObject({ ApproximateNumberOfMessages: "0" });
    await expect(purge()).rejects.toMatchObject({ code: "PurgeQueueInProgress" });
  });
});

describe("ListQueues", () => {
  it("lists by prefix, page by page", async () => {
    const first = await sqs.call("ListQueues", { QueueNamePrefix: "orders", MaxResults: 1 });
    expect(first.QueueUrls).toEqual(["http://127.0.0.1:3001/123456789012/orders"]);
    const second = await sqs.call("ListQueues", {
      QueueNamePrefix: "orders",
      MaxResults: 1,
      NextToken: first.NextToken,
    });
    expect(second).toEqual({ QueueUrls: ["http://127.0.0.1:3001/123456789012/orders-dead"], NextToken: undefined });
  });
});

describe("TagQueue", () => {
  it("keeps tags until they are removed", async () => {
    const QueueUrl = sqs.ref("Orders");
    await sqs.call("TagQueue", { QueueUrl, Tags: { team: "a", stage: "dev" } });
    await sqs.call("UntagQueue", { QueueUrl, TagKeys: ["team"] });
    expect(await sqs.call("ListQueueTags", { QueueUrl })).toEqual({ Tags: { stage: "dev" } });
  });
});
