import { afterEach, describe, expect, it, vi } from "vitest";
import { createStateReader, createStates } from "../../../src/aws/dynamodb/state/states.ts";
import { openTable } from "../../../src/aws/dynamodb/table/table.ts";
import { GONE_MS, type StateRow } from "../../../src/core/state/ports.ts";
import { functionEnvironment, type RecordedCall, type StubAnswer, startAwsStub } from "../../support/aws-stub.ts";
import { NOW_MS, NOW_SECONDS } from "../../support/fakes.ts";

afterEach(() => vi.unstubAllEnvs());

const LIFE = { entitySeconds: 90 * 86_400, now: () => NOW_MS };
const STATE = { tenant: "t", entityId: "e", key: "k" };
const PARTITION = "T#t#E#e#V";
const key = (sk: string) => ({ pk: { S: PARTITION }, sk: { S: sk } });
const ROW: StateRow = { key: "k", value: { n: 1e300 }, version: 3, since: 7, revision: 8, expiresAtMs: NOW_MS + 500 };
const ITEM = {
  key: { S: "k" },
  value: { S: '{"n":1e+300}' },
  version: { N: "3" },
  since: { N: "7" },
  revision: { N: "8" },
  expiresAtMs: { N: String(NOW_MS + 500) },
};
const cancelled = (...codes: string[]): StubAnswer => ({
  status: 400,
  body: { __type: "x#TransactionCanceledException", CancellationReasons: codes.map((Code) => ({ Code })) },
});

async function start(answer: (call: RecordedCall, sk: string) => StubAnswer) {
  const stub = await startAwsStub((call) => answer(call, JSON.parse(call.body).Key?.sk.S));
  for (const [name, value] of Object.entries(functionEnvironment(stub.endpoint))) vi.stubEnv(name, value);
  const table = openTable("connections");
  return {
    states: createStates(table, LIFE),
    reader: createStateReader(table),
    writes: () =>
      stub.calls.flatMap(({ operation, body }) => (operation === "TransactWriteItems" ? [JSON.parse(body)] : [])),
    [Symbol.asyncDispose]: () => stub[Symbol.asyncDispose](),
  };
}

const revisionIs = (revision: number) => (_: RecordedCall, sk: string) =>
  sk === "META" ? { body: { Item: { revision: { N: String(revision) } } } } : { body: {} };

describe("a change of a key", () => {
  it("is written in one transaction with its entity's revision and the note of its id", async () => {
    await using world = await start(revisionIs(7));
    expect(await world.states.change(STATE, "event-1", async () => ROW)).toEqual({ since: 7, revision: 8, row: ROW });
    const seconds = (ms: number) => ({ N: String(NOW_SECONDS + ms / 1000) });
    expect(world.writes()[0].TransactItems).toMatchObject([
      {
        Update: {
          Key: key("META"),
          ConditionExpression: "attribute_not_exists(revision) OR revision = :since",
          ExpressionAttributeValues: {
            ":revision": { N: "8" },
            ":since": { N: "7" },
            ":ttl": seconds(LIFE.entitySeconds * 1000 + GONE_MS),
          },
        },
      },
      // It is there for longer than its value: it says what was there.
      { Put: { Item: { ...key("K#k"), ...ITEM, ttl: seconds(GONE_MS) } } },
      {
        Put: {
          Item: { ...key("I#event-1"), since: { N: "7" }, revision: { N: "8" }, ttl: seconds(GONE_MS) },
          ConditionExpression: "attribute_not_exists(pk)",
        },
      },
    ]);
  });

  it("with a version needs no note", async () => {
    await using world = await start(revisionIs(7));
    await world.states.change(STATE, undefined, async () => ROW);
    expect(world.writes()[0].TransactItems).toHaveLength(2);
  });

  it("is decided anew when another came first, or wrote at the same time", async () => {
    const answers = [cancelled("ConditionalCheckFailed", "None"), cancelled("TransactionConflict", "None"), {}];
    let revision = 7;
    await using world = await start((call, sk) => {
      if (call.operation !== "TransactWriteItems") return revisionIs(revision++)(call, sk);
      return answers.shift() ?? {};
    });
    const seen: number[] = [];
    await world.states.change(STATE, undefined, async ({ since }) => {
      seen.push(since);
      return { ...ROW, since, revision: since + 1 };
    });
    expect(new Set(seen).size).toBe(3);
    expect(world.writes()).toHaveLength(3);
  });

  it("writes nothing when there is nothing to change", async () => {
    await using world = await start((call, sk) => (sk === "K#k" ? { body: { Item: ITEM } } : revisionIs(7)(call, sk)));
    expect(await world.states.change(STATE, "1", async () => undefined)).toBeUndefined();
    expect(await world.states.change(STATE, "1", async ({ row }) => row)).toEqual({ since: 7, revision: 8, row: ROW });
    expect(world.writes()).toEqual([]);
  });

  it("whose id has come before is answered with its step, and the row as it is now", async () => {
    await using world = await start(({ operation }, sk) => {
      if (operation === "TransactWriteItems") return cancelled("None", "None", "ConditionalCheckFailed");
      if (sk === "I#event-1") return { body: { Item: { since: { N: "3" }, revision: { N: "4" } } } };
      return sk === "K#k" ? { body: { Item: ITEM } } : { body: { Item: { revision: { N: "9" } } } };
    });
    const again = await world.states.change(STATE, "event-1", async () => ({ ...ROW, since: 9, revision: 10 }));
    expect(again).toEqual({ since: 3, revision: 4, row: ROW });
  });
});

describe("the rows of an entity's state", () => {
  it("are read from the table itself, all pages, as they were put in", async () => {
    const { value: _, ...deleted } = ITEM;
    const pages = [{ Items: [ITEM], LastEvaluatedKey: key("K#k") }, { Items: [deleted] }];
    const bodies: object[] = [];
    await using world = await start(({ body }) => {
      bodies.push(JSON.parse(body));
      return { body: pages.shift() };
    });
    const { value: __, ...gone } = ROW;
    expect(await world.reader.rowsOf(STATE)).toEqual([ROW, gone]);
    expect(bodies).toMatchObject([{ ConsistentRead: true }, { ExclusiveStartKey: key("K#k") }]);
    expect(bodies[0]).toMatchObject({ ExpressionAttributeValues: { ":pk": { S: PARTITION }, ":keys": { S: "K#" } } });
  });

  it("have the revision 0 before the first", async () => {
    await using world = await start(() => ({ body: {} }));
    expect(await world.reader.revisionOf(STATE)).toBe(0);
  });
});
