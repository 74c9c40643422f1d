import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { ERROR_CODES } from "@portcullis/contract";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  advance,
  CAP,
  connect,
  connectionRows,
  documents,
  MESSAGES_PER_MINUTE,
  now,
  publish,
  rows,
  start,
  statusOf,
  subscribe,
  system,
  tokenOf,
} from "../support/limited-system.ts";
import { openSocket } from "../support/sockets.ts";

const MISSED = 20;
const PINGS_PER_MINUTE = 100;

beforeAll(start);
afterAll(() => system[Symbol.asyncDispose]());

describe("the cap on a user's connections", () => {
  it(`is exact: of 50 handshakes at once ${CAP} get in, and places come back`, async () => {
    const token = await tokenOf("crowd");
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, () => openSocket(system.url, ["websocket", token])),
    );
    const sockets = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    const refusals = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [String(outcome.reason)] : []));
    expect(sockets.length).toBe(CAP);
    expect(new Set(refusals)).toEqual(new Set(["Error: Unexpected server response: 429"]));
    expect(await connectionRows("crowd")).toHaveLength(CAP);
    sockets[0]?.socket.close();
    await expect.poll(() => connectionRows("crowd")).toHaveLength(CAP - 1);
    await expect.poll(() => statusOf(token)).toBe(101);
    for (const socket of sockets) socket.socket.terminate();
  });

  it("locks nobody out whose connections went without a word", async () => {
    const places = async () => (await rows()).filter(({ pk }) => pk === "U#unlucky");
    const sockets = await Promise.all(Array.from({ length: CAP }, () => connect("unlucky")));
    const before = [...(await connectionRows("unlucky")), ...(await places())];
    for (const { socket } of sockets) socket.close();
    await expect.poll(() => connectionRows("unlucky")).toEqual([]);
    await expect.poll(async () => (await places())[0]?.places).toBeUndefined();
    // As if nobody had been told that they went.
    for (const Item of before) await documents.send(new PutCommand({ TableName: system.outputs.TableName, Item }));
    await advance(6);
    using socket = await connect("unlucky");
    await advance(40);
    await expect.poll(() => connectionRows("unlucky")).toHaveLength(1);
    await subscribe(socket, "still-here");
  });
});

describe("message rates", () => {
  // They count by the minute of the clock: a burst must not straddle two.
  beforeEach(() => advance(60 - (now() % 60)));

  it("hold a connection that sends too much, and tell it for how long", async () => {
    using socket = await connect("eager");
    for (let index = 0; index <= MESSAGES_PER_MINUTE; index++)
      socket.send({ action: "unsubscribe", entityId: "e", requestId: String(index) });
    const refused = await socket.next({ code: "rate_limited" });
    expect(refused.retryAfterMs).toBeGreaterThan(0);
    await advance(Math.ceil(Number(refused.retryAfterMs) / 1000));
    await subscribe(socket, "later");
  });

  it("close a connection that goes on at five times its rate", async () => {
    using socket = await connect("flooding");
    for (let index = 0; index < 5 * MESSAGES_PER_MINUTE; index++) socket.send({ action: "unsubscribe", entityId: "e" });
    expect(await socket.next({ type: "disconnect" })).toMatchObject({ code: "too_many_messages", reconnect: true });
    await socket.closed;
    await expect.poll(() => connectionRows("flooding")).toEqual([]);
  });

  it("count what subscribe with since has sent again, not only the message", async () => {
    using socket = await connect("resuming");
    await subscribe(socket, "order-long");
    const updates = Array.from({ length: MISSED }, (_, message) => ({ entityId: "order-long", message }));
    await publish("Entities Updated", { updates });
    await socket.next({ message: MISSED - 1 });
    await advance(60 - (now() % 60));
    const pushes = () => socket.received.filter(({ type }) => type === "Entity Updated").length - MISSED;
    for (let round = 1; ; round++) {
      socket.send({ action: "subscribe", entityId: "order-long", since: 0, requestId: `round-${round}` });
      const answer = await socket.next({ requestId: `round-${round}` });
      if (answer.code !== "rate_limited") continue;
      expect(answer.retryAfterMs).toBeGreaterThan(0);
      // Each of them costs 1, and 1 for each five that it has sent again.
      expect(round - 1).toBe(Math.ceil(MESSAGES_PER_MINUTE / (1 + MISSED / 5)));
      expect(pushes()).toBe((round - 1) * MISSED);
      return;
    }
  });

  it("answer fewer than 100 pings a minute, and tell for how long the others have to wait", async () => {
    using socket = await connect("pinging");
    for (let index = 0; index < PINGS_PER_MINUTE; index++) socket.send({ action: "ping" });
    const refused = await socket.next({ type: "error" });
    expect(refused).toMatchObject({ code: "rate_limited", message: ERROR_CODES.rate_limited.summary });
    expect(refused.retryAfterMs).toBeGreaterThan(0);
    await expect.poll(() => socket.received).toHaveLength(PINGS_PER_MINUTE);
    expect(socket.received.filter(({ type }) => type === "pong")).toHaveLength(PINGS_PER_MINUTE - 1);
    await advance(Math.ceil(Number(refused.retryAfterMs) / 1000));
    socket.send({ action: "ping" });
    await expect.poll(() => socket.received.at(-1)).toEqual({ type: "pong" });
    const [row] = await connectionRows("pinging");
    // Of the minute before nothing is left.
    expect(Object.keys(row ?? {}).filter((name) => name.startsWith("pings"))).toHaveLength(2);
  });

  it("close a connection that goes on to five times as many pings", async () => {
    using flood = await connect("ping-flood");
    using neighbour = await connect("ping-neighbour");
    for (let index = 0; index < 5 * PINGS_PER_MINUTE; index++) flood.send({ action: "ping" });
    expect(await flood.next({ type: "disconnect" })).toMatchObject({ code: "too_many_messages", reconnect: true });
    await flood.closed;
    neighbour.send({ action: "ping" });
    await neighbour.next({ type: "pong" });
  });

  it("close a connection that sends what is wrong time and again, whatever is wrong with it", async () => {
    using socket = await connect("broken");
    for (const message of ["hello", { action: "dance" }, { action: "subscribe" }, [], "{"]) socket.send(message);
    expect(await socket.next({ type: "disconnect" })).toMatchObject({ code: "too_many_errors", reconnect: false });
    await socket.closed;
  });
});
