import { open } from "node:fs/promises";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Runs } from "../runs.ts";
import { bodies, type QueueHarness, startQueues } from "./queues.ts";

type Queues = Parameters<typeof startQueues>[0];

let runs: Runs;
let sqs: QueueHarness & { readonly kept: { settled(): Promise<void> } };

beforeEach(() => {
  runs = new Runs();
});
afterEach(() => runs[Symbol.asyncDispose]());

/** Ends the run before, if there was one, as a kill does after an acknowledgement. */
async function run(queues: Queues, laterMs = 0, resources = {}): Promise<void> {
  await sqs?.kept.settled();
  sqs = await runs.next((given) => startQueues(queues, { ...given, resources }), laterMs);
}

const FIFO = { Orders: { QueueName: "orders.fifo", FifoQueue: true } };
const DEAD = "arn:aws:sqs:eu-west-1:123456789012:dead";

const sendTo = (group: string, body: string, id = body) =>
  sqs.send("Orders", body, { MessageGroupId: group, MessageDeduplicationId: id });

const url = (name: string) => ({ QueueUrl: `http://sqs/123456789012/${name}` });

describe("a queue, started again", () => {
  it("has its messages, with all that was sent with them", async () => {
    await run({ Jobs: {} });
    const MessageAttributes = { kind: { DataType: "Binary", BinaryValue: "AQID" } };
    const { MessageId } = await sqs.send("Jobs", "one \u{1F600}", { MessageAttributes });
    await run({ Jobs: {} }, 5_000);
    expect(await sqs.receive("Jobs")).toMatchObject([{ MessageId, Body: "one \u{1F600}", MessageAttributes }]);
  });

  it("has no message that was deleted, purged or expired", async () => {
    await run({ Jobs: { MessageRetentionPeriod: 60 }, Purged: {} });
    await sqs.send("Jobs", "deleted");
    const [message] = await sqs.receive("Jobs");
    await sqs.call("DeleteMessage", { QueueUrl: sqs.ref("Jobs"), ReceiptHandle: message?.ReceiptHandle });
    await sqs.send("Purged", "purged");
    await sqs.call("PurgeQueue", { QueueUrl: sqs.ref("Purged") });
    await sqs.send("Jobs", "expires");
    await run({ Jobs: { MessageRetentionPeriod: 60 }, Purged: {} }, 61_000);
    expect([...(await sqs.receive("Jobs")), ...(await sqs.receive("Purged"))]).toEqual([]);
  });

  it("holds what was in flight until its visibility timeout ends, by the clock", async () => {
    await run({ Jobs: { VisibilityTimeout: 30 } });
    await sqs.send("Jobs", "one");
    await sqs.receive("Jobs");
    await run({ Jobs: { VisibilityTimeout: 30 } }, 29_000);
    expect(await sqs.receive("Jobs")).toEqual([]);
    await sqs.clock.advance(1_000);
    const [again] = await sqs.receive("Jobs");
    expect(again?.Attributes.ApproximateReceiveCount).toBe("2");
  });

  it("takes receipt handles of before", async () => {
    await run({ Jobs: {} });
    await sqs.send("Jobs", "one");
    await sqs.send("Jobs", "two");
    const received = await sqs.receive("Jobs", { MaxNumberOfMessages: 2 });
    const [one, two] = received.map(({ ReceiptHandle }) => ({ QueueUrl: sqs.ref("Jobs"), ReceiptHandle }));
    await run({ Jobs: {} });
    await sqs.call("DeleteMessage", one);
    await sqs.call("ChangeMessageVisibility", { ...two, VisibilityTimeout: 0 });
    expect(bodies(await sqs.receive("Jobs"))).toEqual(["two"]);
  });

  it("delays what was delayed, for what is left of it", async () => {
    await run({ Jobs: {} });
    await sqs.send("Jobs", "later", { DelaySeconds: 60 });
    await run({ Jobs: {} }, 59_000);
    expect(await sqs.receive("Jobs")).toEqual([]);
    await sqs.clock.advance(1_000);
    expect(bodies(await sqs.receive("Jobs"))).toEqual(["later"]);
  });

  it("gives up what was received too often, the receives of before among them", async () => {
    const queues = {
      Work: { VisibilityTimeout: 10, RedrivePolicy: { deadLetterTargetArn: DEAD, maxReceiveCount: 2 } },
      Dead: { QueueName: "dead" },
    };
    await run(queues);
    await sqs.send("Work", "bad");
    await sqs.receive("Work");
    await run(queues, 10_000);
    await sqs.receive("Work");
    await run(queues, 20_000);
    expect(await sqs.receive("Work")).toEqual([]);
    await run(queues, 20_000);
    const [given] = await sqs.receive("Dead");
    expect(given).toMatchObject({ Body: "bad", Attributes: { ApproximateReceiveCount: "3" } });
    expect(await sqs.receive("Work")).toEqual([]);
  });

  it("is there though a call made it, with attributes and tags, and gone when a call deleted it", async () => {
    await run({});
    await sqs.call("CreateQueue", {
      QueueName: "made",
      Attributes: { VisibilityTimeout: "7" },
      tags: { a: "1", b: "2" },
    });
    await sqs.call("UntagQueue", { ...url("made"), TagKeys: ["a"] });
    await sqs.call("CreateQueue", { QueueName: "deleted" });
    await sqs.call("SendMessage", { ...url("deleted"), MessageBody: "gone with it" });
    await sqs.call("DeleteQueue", url("deleted"));
    await run({}, 1_000);
    const { Attributes } = await sqs.call("GetQueueAttributes", { ...url("made"), AttributeNames: ["All"] });
    expect(Attributes).toMatchObject({
      VisibilityTimeout: "7",
      CreatedTimestamp: String(Date.parse("2026-03-01T12:00:00Z") / 1000),
    });
    expect(await sqs.call("ListQueueTags", url("made"))).toEqual({ Tags: { b: "2" } });
    await expect(sqs.call("GetQueueUrl", { QueueName: "deleted" })).rejects.toMatchObject({
      code: "QueueDoesNotExist",
    });
    await sqs.call("CreateQueue", { QueueName: "deleted" });
    expect(await sqs.call("ReceiveMessage", url("deleted"))).toEqual({});
  });

  it("goes on moving the messages of a dead-letter queue", async () => {
    const queues = {
      Work: { QueueName: "work", RedrivePolicy: { deadLetterTargetArn: DEAD, maxReceiveCount: 1 } },
      Dead: { QueueName: "dead" },
    };
    await run(queues);
    for (const body of ["1", "2", "3"]) await sqs.send("Dead", body);
    const move = { SourceArn: DEAD, DestinationArn: sqs.attribute("Work", "Arn"), MaxNumberOfMessagesPerSecond: 1 };
    const { TaskHandle } = await sqs.call("StartMessageMoveTask", move);
    await sqs.clock.advance(0);
    await run(queues, 500);
    const { Results } = await sqs.call("ListMessageMoveTasks", { SourceArn: DEAD });
    expect(Results).toMatchObject([{ TaskHandle, Status: "RUNNING" }]);
    await sqs.clock.advance(3_000);
    expect(bodies(await sqs.receive("Work", { MaxNumberOfMessages: 10 }))).toEqual(["1", "2", "3"]);
    await run(queues, 4_000);
    expect((await sqs.call("ListMessageMoveTasks", { SourceArn: DEAD })).Results).toEqual([]);
  });
});

