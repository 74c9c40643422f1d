import { readFile } from "node:fs/promises";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type RecordedCall, type StubAnswer, startAwsStub } from "../../support/aws-stub.ts";
import { CONTEXT, coldStart, outputOf } from "../../support/lambda.ts";

afterEach(() => vi.unstubAllEnvs());

const LATER = Math.floor(Date.now() / 1000) + 3600;
const SUBSCRIBER = { pk: { S: "C#a=" }, exp: { N: String(LATER) }, ttl: { N: String(LATER) } };

const record = (messageId: string, detail: object) => ({
  messageId,
  body: JSON.stringify({
    id: `event-${messageId}`,
    time: "2026-01-31T12:00:00Z",
    source: "portcullis",
    "detail-type": "Entity Stream",
    detail: { entityId: "e", streamId: "s", offset: 0, ...detail },
  }),
});

/** A table that keeps pieces, and one subscriber of everything. */
function createTable(onPost: () => StubAnswer = () => ({})) {
  const pieces = new Map<string, Record<string, unknown>>();
  return (call: RecordedCall): StubAnswer => {
    if (call.path.includes("@connections")) return onPost();
    const input = call.body.startsWith("{") ? JSON.parse(call.body) : {};
    if (call.operation === "PutItem") pieces.set(`${input.Item.pk.S} ${input.Item.sk.S}`, input.Item);
    if (call.operation !== "Query") return { body: {} };
    if (input.IndexName) return { body: { Items: [SUBSCRIBER] } };
    const { ":pk": pk, ":from": from } = input.ExpressionAttributeValues;
    const items = [...pieces.values()].filter((item) => isFrom(item, pk.S, from.S));
    return { body: { Items: items.sort((one, other) => (skOf(one) < skOf(other) ? -1 : 1)) } };
  };
}

const skOf = (item: Record<string, unknown>) => (item.sk as { S: string }).S;
const isFrom = (item: Record<string, unknown>, pk: string, from: string) =>
  (item.pk as { S: string }).S === pk && skOf(item) >= from;

async function run(records: { messageId: string; body: string }[], answer = createTable(), context = CONTEXT) {
  await using stub = await startAwsStub(answer);
  const { handler } = await coldStart(stub.endpoint, () => import("../../../src/handlers/events/publish-stream.ts"));
  let response: unknown;
  await outputOf(async () => {
    response = await handler({ Records: records }, context);
  });
  const bodies = (matches: (call: RecordedCall) => boolean) =>
    stub.calls.filter(matches).map(({ body }) => JSON.parse(body));
  return {
    response,
    posts: bodies(({ path }) => path.includes("@connections")),
    sent: bodies(({ operation }) => operation === "SendMessageBatch"),
  };
}

describe("the queue of streams", () => {
  it("takes examples/entity-stream.json", async () => {
    const text = await readFile(new URL("../../../examples/entity-stream.json", import.meta.url), "utf8");
    const { response, posts } = await run([record("1", JSON.parse(JSON.parse(text)[0].Detail))]);
    expect(response).toEqual({ batchItemFailures: [] });
    expect(posts).toMatchObject([{ type: "Entity Stream", entityId: "myEntityId", state: "ended" }]);
  });

  it("pushes what came together of a stream as one, and each stream by itself", async () => {
    const { response, posts } = await run([
      record("1", { text: "It " }),
      record("2", { streamId: "t", text: "other" }),
      record("3", { offset: 3, text: "is" }),
    ]);
    expect(response).toEqual({ batchItemFailures: [] });
    expect(posts.map(({ streamId, text }) => [streamId, text]).sort()).toEqual([
      ["s", "It is"],
      ["t", "other"],
    ]);
  });

  it("puts poison into the dead-letter queue at once, and pushes its neighbours", async () => {
    const { response, posts, sent } = await run([
      record("1", { text: "It" }),
      record("2", { text: "half a pair \ud83e" }),
      record("3", { offset: 300_000, text: "too far" }),
      { messageId: "4", body: "not JSON" },
    ]);
    expect(response).toEqual({ batchItemFailures: [] });
    expect(sent.map(({ QueueUrl }) => QueueUrl.split("/").at(-1))).toEqual(["dead", "dead", "dead"]);
    expect(posts).toHaveLength(1);
  });

  it("brings all messages of a stream again that could not be pushed, and no other", async () => {
    const table = createTable();
    const failing = (call: RecordedCall): StubAnswer =>
      call.operation === "UpdateItem" && call.body.includes("T#t")
        ? { status: 400, body: { __type: "AccessDeniedException" } }
        : table(call);
    const { response, posts } = await run(
      [
        record("1", { streamId: "t", text: "a" }),
        record("2", { text: "b" }),
        record("3", { streamId: "t", offset: 1, text: "c" }),
      ],
      failing,
    );
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: "1" }, { itemIdentifier: "3" }] });
    expect(posts).toMatchObject([{ streamId: "s", text: "b" }]);
  });

  it("gives others their turn after 2 seconds, and goes on later", async () => {
    let leftMs = 60_000;
    const slow = createTable(() => {
      leftMs -= 2_001;
      return {};
    });
    const long = "x".repeat(16 * 1024);
    const records = [record("1", { text: long }), record("2", { offset: long.length, text: long })];
    const context = { ...CONTEXT, getRemainingTimeInMillis: () => leftMs };
    const { response, posts, sent } = await run(records, slow, context);
    expect(response).toEqual({ batchItemFailures: [] });
    expect(posts).toHaveLength(1);
    expect(sent).toMatchObject([
      { QueueUrl: expect.stringMatching(/queue$/), Entries: [{ MessageBody: records[1]?.body }] },
    ]);
  });
});
