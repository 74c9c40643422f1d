import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bodies, type QueueHarness, startQueues } from "./queues.ts";

const FIVE_MINUTES_MS = 300_000;

let sqs: QueueHarness;

beforeEach(async () => {
  sqs = await startQueues({
    Steps: { FifoQueue: true, VisibilityTimeout: 30 },
    ByContent: { FifoQueue: "true", ContentBasedDeduplication: "true" },
    ByGroup: { FifoQueue: true, ContentBasedDeduplication: true, DeduplicationScope: "messageGroup" },
  });
});

afterEach(() => sqs[Symbol.asyncDispose]());

let count = 0;
const step = (body: string, MessageGroupId = "g", MessageDeduplicationId = `d${++count}`) =>
  sqs.send("Steps", body, { MessageGroupId, MessageDeduplicationId });

const deleteMessage = (message: { ReceiptHandle: string } | undefined) =>
  sqs.call("DeleteMessage", { QueueUrl: sqs.ref("Steps"), ReceiptHandle: message?.ReceiptHandle });

describe("a message group", () => {
  it("comes out in order, several in one receive", async () => {
    for (const body of ["1", "2", "3"]) await step(body);
    expect(bodies(await sqs.receive("Steps", { MaxNumberOfMessages: 10 }))).toEqual(["1", "2", "3"]);
  });

  it("gives nothing while one of its messages is in flight, and other groups go on", async () => {
    await step("a1", "a");
    await step("a2", "a");
    await step("b1", "b");
    expect(bodies(await sqs.receive("Steps"))).toEqual(["a1"]);
    expect(bodies(await sqs.receive("Steps", { MaxNumberOfMessages: 10 }))).toEqual(["b1"]);
  });

  it("goes on with the next message once those in flight are deleted", async () => {
    for (const body of ["1", "2", "3"]) await step(body);
    const [one, two] = await sqs.receive("Steps", { MaxNumberOfMessages: 2 });
    await deleteMessage(one);
    expect(await sqs.receive("Steps")).toEqual([]);
    await deleteMessage(two);
    expect(bodies(await sqs.receive("Steps"))).toEqual(["3"]);
  });

  it("begins again with the message whose visibility timeout is over", async () => {
    for (const body of ["1", "2"]) await step(body);
    await sqs.receive("Steps");
    await sqs.clock.advance(30_000);
    expect(bodies(await sqs.receive("Steps", { MaxNumberOfMessages: 10 }))).toEqual(["1", "2"]);
  });

  it("wakes one who waits when the message that blocked it is deleted", async () => {
    for (const body of ["1", "2"]) await step(body);
    const [one] = await sqs.receive("Steps");
    const received = sqs.receive("Steps", { WaitTimeSeconds: 20 });
    await deleteMessage(one);
    expect(bodies(await received)).toEqual(["2"]);
  });
});

describe("SendMessage to a FIFO queue", () => {
  it("answers an equal send within five minutes like the first and delivers it once", async () => {
    const first = await step("1", "g", "same");
    const second = await step("2", "g", "same");
    expect(second).toMatchObject({ MessageId: first.MessageId });
    const messages = await sqs.receive("Steps", { MaxNumberOfMessages: 10 });
    expect(bodies(messages)).toEqual(["1"]);
    await deleteMessage(messages[0]);
    await sqs.clock.advance(FIVE_MINUTES_MS);
    await step("3", "g", "same");
    expect(bodies(await sqs.receive("Steps"))).toEqual(["3"]);
  });

  it("knows equal sends by their body where the queue says so", async () => {
    for (const MessageGroupId of ["a", "b"]) await sqs.send("ByContent", "same", { MessageGroupId });
    expect(await sqs.receive("ByContent", { MaxNumberOfMessages: 10 })).toHaveLength(1);
  });

  it("keeps groups apart where deduplication is by group", async () => {
    for (const MessageGroupId of ["a", "b", "b"]) await sqs.send("ByGroup", "same", { MessageGroupId });
    expect(await sqs.receive("ByGroup", { MaxNumberOfMessages: 10 })).toHaveLength(2);
  });

  it("numbers messages in sequence and shows group and deduplication id", async () => {
    await step("1", "g", "one");
    await step("2", "g", "two");
    const [one, two] = await sqs.receive("Steps", { MaxNumberOfMessages: 2 });
    expect(one?.Attributes).toMatchObject({ MessageGroupId: "g", MessageDeduplicationId: "one" });
    expect(String(one?.Attributes.SequenceNumber)).toMatch(/^\d{20}$/);
    expect(String(two?.Attributes.SequenceNumber) > String(one?.Attributes.SequenceNumber)).toBe(true);
  });

  it.each([
    ["without a group", { MessageDeduplicationId: "d" }, "MessageGroupId"],
    ["without a deduplication id", { MessageGroupId: "g" }, "ContentBasedDeduplication"],
    ["with a delay of its own", { MessageGroupId: "g", MessageDeduplicationId: "d", DelaySeconds: 5 }, "DelaySeconds"],
    ["with a blank in the group", { MessageGroupId: "a b", MessageDeduplicationId: "d" }, "MessageGroupId"],
  ])("refuses a message %s", async (_what, input, message) => {
    await expect(sqs.send("Steps", "x", input)).rejects.toThrow(message);
  });
});

describe("SendMessageBatch to a FIFO queue", () => {
  it.each([
    ["group", { MessageDeduplicationId: "d" }, "The request must contain the parameter MessageGroupId."],
    ["deduplication id", { MessageGroupId: "g" }, "The queue should either have ContentBasedDeduplication enabled"],
  ])("fails as a whole when one of its messages has no %s", async (_what, ids, message) => {
    const Entries = [
      { Id: "good", MessageBody: "1", MessageGroupId: "g", MessageDeduplicationId: "1" },
      { Id: "bad", MessageBody: "2", ...ids },
    ];
    await expect(sqs.call("SendMessageBatch", { QueueUrl: sqs.ref("Steps"), Entries })).rejects.toMatchObject({
      code: "InvalidParameterValueException",
      queryCode: "InvalidParameterValue",
      message: expect.stringContaining(message),
    });
    expect(await sqs.receive("Steps")).toEqual([]);
  });
});

describe("DeleteMessage on a FIFO queue", () => {
  it("refuses once the visibility timeout is over", async () => {
    await step("1");
    const [message] = await sqs.receive("Steps");
    await sqs.clock.advance(30_000);
    await expect(deleteMessage(message)).rejects.toThrow("The receipt handle has expired.");
  });
});