describe("a FIFO queue, started again", () => {
  it("has the messages of each group in order, and none while one of them is in flight", async () => {
    await run(FIFO);
    for (const body of ["a1", "b1", "a2", "a3"]) await sendTo(body.slice(0, 1), body);
    const [first] = await sqs.receive("Orders");
    expect(first?.Body).toBe("a1");
    await run(FIFO, 1_000);
    expect(bodies(await sqs.receive("Orders", { MaxNumberOfMessages: 10 }))).toEqual(["b1"]);
    await sqs.call("DeleteMessage", { QueueUrl: sqs.ref("Orders"), ReceiptHandle: first?.ReceiptHandle });
    expect(bodies(await sqs.receive("Orders", { MaxNumberOfMessages: 10 }))).toEqual(["a2", "a3"]);
  });

  it("knows a message that was sent before, for five minutes", async () => {
    await run(FIFO);
    const { MessageId } = await sendTo("a", "one");
    await run(FIFO, 4 * 60_000);
    expect((await sendTo("a", "one")).MessageId).toBe(MessageId);
    await run(FIFO, 5 * 60_000);
    expect((await sendTo("a", "one")).MessageId).not.toBe(MessageId);
  });

  it("counts on, also when it is empty", async () => {
    await run(FIFO);
    const before = (await sendTo("a", "one")) as { SequenceNumber?: string };
    await sqs.call("PurgeQueue", { QueueUrl: sqs.ref("Orders") });
    await run(FIFO, 1_000);
    const after = (await sendTo("a", "two")) as { SequenceNumber?: string };
    expect(Number(after.SequenceNumber)).toBe(Number(before.SequenceNumber) + 1);
  });
});

