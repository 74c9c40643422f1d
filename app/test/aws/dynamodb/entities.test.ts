import { afterEach, describe, expect, it, vi } from "vitest";
import { createEntities } from "../../../src/aws/dynamodb/entities.ts";
import { createProcessedEvents } from "../../../src/aws/dynamodb/processed-events.ts";
import { createSubscribers } from "../../../src/aws/dynamodb/subscribers.ts";
import { openTable } from "../../../src/aws/dynamodb/table/table.ts";
import { functionEnvironment, type RecordedCall, type StubAnswer, startAwsStub } from "../../support/aws-stub.ts";
import { NOW_MS, NOW_SECONDS } from "../../support/fakes.ts";

afterEach(() => vi.unstubAllEnvs());

async function start(answer: (call: RecordedCall) => StubAnswer = () => ({ body: {} })) {
  const stub = await startAwsStub(answer);
  for (const [name, value] of Object.entries(functionEnvironment(stub.endpoint))) vi.stubEnv(name, value);
  return { stub, table: openTable("connections"), bodies: () => stub.calls.map(({ body }) => JSON.parse(body)) };
}

const options = { historySeconds: 600, entitySeconds: 90 * 86_400, now: () => NOW_MS };
const entity = { tenant: "t", entityId: "e" };
const key = (pk: string, sk = "META") => ({ pk: { S: pk }, sk: { S: sk } });
const cancelled = (...codes: string[]): StubAnswer => ({
  status: 400,
  body: {
    __type: "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
    CancellationReasons: codes.map((Code) => ({ Code })),
  },
});

describe("an update's place in its entity's sequence", () => {
  it("is the next one, taken in one transaction with the event's id and the history", async () => {
    const state = { body: { Item: { seq: { N: "7" }, shards: { N: "2" } } } };
    const { stub, table, bodies } = await start(({ operation }) => (operation === "GetItem" ? state : { body: {} }));
    await using _ = stub;
    const progress = await createEntities(table, options).append(entity, "event-1", (seq) => `text ${seq}`);
    expect(progress).toEqual({ seq: 8, shards: 2, reached: 0, isDone: false });
    expect(bodies()[0]).toMatchObject({ Key: key("T#t#E#e"), ConsistentRead: true });
    expect(bodies()[1].TransactItems).toMatchObject([
      {
        Put: {
          Item: { ...key("T#t#event#event-1"), seq: { N: "8" }, shards: { N: "2" }, isDone: { BOOL: false } },
          ConditionExpression: "attribute_not_exists(pk)",
        },
      },
      {
        Update: {
          Key: key("T#t#E#e"),
          ConditionExpression:
            "(attribute_not_exists(seq) OR seq = :last) AND (attribute_not_exists(shards) OR shards = :shards)",
          ExpressionAttributeValues: {
            ":next": { N: "8" },
            ":last": { N: "7" },
            ":shards": { N: "2" },
            ":ttl": { N: String(NOW_SECONDS + 90 * 86_400) },
          },
        },
      },
      {
        Put: {
          Item: {
            ...key("T#t#E#e", "M#0000000000000008"),
            text: { S: "text 8" },
            ttl: { N: String(NOW_SECONDS + 600) },
          },
        },
      },
    ]);
  });

  it("is looked for again when another update took it", async () => {
    const seqs = ["7", "8"];
    const transactions = [cancelled("None", "ConditionalCheckFailed", "None"), { body: {} }];
    const { stub, table } = await start(
      ({ operation }) =>
        (operation === "GetItem" ? { body: { Item: { seq: { N: seqs.shift() } } } } : transactions.shift()) ?? {},
    );
    await using _ = stub;
    const { append } = createEntities(table, options);
    expect(await append(entity, "event-1", String)).toMatchObject({ seq: 9 });
  });

  it("is the one that it has when the event was taken before, with how far it came", async () => {
    const cursor = { M: { shard: { N: "1" }, after: { S: "a=" } } };
    const event = { seq: { N: "3" }, shards: { N: "2" }, reached: { N: "10" }, isDone: { BOOL: false }, cursor };
    const { stub, table } = await start(({ operation, body }) => {
      if (operation !== "GetItem") return cancelled("ConditionalCheckFailed", "None", "None");
      return { body: { Item: body.includes("event-1") ? event : { seq: { N: "7" } } } };
    });
    await using _ = stub;
    expect(await createEntities(table, options).append(entity, "event-1", String)).toEqual({
      seq: 3,
      shards: 2,
      reached: 10,
      isDone: false,
      cursor: { shard: 1, after: "a=" },
    });
  });
});

