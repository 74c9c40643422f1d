import { afterEach, describe, expect, it, vi } from "vitest";
import { createPresences } from "../../../src/aws/dynamodb/presences.ts";
import { presenceChangeOf } from "../../../src/aws/dynamodb/table/stream.ts";
import { openTable } from "../../../src/aws/dynamodb/table/table.ts";
import type { Tally } from "../../../src/core/presence/ports.ts";
import { functionEnvironment, type RecordedCall, type StubAnswer, startAwsStub } from "../../support/aws-stub.ts";
import { connectionOf, NOW_MS, NOW_SECONDS } from "../../support/fakes.ts";

afterEach(() => vi.unstubAllEnvs());

const ENTITY = { tenant: "acme", entityId: "room" };
const PK = { S: "T#acme#E#room#P" };
const row = (userId: string, livesSeconds = 60, fields: object = {}) => ({
  userId: { S: userId },
  exp: { N: String(NOW_SECONDS + livesSeconds) },
  ttl: { N: String(NOW_SECONDS + livesSeconds + 600) },
  ...fields,
});
const FAILED = { status: 400, body: { __type: "x#ConditionalCheckFailedException" } };

async function start(answer: (call: RecordedCall) => StubAnswer) {
  const stub = await startAwsStub(answer);
  for (const [name, value] of Object.entries(functionEnvironment(stub.endpoint))) vi.stubEnv(name, value);
  const presences = createPresences(openTable("connections"), () => NOW_MS);
  const bodies = () => stub.calls.map(({ body }) => JSON.parse(body));
  return { presences, bodies, [Symbol.asyncDispose]: () => stub[Symbol.asyncDispose]() };
}

describe("attendances", () => {
  it("are those of every page, and of nobody whose token or time is over", async () => {
    const pages = [
      { Items: [row("ann"), row("bob"), row("bob")], LastEvaluatedKey: { pk: { S: "x" }, sk: { S: "y" } } },
      { Items: [row("carol", 0), row("dan")] },
    ];
    await using world = await start(() => ({ body: pages.shift() }));
    const userIds = (await world.presences.attendancesOf(ENTITY)).map(({ userId }) => userId);
    expect(userIds).toEqual(["ann", "bob", "bob", "dan"]);
    expect(world.bodies()[0]).toMatchObject({
      ConsistentRead: true,
      ExpressionAttributeValues: { ":pk": PK, ":prefix": { S: "P#" } },
    });
  });

  it("of one user have their data, and whether they asked", async () => {
    const data = { data: { S: '{"a":1}' }, dataAtMs: { N: "5" }, watches: { L: [{ S: "count" }] } };
    await using world = await start(() => ({ body: { Items: [row("a#b", 60, data), row("a#b")] } }));
    const endsAtMs = NOW_MS + 60_000;
    expect(await world.presences.attendancesOf(ENTITY, "a#b")).toEqual([
      { userId: "a#b", data: '{"a":1}', dataAtMs: 5, endsAtMs, isWatching: true },
      { userId: "a#b", endsAtMs, isWatching: false },
    ]);
    expect(world.bodies()[0].ExpressionAttributeValues[":prefix"]).toEqual({ S: "P#a%23b#" });
  });
});

describe("what a connection asks for", () => {
  const connection = connectionOf("abc=", { tenant: "acme", userId: "ann" });
  const Key = { pk: PK, sk: { S: "P#ann#abc=" } };

  it("is noted where it is subscribed, beside what it asked for before", async () => {
    const Item = { ...row("ann"), watches: { L: [{ S: "users" }] } };
    await using world = await start(({ operation }) => ({ body: operation === "GetItem" ? { Item } : {} }));
    expect(await world.presences.note(connection, "room", { watch: "members" })).toBe(true);
    expect(world.bodies()).toMatchObject([
      { Key, ConsistentRead: true },
      {
        Key,
        UpdateExpression: "SET #watches = :watches,#GSI1PK = :GSI1PK,#GSI1SK = :GSI1SK",
        ConditionExpression: "attribute_exists(pk) AND watches = :before",
        ExpressionAttributeValues: {
          ":watches": { L: [{ S: "users" }, { S: "members" }] },
          ":GSI1PK": { S: "T#acme#E#room#W" },
          ":GSI1SK": { S: "members,users#abc=" },
          ":before": { L: [{ S: "users" }] },
        },
      },
    ]);
  });

  it("is not noted where it is not subscribed", async () => {
    await using world = await start(() => ({ body: {} }));
    expect(await world.presences.note(connection, "room", { watch: "members" })).toBe(false);
    expect(world.bodies()).toHaveLength(1);
  });

  it("is noted again when it asked for something else meanwhile", async () => {
    let updates = 0;
    await using world = await start(({ operation }) => {
      if (operation === "GetItem") return { body: { Item: row("ann") } };
      updates += 1;
      return updates === 1 ? FAILED : { body: {} };
    });
    expect(await world.presences.note(connection, "room", { watch: "count" })).toBe(true);
    expect(updates).toBe(2);
  });

  it.each([
    ["sets", '{"a":1}', "SET #data = :data,#dataAtMs = :dataAtMs"],
    ["takes away", null, "SET #dataAtMs = :dataAtMs REMOVE #data"],
  ])("%s data, which asks for nothing", async (_, data, UpdateExpression) => {
    await using world = await start(({ operation }) => ({ body: operation === "GetItem" ? { Item: row("ann") } : {} }));
    await world.presences.note(connection, "room", { data });
    expect(world.bodies()[1]).toMatchObject({ UpdateExpression });
  });
});

