import { afterEach, describe, expect, it, vi } from "vitest";
import { createPresences } from "../../../src/aws/dynamodb/presences.ts";
import { presenceChangeOf } from "../../../src/aws/dynamodb/table/stream.ts";
import { openTable } from "../../../src/aws/dynamodb/table/table.ts";
import { functionEnvironment, type RecordedCall, type StubAnswer, startAwsStub } from "../../support/aws-stub.ts";
import { connectionOf, NOW_MS, NOW_SECONDS } from "../../support/fakes.ts";

afterEach(() => vi.unstubAllEnvs());

const ENTITY = { tenant: "acme", entityId: "room" };
const row = (userId: string, livesSeconds = 60) => ({
  userId: { S: userId },
  exp: { N: String(NOW_SECONDS + livesSeconds) },
  ttl: { N: String(NOW_SECONDS + livesSeconds + 600) },
});

async function start(answer: (call: RecordedCall) => StubAnswer) {
  const stub = await startAwsStub(answer);
  for (const [name, value] of Object.entries(functionEnvironment(stub.endpoint))) vi.stubEnv(name, value);
  const presences = createPresences(openTable("connections"), () => NOW_MS);
  const bodies = () => stub.calls.map(({ body }) => JSON.parse(body));
  return { presences, bodies, [Symbol.asyncDispose]: () => stub[Symbol.asyncDispose]() };
}

describe("the presences", () => {
  it("has each user once, from every page, and nobody whose token or time is over", async () => {
    const pages = [
      { Items: [row("ann"), row("bob"), row("bob")], LastEvaluatedKey: { pk: { S: "x" }, sk: { S: "y" } } },
      { Items: [row("carol", 0), row("dan")] },
    ];
    await using world = await start(() => ({ body: pages.shift() }));
    expect(await world.presences.usersOf(ENTITY)).toEqual(["ann", "bob", "dan"]);
    expect(world.bodies()[0]).toMatchObject({
      ConsistentRead: true,
      ExpressionAttributeValues: { ":pk": { S: "T#acme#E#room#P" }, ":prefix": { S: "P#" } },
    });
  });

  it.each([
    ["a live connection", [row("a#b")], true],
    ["none", [], false],
    ["an expired one", [row("a#b", 0)], false],
  ])("says whether a user is there who has %s", async (_, Items, isThere) => {
    await using world = await start(() => ({ body: { Items } }));
    expect(await world.presences.isThere(ENTITY, "a#b")).toBe(isThere);
    expect(world.bodies()[0].ExpressionAttributeValues[":prefix"]).toEqual({ S: "P#a%23b#" });
  });

  it("knows what was told by an item that is there or not", async () => {
    const Key = { pk: { S: "T#acme#E#room#P" }, sk: { S: "U#ann" } };
    await using world = await start(({ operation }) => ({ body: operation === "GetItem" ? { Item: Key } : {} }));
    expect(await world.presences.wasTold(ENTITY, "ann")).toBe(true);
    await world.presences.noteTold(ENTITY, "ann", true);
    await world.presences.noteTold(ENTITY, "ann", false);
    expect(world.bodies()).toMatchObject([
      { Key, ConsistentRead: true },
      { Item: { ...Key, ttl: { N: String(NOW_SECONDS + 7 * 86_400) } } },
      { Key },
    ]);
  });

  it("has a connection watched that is subscribed, and no other", async () => {
    let isSubscribed = true;
    await using world = await start(() =>
      isSubscribed ? { body: {} } : { status: 400, body: { __type: "x#ConditionalCheckFailedException" } },
    );
    const connection = connectionOf("abc=", { tenant: "acme", userId: "ann" });
    expect(await world.presences.watch(connection, "room")).toBe(true);
    expect(world.bodies()[0]).toMatchObject({
      Key: { pk: { S: "T#acme#E#room#P" }, sk: { S: "P#ann#abc=" } },
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeValues: { ":pk": { S: "T#acme#E#room#W" }, ":sk": { S: "abc=" } },
    });
    isSubscribed = false;
    expect(await world.presences.watch(connection, "room")).toBe(false);
  });

  it("finds those who watch by the index", async () => {
    const Items = [{ ...row("ann"), GSI1SK: { S: "a%23b=" } }];
    await using world = await start(() => ({ body: { Items } }));
    expect(await world.presences.watchersOf(ENTITY)).toEqual([
      { connectionId: "a#b=", exp: NOW_SECONDS + 60, ttl: NOW_SECONDS + 660 },
    ]);
    expect(world.bodies()[0]).toMatchObject({ IndexName: "GSI1" });
  });
});

describe("a record of the table's stream", () => {
  const image = { tenant: { S: "acme" }, entityId: { S: "room" }, userId: { S: "ann" }, connectionId: { S: "abc=" } };
  const record = (dynamodb: object) => ({
    eventID: "c4ca4238a0b923820dcc509a6f75849b",
    dynamodb: { SequenceNumber: "111", ApproximateCreationDateTime: NOW_SECONDS, ...dynamodb },
  });

  it.each([["NewImage"], ["OldImage"]])("says whose presence it is by its %s", (name) => {
    expect(presenceChangeOf(record({ [name]: image }))).toEqual({
      id: "c4ca4238a0b923820dcc509a6f75849b",
      time: "2026-01-31T12:00:00.000Z",
      entity: ENTITY,
      userId: "ann",
    });
  });

  it("of anything else is an error, not a presence", () => {
    expect(() => presenceChangeOf(record({ NewImage: { pk: { S: "x" } } }))).toThrow("not of a presence");
  });
});
