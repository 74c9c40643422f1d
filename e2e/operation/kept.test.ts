import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand, paginateScan } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Input, Report } from "../../app/admin/command.ts";
import { forget } from "../../app/admin/commands/forget.ts";
import { revoke } from "../../app/admin/commands/revoke.ts";
import { openStack, type Stack } from "../../app/admin/stack.ts";
import { SINGLE_KINDS } from "../../app/src/aws/dynamodb/keys.ts";
import { call } from "../support/http.ts";
import { createPushing } from "../support/pushing.ts";
import { openSocket, type TestSocket } from "../support/sockets.ts";
import { root, type System, startSystem } from "../support/system.ts";
import { readSigningSecret, sign } from "../support/tokens.ts";

type Row = Readonly<Record<string, unknown>> & { readonly pk: string; readonly sk: string };

/** Every kind of row that there is: the name that docs/operations.md gives it, and what its key looks like. */
const KINDS: Readonly<Record<string, RegExp>> = {
  "a connection": /^C#[^#]+ META$/,
  "a subscription": /^C#[^#]+ S#/,
  "an entity's number": /E#[^#]+ META$/,
  "an entity's kept updates": /E#[^#]+ M#/,
  "a value of an entity's state": /E#[^#]+#V K#/,
  "that a change of a state was taken": /E#[^#]+#V I#/,
  "the newest revision of an entity's state": /E#[^#]+#V META$/,
  "who is present": /E#[^#]+#P P#/,
  "who was told to be present, with the data that the user gave": /E#[^#]+#P U#/,
  "how many are present": /E#[^#]+#P META$/,
  "a user's places and revocation": /U#[^#]+ META$/,
  "a user's counters": /U#[^#]+ R#/,
  "a notification of a user": /U#[^#]+#I N#/,
  "that a notification was taken": /U#[^#]+#I I#/,
  "the number of a user's notifications, and which are read": /U#[^#]+#I META$/,
  "a ticket": /^ticket#/,
  "a request with input and result": /request#/,
  "an event that was taken": /event#/,
  "a receipt": /^receipt#/,
  "a revoked token": /revoked#/,
};

const kindOf = ({ pk, sk }: Row) =>
  Object.keys(KINDS).find((kind) => KINDS[kind]?.test(`${pk} ${sk}`)) ?? `unknown: ${pk} ${sk}`;

const DAY_SECONDS = 86_400;

/** `EntityDays`, and the time in which the version of a value that has ended still counts. */
const LONGEST_DAYS = 90 + 15;

let system: System;
let stack: Stack;
let secret: Uint8Array;
let table: DynamoDBDocumentClient;

beforeAll(async () => {
  system = await startSystem();
  stack = openStack({ stackName: "portcullis", endpointUrl: system.endpoint, waitSeconds: 60 });
  secret = await readSigningSecret(system);
  table = DynamoDBDocumentClient.from(new DynamoDBClient(system.sdk));
});
afterAll(() => system[Symbol.asyncDispose]());

async function rows(): Promise<readonly Row[]> {
  const found: Row[] = [];
  for await (const { Items = [] } of paginateScan({ client: table }, { TableName: system.outputs.TableName }))
    found.push(...(Items as Row[]));
  return found;
}

const rowsOf = async (userId: string) => (await rows()).filter((row) => JSON.stringify(row).includes(userId));
const kindsOf = (found: readonly Row[]) => [...new Set(found.map(kindOf))].sort();

const run = (command: { run(input: Input, stack: Stack): Promise<Report> }, ...args: Parameters<typeof inputOf>) =>
  command.run(inputOf(...args), stack);
const inputOf = (positionals: readonly string[], values: Input["values"] = {}): Input => ({ positionals, values });

/** A user who does all that a user can do. */
async function live(userId: string, claims: { readonly tenant?: string } = {}): Promise<TestSocket> {
  const token = await sign(secret, { sub: userId, ...claims });
  const socket = await openSocket(system.url, ["websocket", token]);
  socket.send({ action: "subscribe", entityId: "room" });
  await socket.next({ type: "subscribed" });
  expect((await call(system, "POST", "/tickets", { token })).status).toBe(201);
  const { body } = await call(system, "POST", "/requests", {
    token,
    body: { name: "countWords", input: { text: `a word of ${userId}` } },
  });
  await socket.next({ type: "User Push Notification", id: `request-${body.requestId}` });
  return socket;
}

