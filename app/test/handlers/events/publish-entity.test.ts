import { readFile } from "node:fs/promises";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type RecordedCall, type StubAnswer, startAwsStub } from "../../support/aws-stub.ts";
import { CONTEXT, coldStart, outputOf } from "../../support/lambda.ts";

afterEach(() => vi.unstubAllEnvs());

const LATER = Math.floor(Date.now() / 1000) + 3600;
const row = (connectionId: string) => ({
  pk: { S: `C#${connectionId}` },
  exp: { N: String(LATER) },
  ttl: { N: String(LATER) },
});

async function example(file: string): Promise<unknown> {
  const text = await readFile(new URL(`../../../examples/${file}`, import.meta.url), "utf8");
  return JSON.parse(JSON.parse(text)[0].Detail);
}

const record = (messageId: string, detail: unknown, detailType = "Entity Updated") => ({
  messageId,
  body: JSON.stringify({
    id: `event-${messageId}`,
    time: "2026-01-31T12:00:00Z",
    source: "portcullis",
    "detail-type": detailType,
    detail,
  }),
});

type Load = () => Promise<{ handler: typeof import("../../../src/handlers/events/publish-entity.ts").handler }>;

async function run(
  load: Load,
  records: { messageId: string; body: string }[],
  post: (call: RecordedCall) => StubAnswer = () => ({}),
) {
  await using stub = await startAwsStub((call) => {
    if (call.path.includes("@connections")) return post(call);
    return { body: call.operation === "Query" && call.body.includes("GSI1") ? { Items: [row("a="), row("b=")] } : {} };
  });
  const { handler } = await coldStart(stub.endpoint, load, "INFO");
  let response: unknown;
  const output = await outputOf(async () => {
    response = await handler({ Records: records }, CONTEXT);
  });
  const posts = stub.calls.filter(({ path }) => path.includes("@connections"));
  return {
    response,
    output,
    calls: stub.calls,
    posts: posts.map(({ path, body }) => [path, JSON.parse(body)] as const).sort(([a], [b]) => a.localeCompare(b)),
  };
}

const publishEntity: Load = () => import("../../../src/handlers/events/publish-entity.ts");
const notifyUser: Load = () => import("../../../src/handlers/events/notify-user.ts");
const send: Load = () => import("../../../src/handlers/events/send.ts");

describe("the queue of entity updates", () => {
  it("takes examples/entity-updated.json", async () => {
    const { response, posts } = await run(publishEntity, [record("1", await example("entity-updated.json"))]);
    expect(response).toEqual({ batchItemFailures: [] });
    const message = { type: "Entity Updated", id: "event-1", entityId: "myEntityId" };
    expect(posts).toMatchObject([
      ["/dev/@connections/a%3D", message],
      ["/dev/@connections/b%3D", message],
    ]);
  });

  it("takes several updates in one event, in order", async () => {
    const updates = [1, 2].map((message) => ({ entityId: "e", message }));
    const { response, posts } = await run(publishEntity, [record("1", { updates }, "Entities Updated")]);
    expect(response).toEqual({ batchItemFailures: [] });
    expect(posts.map(([, message]) => message.message)).toEqual([1, 2, 1, 2]);
  });

  it("puts poison into the dead-letter queue at once, and delivers its neighbours once", async () => {
    const { response, posts, calls, output } = await run(publishEntity, [
      record("1", { entityId: "e", message: "one" }),
      record("2", { message: "no entity" }),
      record("3", { entityId: "e", message: "x".repeat(200_000) }),
      { messageId: "4", body: "not JSON" },
      record("5", { entityId: "e", message: "five" }),
      record("6", { entityId: "e", message: "another kind" }, "Order Placed"),
    ]);
    expect(response).toEqual({ batchItemFailures: [] });
    const deadLetters = calls
      .filter(({ operation }) => operation === "SendMessageBatch")
      .map(({ body }) => JSON.parse(body));
    expect(deadLetters.map(({ QueueUrl }) => QueueUrl)).toEqual(Array(4).fill(expect.stringMatching(/dead$/)));
    expect(deadLetters.map(({ Entries }) => Entries[0].MessageBody)[2]).toBe("not JSON");
    expect(output).toContain('"EventsRefused"');
    expect(posts.map(([, message]) => message.message)).toEqual(["one", "five", "one", "five"]);
  });

  it("makes up later for one post that failed, and for no other", async () => {
    const failing = (call: RecordedCall) => (call.path.includes("b%3D") ? { status: 500 } : {});
    const { response, calls } = await run(publishEntity, [record("1", { entityId: "e", message: "one" })], failing);
    expect(response).toEqual({ batchItemFailures: [] });
    const sent = calls.filter(({ operation }) => operation === "SendMessageBatch").map(({ body }) => JSON.parse(body));
    expect(sent).toMatchObject([{ QueueUrl: expect.stringMatching(/deliveries$/), Entries: { length: 1 } }]);
    const again = await run(send, [{ messageId: "2", body: sent[0].Entries[0].MessageBody }]);
    expect(again.response).toEqual({ batchItemFailures: [] });
    expect(again.posts).toMatchObject([["/dev/@connections/b%3D", { id: "event-1", message: "one" }]]);
  });

  it("does not begin what it may have no time to finish", async () => {
    const tight = { ...CONTEXT, getRemainingTimeInMillis: () => 31_000 };
    await using stub = await startAwsStub(() => ({ body: {} }));
    const { handler } = await coldStart(stub.endpoint, publishEntity);
    await outputOf(async () => {
      const response = await handler({ Records: [record("1", { entityId: "e", message: "one" })] }, tight);
      expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: "1" }] });
    });
    expect(stub.calls).toEqual([]);
  });

  it("logs ids and counts, never a message", async () => {
    const { output } = await run(publishEntity, [record("1", { entityId: "e", message: "confidential" })]);
    expect(output).toContain("event-1");
    expect(output).not.toContain("confidential");
  });
});

