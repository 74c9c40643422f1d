import { afterEach, describe, expect, it, vi } from "vitest";
import { createInboxes } from "../../../src/aws/dynamodb/inbox/inboxes.ts";
import { openTable } from "../../../src/aws/dynamodb/table/table.ts";
import { functionEnvironment, type RecordedCall, type StubAnswer, startAwsStub } from "../../support/aws-stub.ts";
import { NOW_MS, NOW_SECONDS } from "../../support/fakes.ts";

afterEach(() => vi.unstubAllEnvs());

const USER = { tenant: "t", userId: "u" };
const key = (sk: string) => ({ pk: { S: "T#t#U#u#I" }, sk: { S: sk } });
const place = (seq: number) => `N#${String(seq).padStart(16, "0")}`;
const cancelled = (...codes: string[]): StubAnswer => ({
  status: 400,
  body: { __type: "x#TransactionCanceledException", CancellationReasons: codes.map((Code) => ({ Code })) },
});

async function start(answer: (call: RecordedCall, sk: string) => StubAnswer) {
  const stub = await startAwsStub((call) => answer(call, JSON.parse(call.body).Key?.sk.S));
  for (const [name, value] of Object.entries(functionEnvironment(stub.endpoint))) vi.stubEnv(name, value);
  const life = { inboxSeconds: 7 * 86_400, inboxCount: 5, now: () => NOW_MS };
  return {
    inboxes: createInboxes(openTable("connections"), life),
    bodies: (operation: string) =>
      stub.calls.flatMap((call) => (call.operation === operation ? [JSON.parse(call.body)] : [])),
    [Symbol.asyncDispose]: () => stub[Symbol.asyncDispose](),
  };
}

const has = (seq: number, read = 0) => ({ body: { Item: { seq: { N: String(seq) }, read: { N: String(read) } } } });

describe("the inbox of a user", () => {
  it("keeps a notification in one transaction with its number and its id, and drops the one too many", async () => {
    await using world = await start(({ operation }) => (operation === "GetItem" ? has(7) : { body: {} }));
    expect(await world.inboxes.keep(USER, "event-1", (seq) => `text ${seq}`)).toBe(8);
    const ttl = { N: String(NOW_SECONDS + 7 * 86_400) };
    expect(world.bodies("TransactWriteItems")[0].TransactItems).toMatchObject([
      { Put: { Item: { ...key("I#event-1"), seq: { N: "8" } }, ConditionExpression: "attribute_not_exists(pk)" } },
      { Update: { Key: key("META"), ConditionExpression: "attribute_not_exists(seq) OR seq = :last" } },
      { Put: { Item: { ...key(place(8)), seq: { N: "8" }, text: { S: "text 8" }, ttl } } },
      { Delete: { Key: key(place(3)) } },
    ]);
  });

  it("looks again when another notification took the place, and finds that of an id which came before", async () => {
    const answers = [cancelled("None", "TransactionConflict"), cancelled("ConditionalCheckFailed", "None")];
    await using world = await start(({ operation }, sk) => {
      if (operation === "TransactWriteItems") return answers.shift() ?? { body: {} };
      return sk === "I#event-1" ? has(4) : has(7);
    });
    expect(await world.inboxes.keep(USER, "event-1", String)).toBe(4);
  });

  it("reads on past pages whose notifications have ended and are not deleted yet", async () => {
    const pages = [
      { Items: [], LastEvaluatedKey: key(place(3)) },
      { Items: [{ seq: { N: "4" }, text: { S: "four" } }], LastEvaluatedKey: key(place(4)) },
      { Items: [{ seq: { N: "5" }, text: { S: "five" } }] },
    ];
    await using world = await start(() => ({ body: pages.shift() }));
    expect(await world.inboxes.keptAfter(USER, 1, 2)).toEqual([
      { seq: 4, text: "four" },
      { seq: 5, text: "five" },
    ]);
    expect(world.bodies("Query")[0]).toMatchObject({
      FilterExpression: "#ttl > :now",
      ExpressionAttributeValues: { ":from": { S: place(2) } },
      ConsistentRead: true,
      Limit: 2,
    });
  });

  it("moves the mark of what is read on, never back and never beyond what there is", async () => {
    const notMet: StubAnswer = { status: 400, body: { __type: "x#ConditionalCheckFailedException" } };
    await using world = await start(({ operation }) => (operation === "UpdateItem" ? notMet : has(7, 6)));
    expect(await world.inboxes.markRead(USER, 5)).toBe(6);
    expect(world.bodies("UpdateItem")[0]).toMatchObject({
      Key: key("META"),
      ConditionExpression: "seq >= :read AND (attribute_not_exists(#read) OR #read < :read)",
    });
  });
});