describe("what the table keeps", () => {
  let ada: TestSocket;
  let bob: TestSocket;

  beforeAll(async () => {
    ada = await live("ada-lovelace");
    bob = await live("bob-byron");
    bob.send({ action: "presence", entityId: "room" });
    await bob.next({ type: "presence" });
    await createPushing(system).publish("entity-updated", [{ entityId: "room", message: "hello" }]);
    await bob.next({ type: "Entity Updated" });
    await createPushing(system).publish("entity-state", [{ entityId: "room", key: "topic", value: "tea" }]);
    await bob.next({ type: "Entity State" });
    await run(revoke, [], { jti: "some-token" });
  });
  afterAll(() => {
    ada.socket.terminate();
    bob.socket.terminate();
  });

  it("has a time to live in every row, of every kind that there is", async () => {
    await expect.poll(async () => kindsOf(await rows())).toEqual(Object.keys(KINDS).sort());
    const endless = (await rows()).filter(
      ({ ttl }) => !(Number(ttl) <= Date.now() / 1000 + LONGEST_DAYS * DAY_SECONDS + 1),
    );
    expect(endless).toEqual([]);
  });

  it("is told to operators, kind by kind", () => {
    const text = readFileSync(join(root, "docs/operations.md"), "utf8");
    for (const kind of Object.keys(KINDS)) expect(text).toContain(`| ${kind} |`);
    for (const kind of SINGLE_KINDS) expect(kindOf({ pk: `${kind}#1`, sk: "META" })).not.toMatch(/^unknown/);
    expect(SINGLE_KINDS.length).toBeGreaterThan(3);
  });

  it("of one user is erased on demand, and of nobody else", { timeout: 60_000 }, async () => {
    const before = await rowsOf("bob-byron");
    const { text, exitCode } = await run(forget, ["ada-lovelace"]);
    expect({ text, exitCode }).toEqual({ exitCode: 0, text: expect.stringContaining("Erased of ada-lovelace:") });
    for (const line of [/open connections.*: 1/, /counters.*: [12]/, /requests.*: 1/, /tickets: 1/])
      expect(text).toMatch(line);
    await ada.closed;
    expect(kindsOf(await rowsOf("ada-lovelace"))).toEqual([]);
    // How many are present names those of whom something was told last, and no longer ada.
    const lasting = (found: readonly Row[]) => kindsOf(found).filter((kind) => kind !== "how many are present");
    expect(lasting(await rowsOf("bob-byron"))).toEqual(lasting(before));
    // Who watches is told that she went, although the note of it is among what is erased.
    await bob.next({ type: "presence.left", userId: "ada-lovelace" });
  });

  it("of a user is erased where the row of the connection went first", { timeout: 60_000 }, async () => {
    const TableName = system.outputs.TableName;
    const socket = await live("eve-orphaned", { tenant: "acme" });
    socket.send({ action: "presence", entityId: "room" });
    await socket.next({ type: "presence" });
    const [{ pk, sk } = expect.fail()] = (await rowsOf("eve-orphaned")).filter((row) => kindOf(row) === "a connection");
    const left = (await rowsOf("eve-orphaned")).filter((row) =>
      ["a subscription", "who is present"].includes(kindOf(row)),
    );
    expect(left).toHaveLength(2);
    socket.socket.close();
    await socket.closed;
    await expect.poll(async () => (await rows()).some((row) => row.pk === pk && row.sk === sk)).toBe(false);
    await expect.poll(async () => kindsOf(await rowsOf("eve-orphaned"))).not.toContain("who is present");
    for (const Item of left) await table.send(new PutCommand({ TableName, Item }));
    const { text } = await run(forget, ["eve-orphaned"], { tenant: "acme" });
    expect(text).toMatch(/connections that had ended, with what they followed: 1/);
    expect(kindsOf(await rowsOf("eve-orphaned"))).toEqual([]);
  });

  it("keeps that a user's tokens are refused, for otherwise they would count again", { timeout: 60_000 }, async () => {
    using socket = await live("carol-erased", { tenant: "acme" });
    await run(revoke, [], { user: "carol-erased", tenant: "acme", "issued-before": "now" });
    await socket.closed;
    expect((await run(forget, ["carol-erased"])).exitCode).toBe(2);
    const { text, exitCode } = await run(forget, ["carol-erased"], { tenant: "acme" });
    expect({ text, exitCode }).toEqual({ exitCode: 0, text: expect.stringMatching(/Kept until \S+Z: that tokens/) });
    expect(kindsOf(await rowsOf("carol-erased"))).toEqual(["a user's places and revocation"]);
  });

  it("is nothing a year later", { timeout: 60_000 }, async () => {
    bob.socket.close();
    await bob.closed;
    const { publish } = createPushing(system);
    await publish(
      "entity-updated",
      ["a", "b", "c"].map((entityId) => ({ entityId: `order-${entityId}`, message: 1 })),
    );
    const orders = async () => (await rows()).filter(({ pk, sk }) => pk.includes("order-") && sk === "META").length;
    await expect.poll(orders).toBe(3);
    await system.advance(365 * DAY_SECONDS);
    await expect.poll(async () => kindsOf(await rows()), { timeout: 20_000 }).toEqual([]);
  });

  it("tells who comes with the number of an earlier sequence that this is not all", async () => {
    // The engine's clock stands still while a year is made up for, so it is some seconds behind.
    const now = Math.floor(Date.now() / 1000) + 365 * DAY_SECONDS;
    const token = await sign(secret, { sub: "dan", iat: now - 60, exp: now + 600 });
    using socket = await openSocket(system.url, ["websocket", token]);
    await createPushing(system).publish("entity-updated", [{ entityId: "order-a", message: 2 }]);
    await expect.poll(async () => kindsOf(await rows())).toContain("an entity's number");
    socket.send({ action: "subscribe", entityId: "order-a", since: 7 });
    expect(await socket.next({ type: "subscribed" })).toMatchObject({ seq: 1, recovered: false });
  });
});