describe("a queue of the template, started again", () => {
  const change = (Attributes: Record<string, string>) =>
    sqs.call("SetQueueAttributes", { QueueUrl: sqs.ref("Jobs"), Attributes });

  it("is as calls have made it while the template says the same", async () => {
    await run({ Jobs: { DelaySeconds: 5 } });
    await change({ DelaySeconds: "9", VisibilityTimeout: "3" });
    await run({ Jobs: { DelaySeconds: 5 } });
    expect(await sqs.attributes("Jobs")).toMatchObject({ DelaySeconds: "9", VisibilityTimeout: "3" });
  });

  it("is as the template says once that has changed, and keeps its messages", async () => {
    await run({ Jobs: { DelaySeconds: 0, MaximumMessageSize: 2048 } });
    await sqs.send("Jobs", "stays");
    await change({ DelaySeconds: "9", VisibilityTimeout: "3" });
    await run({ Jobs: { DelaySeconds: 1 } });
    expect(await sqs.attributes("Jobs")).toMatchObject({
      DelaySeconds: "1",
      MaximumMessageSize: "1048576",
      VisibilityTimeout: "3",
    });
    expect(bodies(await sqs.receive("Jobs"))).toEqual(["stays"]);
  });

  it("gets a policy of the template as it gets an attribute", async () => {
    const policy = (Sid: string) => ({
      Policy: {
        Type: "AWS::SQS::QueuePolicy",
        Properties: { Queues: [sqs.ref("Jobs")], PolicyDocument: { Statement: [{ Sid }] } },
      },
    });
    await run({ Jobs: {} });
    await run({ Jobs: {} }, 0, policy("one"));
    expect((await sqs.attributes("Jobs")).Policy).toContain("one");
    await change({ Policy: "" });
    await run({ Jobs: {} }, 0, policy("one"));
    expect(await sqs.attributes("Jobs")).not.toHaveProperty("Policy");
    await run({ Jobs: {} }, 0, policy("two"));
    expect((await sqs.attributes("Jobs")).Policy).toContain("two");
  });

  it("stays with its messages when the template no longer has it", async () => {
    await run({ Jobs: { QueueName: "jobs" } });
    await sqs.send("Jobs", "stays");
    await run({});
    expect((await sqs.call("ReceiveMessage", url("jobs"))).Messages).toMatchObject([{ Body: "stays" }]);
  });
});

describe("SendMessage on a disk that is full", () => {
  it("fails so that SDKs try again, and is not begun as long as that lasts", async () => {
    await run({ Jobs: {} });
    const client = new SQSClient({ ...(await sqs.serve()), maxAttempts: 1 });
    const send = () => client.send(new SendMessageCommand({ QueueUrl: sqs.ref("Jobs"), MessageBody: "x" }));
    await using handle = await open(import.meta.filename);
    const write = vi.spyOn(Object.getPrototypeOf(handle), "write").mockRejectedValue(new Error("ENOSPC"));

    const refused = { name: "ServiceUnavailable", $metadata: { httpStatusCode: 503 } };
    await expect(send()).rejects.toMatchObject(refused);
    await expect(send()).rejects.toMatchObject(refused);
    expect(sqs.journal.entries({ type: "send" })).toHaveLength(1);

    write.mockRestore();
    await send();
    expect(sqs.journal.entries({ type: "send" })).toHaveLength(2);
    client.destroy();
  });
});
