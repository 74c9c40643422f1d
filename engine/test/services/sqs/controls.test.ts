import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ControlClient, serveControls } from "../controls.ts";
import { STARTED_AT } from "../harness.ts";
import { bodies, type QueueHarness, startQueues } from "./queues.ts";

const DEAD = "arn:aws:sqs:eu-west-1:123456789012:dead";

let sqs: QueueHarness;
let control: ControlClient;

beforeEach(async () => {
  sqs = await startQueues({
    Work: {
      QueueName: "work",
      VisibilityTimeout: 10,
      RedrivePolicy: { deadLetterTargetArn: DEAD, maxReceiveCount: 1 },
    },
    Dead: { QueueName: "dead", MessageRetentionPeriod: 3600 },
    Ordered: { QueueName: "ordered.fifo", FifoQueue: true },
  });
  control = await serveControls(sqs);
});

afterEach(async () => {
  await control[Symbol.asyncDispose]();
  await sqs[Symbol.asyncDispose]();
});

/** Has a message of Work received once too often. */
async function die(body: string): Promise<string> {
  const { MessageId } = await sqs.send("Work", body);
  await sqs.receive("Work", { MaxNumberOfMessages: 10 });
  await sqs.clock.advance(10_000);
  await sqs.receive("Work");
  return MessageId;
}

const peek = async (name: string, query = "") => (await control.ask("GET", `queues/${name}${query}`)).body;

describe("GET /_portcullis/queues", () => {
  it("tells of each queue how many messages it holds, the oldest, and where its dead letters go", async () => {
    await die("bad");
    const { body } = await control.ask("GET", "queues");
    expect(body.queues).toMatchObject([
      { name: "work", visible: 0, deadLetterQueue: "dead", maxReceiveCount: 1, deadLetterSources: [] },
      { name: "dead", visible: 1, delayed: 0, inFlight: 0, oldestSentAt: STARTED_AT, deadLetterSources: ["work"] },
      { name: "ordered.fifo", visible: 0, fifo: true },
    ]);
  });
});

describe("GET /_portcullis/queues/{name}", () => {
  it("shows neither bodies nor attributes where no payloads are shown, and they are received all the same", async () => {
    await using discreet = await startQueues({ Work: { QueueName: "work" } }, { settings: { payloads: false } });
    await using own = await serveControls(discreet);
    const MessageAttributes = { kind: { DataType: "String", StringValue: "hidden-kind" } };
    await discreet.send("Work", "hidden-body", { MessageAttributes });
    const { body } = await own.ask("GET", "queues/work");
    expect(body).toMatchObject({ payloads: false, messages: [{ bytes: 11, state: "visible" }] });
    expect(JSON.stringify(body)).not.toContain("hidden");
    expect((await discreet.receive("Work"))[0]).toMatchObject({ Body: "hidden-body" });
  });

  it("shows messages with their body, attributes and state, and receives none of them", async () => {
    const MessageAttributes = { kind: { DataType: "String", StringValue: "big" } };
    const { MessageId } = await sqs.send("Work", '{"id":7}', { MessageAttributes });
    await sqs.send("Work", "later", { DelaySeconds: 60 });
    for (let look = 0; look < 3; look++) await peek("work");
    const { messages } = await peek("work");
    expect(messages).toMatchObject([
      { messageId: MessageId, body: '{"id":7}', attributes: MessageAttributes, state: "visible", receiveCount: 0 },
      { body: "later", state: "delayed", visibleAt: STARTED_AT + 60_000 },
    ]);
    expect(await sqs.attributes("Work")).toMatchObject({
      ApproximateNumberOfMessages: "1",
      ApproximateNumberOfMessagesNotVisible: "0",
    });
  });

  it("says of a message in flight how often it was received and when it is visible again, without its receipt", async () => {
    await sqs.send("Work", "job");
    const [received] = await sqs.receive("Work");
    const answer = await peek("work");
    expect(answer.messages).toMatchObject([
      { state: "in-flight", receiveCount: 1, firstReceivedAt: STARTED_AT, visibleAt: STARTED_AT + 10_000 },
    ]);
    expect(JSON.stringify(answer)).not.toContain(received?.ReceiptHandle);
    expect(answer.messages[0]).not.toHaveProperty("receipt");
  });

  it("names the queue from which a dead letter came, and when it expires", async () => {
    await die("bad");
    expect((await peek("dead")).messages).toMatchObject([
      { body: "bad", deadLetterSource: "work", receiveCount: 1, expiresAt: STARTED_AT + 3600_000 },
    ]);
  });

  it("calls messages blocked while one of their group is in flight", async () => {
    for (const [body, MessageGroupId] of [
      ["first", "a"],
      ["second", "a"],
      ["other", "b"],
    ] as const)
      await sqs.send("Ordered", body, { MessageGroupId, MessageDeduplicationId: body });
    await sqs.receive("Ordered", { MaxNumberOfMessages: 1 });
    const { messages } = await peek("ordered.fifo");
    expect(messages.map(({ body, state }: { body: string; state: string }) => [body, state])).toEqual([
      ["first", "in-flight"],
      ["second", "blocked"],
      ["other", "visible"],
    ]);
  });

  it("leaves out what has expired", async () => {
    await die("bad");
    await sqs.clock.advance(3600_000);
    expect(await peek("dead")).toMatchObject({ visible: 0, messages: [] });
  });

  it("masks tokens in bodies, and moves them as they are", async () => {
    const { MessageId } = await sqs.send("Dead", '{"token":"abc123","id":7}');
    expect((await peek("dead")).messages).toMatchObject([{ body: '{"token":"[masked, 6 characters]","id":7}' }]);
    await control.ask("POST", "queues/dead/redrive", { messageIds: [MessageId], destination: "work" });
    expect(bodies(await sqs.receive("Work"))).toEqual(['{"token":"abc123","id":7}']);
  });

  it("comes in pages", async () => {
    for (const body of ["a", "b", "c"]) await sqs.send("Dead", body);
    const first = await peek("dead", "?limit=2");
    const second = await peek("dead", `?limit=2&after=${first.next}`);
    expect(first.messages.map(({ body }: { body: string }) => body)).toEqual(["a", "b"]);
    expect(second.messages.map(({ body }: { body: string }) => body)).toEqual(["c"]);
    expect(second).not.toHaveProperty("next");
  });

  it("ends a page before large bodies are too much for one answer", async () => {
    for (let n = 0; n < 6; n++) await sqs.send("Dead", String(n).repeat(1024 * 1024));
    expect((await peek("dead")).messages).toHaveLength(4);
  });

  it("says when there is no such queue", async () => {
    expect(await control.ask("GET", "queues/nowhere")).toMatchObject({
      status: 400,
      body: { code: "QueueDoesNotExist", message: "The specified queue does not exist." },
    });
  });
});

