import { afterEach, describe, expect, it, vi } from "vitest";
import { createTickets } from "../../../src/aws/dynamodb/tickets.ts";
import { createJsonApi } from "../../../src/aws/http/json-api.ts";
import { functionEnvironment, type RecordedCall, type StubAnswer, startAwsStub } from "../../support/aws-stub.ts";
import { NOW_MS, NOW_SECONDS } from "../../support/fakes.ts";

afterEach(() => vi.unstubAllEnvs());

const identity = {
  userId: "myuserid",
  sub: "examplesub",
  tenant: "acme",
  exp: NOW_SECONDS + 3600,
  iat: NOW_SECONDS,
  jti: "1",
  permissions: ["order-*"],
};

type Item = Readonly<Record<string, unknown>>;

/** PutItem, and the UpdateItem of `redeem`, of a table in memory. `lost`: answers of updates that never arrive. */
function createTable({ lost = 0 } = {}) {
  const items = new Map<string, Item>();
  let toLose = lost;
  return {
    items,
    answer({ operation, body }: RecordedCall): StubAnswer {
      const { Item, Key, ExpressionAttributeValues } = JSON.parse(body);
      const key: string = (Item ?? Key).pk.S;
      if (operation === "PutItem") items.set(key, Item);
      if (operation !== "UpdateItem") return { body: {} };
      const { ":attempt": attempt } = ExpressionAttributeValues;
      const before = items.get(key);
      const isFree = before && (before.redeemedBy === undefined || isSame(before.redeemedBy, attempt));
      if (!isFree) return { status: 400, body: { __type: "ConditionalCheckFailedException" } };
      const Attributes = { ...before, redeemedBy: attempt };
      items.set(key, Attributes);
      return toLose-- > 0 ? { status: 503, body: {} } : { body: { Attributes } };
    },
  };
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

async function start(answer: (call: RecordedCall) => StubAnswer = createTable().answer) {
  const stub = await startAwsStub(answer);
  for (const [name, value] of Object.entries(functionEnvironment(stub.endpoint))) vi.stubEnv(name, value);
  let nowMs = NOW_MS;
  const tickets = createTickets(createJsonApi("dynamodb"), { tableName: "connections", now: () => nowMs });
  const advance = (ms: number) => {
    nowMs += ms;
  };
  return { tickets, stub, advance, [Symbol.asyncDispose]: () => stub[Symbol.asyncDispose]() };
}

describe("tickets", () => {
  it("give back the whole identity, once", async () => {
    await using world = await start();
    const { ticket, expiresAt } = await world.tickets.issue(identity, undefined);
    expect(expiresAt).toBe(NOW_MS + 30_000);
    expect(await world.tickets.redeem(ticket, undefined)).toEqual(identity);
    expect(await world.tickets.redeem(ticket, undefined)).toBeUndefined();
  });

  it("open one of many handshakes at once", async () => {
    await using world = await start();
    const { ticket } = await world.tickets.issue(identity, undefined);
    const all = await Promise.all(Array.from({ length: 100 }, () => world.tickets.redeem(ticket, undefined)));
    expect(all.filter(Boolean)).toEqual([identity]);
  });

  it("open once, too, when the answer that they are good gets lost", async () => {
    await using world = await start(createTable({ lost: 1 }).answer);
    const { ticket } = await world.tickets.issue(identity, undefined);
    expect(await world.tickets.redeem(ticket, undefined)).toEqual(identity);
    expect(await world.tickets.redeem(ticket, undefined)).toBeUndefined();
  });

  it("are used up by whoever shows them, also from the wrong page", async () => {
    await using world = await start();
    const { ticket } = await world.tickets.issue(identity, "https://app.example.com");
    expect(await world.tickets.redeem(ticket, "https://evil.example")).toBeUndefined();
    expect(await world.tickets.redeem(ticket, "https://app.example.com")).toBeUndefined();
  });

  it("count for 30 seconds, however late DynamoDB deletes them", async () => {
    await using world = await start();
    const { ticket } = await world.tickets.issue(identity, undefined);
    world.advance(30_000);
    expect(await world.tickets.redeem(ticket, undefined)).toBeUndefined();
  });

  it("never travel to DynamoDB as they are", async () => {
    const table = createTable();
    await using world = await start(table.answer);
    const { ticket } = await world.tickets.issue(identity, undefined);
    const [item] = table.items.values();
    expect(item).toMatchObject({ ttl: { N: String(NOW_SECONDS + 30) }, sk: { S: "META" } });
    await world.tickets.redeem(ticket, undefined);
    expect(world.stub.calls.map(({ body }) => body).join()).not.toContain(ticket.slice(4));
  });

  it("open nothing while DynamoDB is down, and are not called wrong", async () => {
    await using world = await start(() => ({ status: 500, body: { __type: "InternalServerError" } }));
    await expect(world.tickets.redeem(`tkt_${"x".repeat(43)}`, undefined)).rejects.toMatchObject({
      name: "AwsApiError",
      code: "InternalServerError",
    });
  });
});