describe("what is kept of an entity's updates", () => {
  it("is read as it is, without what has expired and is not deleted yet", async () => {
    const { stub, table, bodies } = await start(() => ({
      body: { Items: [{ text: { S: "8" } }, { text: { S: "9" } }] },
    }));
    await using _ = stub;
    expect(await createEntities(table, options).kept(entity, 8, 9)).toEqual(["8", "9"]);
    expect(bodies()).toMatchObject([
      {
        KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :to",
        FilterExpression: "#ttl > :now",
        ExpressionAttributeValues: {
          ":pk": { S: "T#t#E#e" },
          ":from": { S: "M#0000000000000008" },
          ":to": { S: "M#0000000000000009" },
          ":now": { N: String(NOW_SECONDS) },
        },
        ConsistentRead: true,
      },
    ]);
  });
});

describe("the shards of an entity", () => {
  it("are one before anything else was said", async () => {
    const { stub, table } = await start();
    await using _ = stub;
    expect(await createEntities(table, options).find(entity)).toEqual({ seq: 0, shards: 1 });
  });

  it("never become fewer", async () => {
    const { stub, table, bodies } = await start(() => ({
      status: 400,
      body: { __type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException" },
    }));
    await using _ = stub;
    await createEntities(table, options).spread(entity, 4);
    expect(bodies()).toMatchObject([{ ConditionExpression: "attribute_not_exists(shards) OR shards < :shards" }]);
  });

  it("are not taken for spread when DynamoDB says something else", async () => {
    const { stub, table } = await start(() => ({ status: 400, body: { __type: "ValidationException" } }));
    await using _ = stub;
    await expect(createEntities(table, options).spread(entity, 4)).rejects.toThrow();
  });
});

describe("how long an entity is known", () => {
  const startWith = (shards: number, daysLeft: number, answer: StubAnswer = { body: {} }) =>
    start(({ operation }) =>
      operation === "GetItem"
        ? {
            body: {
              Item: {
                seq: { N: "7" },
                shards: { N: String(shards) },
                ttl: { N: String(NOW_SECONDS + daysLeft * 86_400) },
              },
            },
          }
        : answer,
    );

  it("moves on with each update, and with the number of its shards", async () => {
    const { stub, table, bodies } = await start();
    await using _ = stub;
    const entities = createEntities(table, options);
    await entities.append(entity, "event-1", String);
    await entities.spread(entity, 4);
    const ttl = { N: String(NOW_SECONDS + 90 * 86_400) };
    expect(bodies()[1].TransactItems[1].Update.ExpressionAttributeValues[":ttl"]).toEqual(ttl);
    expect(bodies()[2].ExpressionAttributeValues[":ttl"]).toEqual(ttl);
  });

  it("moves on, at most once a day, with those who come while its subscribers are spread over shards", async () => {
    const { stub, table, bodies } = await startWith(4, 88);
    await using _ = stub;
    expect(await createEntities(table, options).find(entity)).toEqual({ seq: 7, shards: 4 });
    expect(bodies()[1]).toMatchObject({
      Key: key("T#t#E#e"),
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeValues: { ":ttl": { N: String(NOW_SECONDS + 90 * 86_400) } },
    });
  });

  it.each([
    ["one that has moved on within the day", 4, 89.5],
    ["one whose subscribers are all in one shard", 1, 1],
  ])("costs no write for %s", async (_what, shards, daysLeft) => {
    const { stub, table, bodies } = await startWith(shards, daysLeft);
    await using _ = stub;
    expect(await createEntities(table, options).find(entity)).toEqual({ seq: 7, shards });
    expect(bodies()).toHaveLength(1);
  });

  it("has nobody put into a shard that was forgotten in between", async () => {
    const gone = {
      status: 400,
      body: { __type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException" },
    };
    const { stub, table } = await startWith(4, -1, gone);
    await using _ = stub;
    expect(await createEntities(table, options).find(entity)).toEqual({ seq: 0, shards: 1 });
  });
});

describe("the subscribers of an entity", () => {
  it("are read from a connection on, and say where the next page begins", async () => {
    const next = { ...key("C#b=", "S#e"), GSI1PK: { S: "T#t#E#e#3" }, GSI1SK: { S: "subscription#b=" } };
    const item = { pk: { S: "C#b=" }, exp: { N: "1" }, ttl: { N: "2" } };
    const { stub, table, bodies } = await start(() => ({ body: { Items: [item], LastEvaluatedKey: next } }));
    await using _ = stub;
    const page = await createSubscribers(table).pageOf(entity, { shard: 3, after: "a=" });
    expect(page).toEqual({ targets: [{ connectionId: "b=", exp: 1, ttl: 2 }], after: "b=" });
    expect(bodies()).toMatchObject([
      {
        IndexName: "GSI1",
        ExpressionAttributeValues: { ":partition": { S: "T#t#E#e#3" }, ":prefix": { S: "subscription#" } },
        ExclusiveStartKey: {
          ...key("C#a=", "S#e"),
          GSI1PK: { S: "T#t#E#e#3" },
          GSI1SK: { S: "subscription#a=" },
        },
      },
    ]);
  });

  it("end with a page that has no next one", async () => {
    const { stub, table, bodies } = await start(() => ({ body: { Items: [] } }));
    await using _ = stub;
    expect(await createSubscribers(table).pageOf(entity, { shard: 0 })).toEqual({ targets: [] });
    expect(bodies()[0]).not.toHaveProperty("ExclusiveStartKey");
  });
});

describe("what was done of an event", () => {
  it("is noted for longer than a dead-letter queue keeps the event", async () => {
    const { stub, table, bodies } = await start();
    await using _ = stub;
    const processedEvents = createProcessedEvents(table, () => NOW_MS);
    await processedEvents.advance("event-1", entity, { cursor: { shard: 1 }, reached: 10 });
    await processedEvents.finish("event-1", entity);
    expect(bodies()).toMatchObject([
      {
        Key: key("T#t#event#event-1"),
        UpdateExpression: "SET #ttl = if_not_exists(#ttl, :ttl), #cursor = :cursor, #reached = :reached",
        ExpressionAttributeValues: { ":ttl": { N: String(NOW_SECONDS + 15 * 86_400) }, ":reached": { N: "10" } },
      },
      { Key: key("T#t#event#event-1"), ExpressionAttributeValues: { ":isDone": { BOOL: true } } },
    ]);
  });

  it("is claimed for a minute by one alone, who may ask again", async () => {
    const { stub, table, bodies } = await start();
    await using _ = stub;
    const processedEvents = createProcessedEvents(table, () => NOW_MS);
    expect(await processedEvents.claim("delivery-1")).toBe("claimed");
    await processedEvents.release("delivery-1");
    expect(bodies()).toMatchObject([
      {
        ConditionExpression:
          "attribute_not_exists(#isDone) AND (attribute_not_exists(#until) OR #until < :now OR #by = :by)",
        ExpressionAttributeValues: { ":now": { N: String(NOW_MS) }, ":until": { N: String(NOW_MS + 60_000) } },
      },
      { UpdateExpression: "REMOVE #until" },
    ]);
  });

  it.each([
    ["done", { isDone: { BOOL: true } }],
    ["taken", { claimedUntil: { N: "1" } }],
  ])("is %s when it cannot be claimed and the table says so", async (outcome, Item) => {
    const refusal = { status: 400, body: { __type: "x#ConditionalCheckFailedException" } };
    const { stub, table } = await start((call) =>
      String(call.headers["x-amz-target"]).endsWith("UpdateItem") ? refusal : { body: { Item } },
    );
    await using _ = stub;
    expect(await createProcessedEvents(table, () => NOW_MS).claim("delivery-1")).toBe(outcome);
  });

  it.each([
    ["unknown", undefined, false],
    ["begun", { isDone: { BOOL: false } }, false],
    ["done", { isDone: { BOOL: true } }, true],
  ])("is %s", async (_what, Item, isDone) => {
    const { stub, table } = await start(() => ({ body: { Item } }));
    await using _ = stub;
    expect(await createProcessedEvents(table, () => NOW_MS).isDone("event-1")).toBe(isDone);
  });
});