describe("POST /_portcullis/queues/{name}/redrive", () => {
  it("sends one dead letter back to the queue from which it came, and leaves the others", async () => {
    const messageId = await die("bad");
    await die("worse");
    const { status, body } = await control.ask("POST", "queues/dead/redrive", { messageIds: [messageId] });
    expect({ status, body }).toMatchObject({ status: 200, body: { moved: [{ messageId, queue: "work" }] } });
    const [again] = await sqs.receive("Work");
    expect(again).toMatchObject({ Body: "bad", MessageId: body.moved[0].newMessageId });
    expect(again?.Attributes.ApproximateReceiveCount).toBe("1");
    expect((await peek("dead")).messages).toMatchObject([{ body: "worse" }]);
    expect(sqs.journal.entries({ type: "redrive" })).toMatchObject([
      { data: { queue: "dead", messageId, destination: "work" } },
    ]);
  });

  it("sends a message once that is named twice", async () => {
    const messageId = await die("bad");
    await control.ask("POST", "queues/dead/redrive", { messageIds: [messageId, messageId] });
    expect((await peek("work")).messages).toHaveLength(1);
  });

  it("needs a destination for a message that was sent to the dead-letter queue directly", async () => {
    const { MessageId } = await sqs.send("Dead", "direct");
    const request = { messageIds: [MessageId] };
    expect(await control.ask("POST", "queues/dead/redrive", request)).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining("Name the destination.") },
    });
    const there = await control.ask("POST", "queues/dead/redrive", { ...request, destination: "work" });
    expect(there.status).toBe(200);
    expect(bodies(await sqs.receive("Work"))).toEqual(["direct"]);
  });

  it("moves none of several when one of them is in flight", async () => {
    const [first, second] = [await die("a"), await die("b")];
    const [held] = await sqs.receive("Dead", { MaxNumberOfMessages: 1 });
    const messageIds = [first, second].sort((id) => (id === held?.MessageId ? 1 : -1));
    expect(await control.ask("POST", "queues/dead/redrive", { messageIds })).toMatchObject({ status: 409 });
    expect((await peek("dead")).messages).toHaveLength(2);
  });

  it.each([
    [{}, 400],
    [{ messageIds: [] }, 400],
    [{ messageIds: ["gone"] }, 404],
    [{ messageIds: ["gone"], to: "work" }, 400],
  ])("refuses %j with %i", async (request, status) => {
    expect((await control.ask("POST", "queues/dead/redrive", request)).status).toBe(status);
  });
});

describe("DELETE /_portcullis/queues/{name}/messages/{messageId}", () => {
  it("deletes one message, be it in flight, and wakes nobody for it", async () => {
    const { MessageId } = await sqs.send("Work", "job");
    await sqs.receive("Work");
    expect(await control.ask("DELETE", `queues/work/messages/${MessageId}`)).toMatchObject({ status: 200 });
    await sqs.clock.advance(10_000);
    expect(await sqs.receive("Work")).toEqual([]);
    expect((await control.ask("DELETE", `queues/work/messages/${MessageId}`)).status).toBe(404);
  });

  it("lets the group of a deleted message go on", async () => {
    const group = { MessageGroupId: "a" };
    const { MessageId } = await sqs.send("Ordered", "first", { ...group, MessageDeduplicationId: "1" });
    await sqs.send("Ordered", "second", { ...group, MessageDeduplicationId: "2" });
    await sqs.receive("Ordered", { MaxNumberOfMessages: 1 });
    await control.ask("DELETE", `queues/ordered.fifo/messages/${MessageId}`);
    expect(bodies(await sqs.receive("Ordered"))).toEqual(["second"]);
  });
});
