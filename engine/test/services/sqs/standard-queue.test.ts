import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bodies, type QueueHarness, startQueues } from "./queues.ts";

const MINUTE_MS = 60_000;

let sqs: QueueHarness;

beforeEach(async () => {
  sqs = await startQueues({
    Orders: { VisibilityTimeout: "30" },
    Late: { DelaySeconds: 90 },
    Short: { MessageRetentionPeriod: 60 },
    Small: { MaximumMessageSize: 1024 },
  });
});

afterEach(() => sqs[Symbol.asyncDispose]());

describe("SendMessage", () => {
  it("answers with an id and the digests that SDKs check", async () => {
    const MessageAttributes = { timestamp: { DataType: "Number", StringValue: "1493147359900" } };
    expect(await sqs.send("Orders", "hello", { MessageAttributes })).toMatchObject({
      MessageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      MD5OfMessageBody: "5d41402abc4b2a76b9719d911017c592",
      MD5OfMessageAttributes: "235c5c510d26fb653d073faed50ae77c",
      SequenceNumber: undefined,
    });
  });

  it.each([
    ["an empty body", { MessageBody: "" }, "MissingRequiredParameterException", "MessageBody"],
    ["a character that XML lacks", { MessageBody: "a\u0000" }, "InvalidMessageContents", "#x0"],
    ["a delay above 15 minutes", { DelaySeconds: 901 }, "InvalidParameterValueException", "between 0 and 900"],
    [
      "a deduplication id on a standard queue",
      { MessageDeduplicationId: "a" },
      "InvalidParameterValueException",
      "not valid for this queue type",
    ],
    [
      "an attribute without a value",
      { MessageAttributes: { a: { DataType: "String", StringValue: "" } } },
      "InvalidParameterValueException",
      "non-empty value",
    ],
    [
      "an attribute of an unknown type",
      { MessageAttributes: { a: { DataType: "Text", StringValue: "x" } } },
      "InvalidParameterValueException",
      "invalid message attribute type",
    ],
    [
      "an attribute with a reserved name",
      { MessageAttributes: { "AWS.a": { DataType: "String", StringValue: "x" } } },
      "InvalidParameterValueException",
      "invalid",
    ],
    [
      "a number that is none",
      { MessageAttributes: { a: { DataType: "Number", StringValue: "x" } } },
      "InvalidParameterValueException",
      "to a number",
    ],
    ["a queue that does not exist", { QueueUrl: "http://q/123456789012/nope" }, "QueueDoesNotExist", "does not exist"],
    ["another account's queue", { QueueUrl: "http://q/999999999999/x" }, "QueueDoesNotExist", "does not exist"],
  ])("refuses %s", async (_what, input, code, message) => {
    await expect(sqs.send("Orders", "x", input)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  it("counts attributes towards the largest size that the queue takes", async () => {
    const attribute = (length: number) => ({
      MessageAttributes: { a: { DataType: "String", StringValue: "x".repeat(length) } },
    });
    await expect(sqs.send("Small", "x".repeat(1000), attribute(17))).resolves.toBeDefined();
    await expect(sqs.send("Small", "x".repeat(1000), attribute(18))).rejects.toThrow("shorter than 1024 bytes");
  });

  it("journals the message's id and never its body", async () => {
    const { MessageId } = await sqs.send("Orders", "a secret");
    const [entry] = sqs.journal.entries({ service: "sqs", type: "send" });
    expect(entry?.data).toMatchObject({ messageId: MessageId });
    expect(JSON.stringify(sqs.journal.entries())).not.toContain("a secret");
  });
});

describe("ReceiveMessage", () => {
  it("gives what was sent, with the attributes that were asked for", async () => {
    const MessageAttributes = { kind: { DataType: "String", StringValue: "new" } };
    await sqs.send("Orders", "hello", { MessageAttributes });
    const [message] = await sqs.receive("Orders", { MessageAttributeNames: ["ki.*"], AttributeNames: [] });
    expect(message).toMatchObject({
      Body: "hello",
      MD5OfBody: "5d41402abc4b2a76b9719d911017c592",
      MessageAttributes,
      Attributes: { SentTimestamp: String(sqs.clock.now()), ApproximateReceiveCount: "1" },
    });
  });

  it("answers without Messages when there are none", async () => {
    expect(await sqs.call("ReceiveMessage", { QueueUrl: sqs.ref("Orders") })).toEqual({});
  });

  it("hides a message for the queue's visibility timeout and gives it again with a higher count", async () => {
    await sqs.send("Orders", "hello");
    expect(bodies(await sqs.receive("Orders"))).toEqual(["hello"]);
    await sqs.clock.advance(29_999);
    expect(await sqs.receive("Orders")).toEqual([]);
    await sqs.clock.advance(1);
    const [again] = await sqs.receive("Orders");
    expect(again?.Attributes).toMatchObject({ ApproximateReceiveCount: "2" });
  });

  it("takes a visibility timeout of its own", async () => {
    await sqs.send("Orders", "hello");
    await sqs.receive("Orders", { VisibilityTimeout: 5 });
    await sqs.clock.advance(5000);
    expect(bodies(await sqs.receive("Orders"))).toEqual(["hello"]);
  });

  it("gives at most as many as asked for", async () => {
    for (const body of ["1", "2", "3"]) await sqs.send("Orders", body);
    expect(bodies(await sqs.receive("Orders", { MaxNumberOfMessages: 2 }))).toEqual(["1", "2"]);
  });

  it.each([0, 11])("refuses MaxNumberOfMessages %i", async (MaxNumberOfMessages) => {
    await expect(sqs.receive("Orders", { MaxNumberOfMessages })).rejects.toThrow(
      "Must be between 1 and 10, if provided.",
    );
  });

  it("keeps a delayed message back for the queue's delay", async () => {
    await sqs.send("Late", "hello");
    await sqs.clock.advance(89_999);
    expect(await sqs.receive("Late")).toEqual([]);
    await sqs.clock.advance(1);
    expect(bodies(await sqs.receive("Late"))).toEqual(["hello"]);
  });

  it("loses a message when its retention is over", async () => {
    await sqs.send("Short", "hello");
    await sqs.clock.advance(MINUTE_MS);
    expect(await sqs.receive("Short")).toEqual([]);
    expect(sqs.journal.entries({ type: "expire" })).toHaveLength(1);
  });
});

describe("ReceiveMessage with WaitTimeSeconds", () => {
  it("answers as soon as a message is sent", async () => {
    const received = sqs.receive("Orders", { WaitTimeSeconds: 20 });
    await sqs.send("Orders", "hello");
    expect(bodies(await received)).toEqual(["hello"]);
  });

  it("answers when a message becomes visible again", async () => {
    await sqs.send("Orders", "hello");
    await sqs.receive("Orders", { VisibilityTimeout: 10 });
    const received = sqs.receive("Orders", { WaitTimeSeconds: 20 });
    await sqs.clock.advance(10_000);
    expect(bodies(await received)).toEqual(["hello"]);
  });

  it("answers with nothing when the wait is over", async () => {
    const received = sqs.receive("Orders", { WaitTimeSeconds: 20 });
    await sqs.clock.advance(20_000);
    expect(await received).toEqual([]);
  });

  it("leaves messages to others once the caller has gone away", async () => {
    const caller = new AbortController();
    const input = { QueueUrl: sqs.ref("Orders"), WaitTimeSeconds: 20 };
    const gone = sqs.call("ReceiveMessage", input, { signal: caller.signal });
    caller.abort();
    await sqs.send("Orders", "hello");
    expect(await gone).toEqual({});
    expect(bodies(await sqs.receive("Orders"))).toEqual(["hello"]);
  });

  it("serves those who wait in the order in which they came", async () => {
    const first = sqs.receive("Orders", { WaitTimeSeconds: 20 });
    const second = sqs.receive("Orders", { WaitTimeSeconds: 20 });
    await sqs.send("Orders", "1");
    await sqs.send("Orders", "2");
    expect([bodies(await first), bodies(await second)]).toEqual([["1"], ["2"]]);
  });
});

describe("DeleteMessage", () => {
  it("removes the message for good", async () => {
    await sqs.send("Orders", "hello");
    const [message] = await sqs.receive("Orders");
    await sqs.call("DeleteMessage", { QueueUrl: sqs.ref("Orders"), ReceiptHandle: message?.ReceiptHandle });
    await sqs.clock.advance(MINUTE_MS);
    expect(await sqs.receive("Orders")).toEqual([]);
  });

  it("deletes by the handle of an earlier receive as well", async () => {
    await sqs.send("Orders", "hello");
    const [early] = await sqs.receive("Orders", { VisibilityTimeout: 0 });
    await sqs.receive("Orders", { VisibilityTimeout: 0 });
    await sqs.call("DeleteMessage", { QueueUrl: sqs.ref("Orders"), ReceiptHandle: early?.ReceiptHandle });
    expect(bodies(await sqs.receive("Orders"))).toEqual([]);
  });

  it("refuses what is no receipt handle", async () => {
    const input = { QueueUrl: sqs.ref("Orders"), ReceiptHandle: "x" };
    await expect(sqs.call("DeleteMessage", input)).rejects.toMatchObject({ code: "ReceiptHandleIsInvalid" });
  });
});

describe("ChangeMessageVisibility", () => {
  it("gives a message back at once with 0, and keeps it longer with more", async () => {
    await sqs.send("Orders", "hello");
    const change = (ReceiptHandle: string | undefined, VisibilityTimeout: number) =>
      sqs.call("ChangeMessageVisibility", { QueueUrl: sqs.ref("Orders"), ReceiptHandle, VisibilityTimeout });
    const [first] = await sqs.receive("Orders");
    await change(first?.ReceiptHandle, 0);
    const [second] = await sqs.receive("Orders");
    await change(second?.ReceiptHandle, 3600);
    await sqs.clock.advance(3599_000);
    expect(await sqs.receive("Orders")).toEqual([]);
    await sqs.clock.advance(1000);
    expect(bodies(await sqs.receive("Orders"))).toEqual(["hello"]);
  });

  it("takes back a message whose time is over, as long as nobody else took it", async () => {
    await sqs.send("Orders", "hello");
    const [message] = await sqs.receive("Orders");
    await sqs.clock.advance(MINUTE_MS);
    const input = { QueueUrl: sqs.ref("Orders"), ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 10 };
    await sqs.call("ChangeMessageVisibility", input);
    expect(await sqs.receive("Orders")).toEqual([]);
    await sqs.clock.advance(10_000);
    expect(bodies(await sqs.receive("Orders"))).toEqual(["hello"]);
    await expect(sqs.call("ChangeMessageVisibility", input)).rejects.toMatchObject({ code: "MessageNotInflight" });
  });
});

describe("MessageSystemAttributes", () => {
  it("make each message of a batch a part of the trace that its AWSTraceHeader names", async () => {
    const ids = ["1-5759e988-bd862e3fe1be46a994272793", "1-5759e988-bd862e3fe1be46a994272794"];
    const Entries = ids.map((id, index) => ({
      Id: String(index),
      MessageBody: id,
      MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: `Root=${id};Sampled=1` } },
    }));
    await sqs.call("SendMessageBatch", { QueueUrl: sqs.ref("Orders"), Entries });
    const sent = sqs.journal.entries({ type: "send" });
    expect(sent.map(({ trace }) => trace?.traceId)).toEqual(ids);
    const source = sqs.service.receives?.source?.(sqs.attribute("Orders", "Arn"));
    const records = await source?.receive(10, new AbortController().signal);
    expect(records?.map(({ trace }) => trace?.traceId)).toEqual(ids);
  });

  it.each([
    ["another name", { Other: { DataType: "String", StringValue: "x" } }],
    ["no text", { AWSTraceHeader: { DataType: "Number", StringValue: "1" } }],
    ["no value", { AWSTraceHeader: { DataType: "String" } }],
  ])("refuses a system attribute of %s", async (_what, MessageSystemAttributes) => {
    await expect(sqs.send("Orders", "1", { MessageSystemAttributes })).rejects.toMatchObject({
      code: "InvalidParameterValueException",
      message: expect.stringMatching(/system/),
    });
    expect(await sqs.receive("Orders")).toEqual([]);
  });
});

describe("batches", () => {
  const batch = (operation: string, Entries: object[]) => sqs.call(operation, { QueueUrl: sqs.ref("Orders"), Entries });

  it("answers for each entry, and one that fails leaves the others alone", async () => {
    const answer = await batch("SendMessageBatch", [
      { Id: "a", MessageBody: "1" },
      { Id: "b", MessageBody: "2", DelaySeconds: 1000 },
      { Id: "c", MessageBody: "" },
    ]);
    expect(answer.Successful).toMatchObject([{ Id: "a" }]);
    expect(answer.Failed).toMatchObject([
      { Id: "b", SenderFault: true, Code: "InvalidParameterValue" },
      { Id: "c", SenderFault: true, Code: "MissingParameter" },
    ]);
  });

  it("reach one who waits together", async () => {
    const received = sqs.receive("Orders", { WaitTimeSeconds: 20, MaxNumberOfMessages: 10 });
    await batch("SendMessageBatch", [
      { Id: "a", MessageBody: "1" },
      { Id: "b", MessageBody: "2" },
    ]);
    expect(bodies(await received)).toEqual(["1", "2"]);
  });

  it("delete and change visibility by entry", async () => {
    for (const body of ["1", "2"]) await sqs.send("Orders", body);
    const [one, two] = await sqs.receive("Orders", { MaxNumberOfMessages: 10 });
    const deleted = await batch("DeleteMessageBatch", [
      { Id: "a", ReceiptHandle: one?.ReceiptHandle },
      { Id: "b", ReceiptHandle: "x" },
    ]);
    expect(deleted).toMatchObject({ Successful: [{ Id: "a" }], Failed: [{ Id: "b", Code: "ReceiptHandleIsInvalid" }] });
    await batch("ChangeMessageVisibilityBatch", [{ Id: "a", ReceiptHandle: two?.ReceiptHandle, VisibilityTimeout: 0 }]);
    expect(bodies(await sqs.receive("Orders"))).toEqual(["2"]);
  });

  it.each([
    ["none", [], "EmptyBatchRequest"],
    [
      "more than ten",
      Array.from({ length: 11 }, (_, id) => ({ Id: `${id}`, MessageBody: "x" })),
      "TooManyEntriesInBatchRequest",
    ],
    [
      "two of one id",
      [
        { Id: "a", MessageBody: "x" },
        { Id: "a", MessageBody: "y" },
      ],
      "BatchEntryIdsNotDistinct",
    ],
    ["an id with a blank", [{ Id: "a b", MessageBody: "x" }], "InvalidBatchEntryId"],
    [
      "more than 1 MiB in all",
      [
        { Id: "a", MessageBody: "x".repeat(600_000) },
        { Id: "b", MessageBody: "x".repeat(600_000) },
      ],
      "BatchRequestTooLong",
    ],
  ])("refuse %s", async (_what, entries, code) => {
    await expect(batch("SendMessageBatch", entries)).rejects.toMatchObject({ code });
  });
});