describe("a tally", () => {
  const tally: Tally = { revision: 7, changedAt: 7, listed: 1, others: 0 };
  const Key = { pk: PK, sk: { S: "META" } };
  const member = { userId: "a#b", revision: 7, endsAtMs: 1 };
  const ttl = { N: String(NOW_SECONDS + 7 * 86_400) };

  it("is written with its members, if nobody was faster", async () => {
    await using world = await start(() => ({ body: {} }));
    const rows = { written: [member], removed: ["dan"] };
    expect(await world.presences.commit(ENTITY, { ...tally, revision: 6 }, tally, rows)).toBe(true);
    expect(world.bodies()[0].TransactItems).toMatchObject([
      {
        Put: {
          Item: { ...Key, entityId: { S: "room" }, tenant: { S: "acme" }, revision: { N: "7" }, ttl },
          ConditionExpression: "revision = :before",
          ExpressionAttributeValues: { ":before": { N: "6" } },
        },
      },
      { Put: { Item: { pk: PK, sk: { S: "U#a%23b" }, userId: { S: "a#b" }, entityId: { S: "room" }, ttl } } },
      { Delete: { Key: { pk: PK, sk: { S: "U#dan" } } } },
    ]);
  });

  it.each([
    ["begins where there is none", undefined, tally, { Put: { ConditionExpression: "attribute_not_exists(pk)" } }],
    ["goes when nobody is left", tally, undefined, { Delete: { Key, ConditionExpression: "revision = :before" } }],
  ])("%s", async (_, before, after, written) => {
    await using world = await start(() => ({ body: {} }));
    expect(await world.presences.commit(ENTITY, before, after, { written: [], removed: [] })).toBe(true);
    expect(world.bodies()[0].TransactItems).toMatchObject([written]);
  });

  it.each([["ConditionalCheckFailed"], ["TransactionConflict"]])("is not written after a %s", async (Code) => {
    const body = { __type: "x#TransactionCanceledException", CancellationReasons: [{ Code }] };
    await using world = await start(() => ({ status: 400, body }));
    expect(await world.presences.commit(ENTITY, tally, tally, { written: [], removed: [] })).toBe(false);
  });

  it("and its members are read as they were written last", async () => {
    const Item = { ...Key, revision: { N: "7" }, changedAt: { N: "5" }, listed: { N: "1" }, others: { N: "0" } };
    const Items = [{ pk: PK, sk: { S: "U#ann" }, userId: { S: "ann" }, revision: { N: "5" }, endsAtMs: { N: "9" } }];
    await using world = await start(({ operation }) => ({ body: operation === "GetItem" ? { Item } : { Items } }));
    expect(await world.presences.tallyOf(ENTITY)).toEqual({ revision: 7, changedAt: 5, listed: 1, others: 0 });
    expect(await world.presences.membersOf(ENTITY)).toMatchObject([{ userId: "ann", revision: 5, endsAtMs: 9 }]);
    expect(world.bodies()).toMatchObject([{ Key }, { ExpressionAttributeValues: { ":prefix": { S: "U#" } } }]);
    for (const body of world.bodies()) expect(body.ConsistentRead).toBe(true);
  });

  it.each([
    ["all", undefined, "META"],
    ["a member", "ann", "U#ann"],
  ])("has somebody look at %s, where there is such a thing", async (_, userId, sk) => {
    await using world = await start(() => FAILED);
    await world.presences.nudge(ENTITY, userId);
    expect(world.bodies()).toMatchObject([
      {
        Key: { pk: PK, sk: { S: sk } },
        UpdateExpression: "SET lookAtMs = :now",
        ConditionExpression: "attribute_exists(pk)",
      },
    ]);
  });
});

it("finds those who watch, and what for, by the index", async () => {
  const Items = [{ ...row("ann"), GSI1SK: { S: "count,users#a%23b=" } }];
  await using world = await start(() => ({ body: { Items } }));
  expect(await world.presences.watchersOf(ENTITY)).toEqual([
    { connectionId: "a#b=", exp: NOW_SECONDS + 60, ttl: NOW_SECONDS + 660, watches: ["count", "users"] },
  ]);
  expect(world.bodies()[0]).toMatchObject({ IndexName: "GSI1" });
});

describe("a record of the table's stream", () => {
  const image = { tenant: { S: "acme" }, entityId: { S: "room" }, userId: { S: "ann" }, connectionId: { S: "abc=" } };
  const record = (dynamodb: object) => ({
    eventID: "c4ca4238a0b923820dcc509a6f75849b",
    dynamodb: { SequenceNumber: "111", ApproximateCreationDateTime: NOW_SECONDS, ...dynamodb },
  });
  const change = { id: "c4ca4238a0b923820dcc509a6f75849b", time: "2026-01-31T12:00:00.000Z", entity: ENTITY };

  it.each([
    ["came", { NewImage: image }, { userId: "ann" }],
    ["went, and with which connection", { OldImage: image }, { userId: "ann", gone: "abc=" }],
    ["said something", { NewImage: image, OldImage: image }, { userId: "ann" }],
    ["is to be looked at", { NewImage: { ...image, connectionId: undefined } }, { userId: "ann" }],
    ["was counted with all others", { NewImage: { tenant: image.tenant, entityId: image.entityId } }, {}],
  ])("says who %s", (_, images, who) => {
    expect(presenceChangeOf(record(images))).toEqual({ ...change, ...who });
  });

  it("of anything else is an error, not a presence", () => {
    expect(() => presenceChangeOf(record({ NewImage: { pk: { S: "x" } } }))).toThrow("not of a presence");
  });
});