describe("an event with more subscribers than one turn reaches", () => {
  it("comes again for the next turn", async () => {
    await using stub = await startAwsStub(({ operation, body }) => {
      if (operation !== "Query" || !body.includes("GSI1")) return { body: {} };
      const keys = { sk: { S: "S#e" }, GSI1PK: { S: "E#e#0" }, GSI1SK: { S: "subscription#a=" } };
      return { body: { Items: [row("a=")], LastEvaluatedKey: { pk: { S: "C#a=" }, ...keys } } };
    });
    const { handler } = await coldStart(stub.endpoint, publishEntity);
    const event = record("1", { entityId: "e", message: "one" });
    await outputOf(() => handler({ Records: [event] }, CONTEXT));
    const last = JSON.parse(stub.calls.at(-1)?.body ?? "");
    expect(last).toMatchObject({
      QueueUrl: expect.stringMatching(/queue$/),
      Entries: [{ MessageBody: event.body, DelaySeconds: 0 }],
    });
  });
});

describe("an event that takes longer than its turn", () => {
  it("is put back as it is, to go on with what is not done", async () => {
    let leftMs = 60_000;
    await using stub = await startAwsStub(({ operation }) => {
      // The first update's turn takes more than 20 seconds.
      if (operation === "Query") leftMs = 39_000;
      return { body: {} };
    });
    const { handler } = await coldStart(stub.endpoint, publishEntity);
    const updates = [1, 2, 3].map((message) => ({ entityId: "e", message }));
    const event = record("1", { updates }, "Entities Updated");
    await outputOf(() => handler({ Records: [event] }, { ...CONTEXT, getRemainingTimeInMillis: () => leftMs }));
    expect(stub.calls.filter(({ operation }) => operation === "TransactWriteItems")).toHaveLength(3);
    expect(stub.calls.filter(({ operation, body }) => operation === "Query" && body.includes("GSI1"))).toHaveLength(1);
    expect(JSON.parse(stub.calls.at(-1)?.body ?? "")).toMatchObject({
      QueueUrl: expect.stringMatching(/queue$/),
      Entries: [{ MessageBody: event.body, DelaySeconds: 0 }],
    });
  });
});

describe("the queue of user notifications", () => {
  it("takes examples/send-user-push-notification.json", async () => {
    const { response, posts } = await run(notifyUser, [
      record("1", await example("send-user-push-notification.json"), "Send User Push Notification"),
    ]);
    expect(response).toEqual({ batchItemFailures: [] });
    const message = { type: "User Push Notification", id: "event-1", callback: expect.any(String) };
    expect(posts).toMatchObject([
      ["/dev/@connections/a%3D", message],
      ["/dev/@connections/b%3D", message],
    ]);
  });
});
