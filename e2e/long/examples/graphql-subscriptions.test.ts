import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Copy, copyExample } from "../../examples/support/copy.ts";
import { startLineClient } from "../../examples/support/line-client.ts";
import { countItems, loseConnectionsOf, refusal, tokenOf } from "../../examples/support/stack.ts";
import { run } from "../../support/packages.ts";
import { openSocket } from "../../support/sockets.ts";
import { type System, startSystem } from "../../support/system.ts";

const PROTOCOL = "graphql-transport-ws";

let example: Copy;
let graph: System;
beforeAll(async () => {
  example = await copyExample("graphql-subscriptions");
  graph = await startSystem(join(example.folder, "template.yaml"), ["--iam", "enforce"]);
}, 300_000);
afterAll(async () => {
  await graph?.[Symbol.asyncDispose]();
  await example?.[Symbol.asyncDispose]();
});

/** Starts the example's listener, whose client is `graphql-ws`, and waits until its subscription is kept. */
async function listen(user: string, room: string) {
  const before = await countItems(graph);
  const program = join(example.folder, "listen.mjs");
  const client = startLineClient(process.execPath, [program, graph.url, room, await tokenOf(graph, user)]);
  await expect.poll(() => countItems(graph)).toBe(before + 1);
  return client;
}

/** Speaks the protocol by hand. */
async function open(user: string) {
  const socket = await openSocket(graph.url, [PROTOCOL, await tokenOf(graph, user)]);
  socket.send({ type: "connection_init" });
  await socket.next({ type: "connection_ack" });
  return socket;
}

describe("examples/graphql-subscriptions", () => {
  it("compiles", async () => {
    await run("npm", ["run", "types"], example.folder);
  });

  it("tells those who subscribed to a room what is said there, with the fields that they asked for", async () => {
    const before = await countItems(graph);
    {
      await using ada = await listen("ada", "lobby");
      await using ben = await listen("ben", "lobby");
      await using cleo = await listen("cleo", "attic");
      ada.send("Hello");
      for (const client of [ada, ben]) expect(await client.next({})).toEqual({ said: { user: "ada", text: "Hello" } });
      cleo.send("Anybody?");
      expect(await cleo.next({})).toEqual({ said: { user: "cleo", text: "Anybody?" } });
      ada.send("x".repeat(1001));
      expect(await ada.next({})).toEqual({ error: "A text has 1 to 1000 characters." });
    }
    await expect.poll(() => countItems(graph)).toBe(before);
  });

  it("answers queries, pings and mistakes, and ends a subscription that is completed", async () => {
    using socket = await open("dan");
    socket.send({ type: "ping" });
    await socket.next({ type: "pong" });
    const queries: [string, object][] = [
      ["{ me }", { type: "next", payload: { data: { me: "dan" } } }],
      ["{ you }", { type: "error", payload: [{ message: expect.stringContaining("Cannot query field") }] }],
      ["{", { type: "error", payload: [{ message: expect.stringContaining("Syntax Error") }] }],
      [`{ ${"me ".repeat(500)}}`, { type: "error", payload: [{ message: expect.stringContaining("500 tokens") }] }],
      ['subscription { said(room: "#1") { text } }', { type: "error" }],
    ];
    for (const [index, [query, answer]] of queries.entries()) {
      socket.send({ type: "subscribe", id: `${index}`, payload: { query } });
      expect(await socket.next({ id: `${index}` })).toMatchObject(answer);
    }
    const before = await countItems(graph);
    socket.send({ type: "subscribe", id: "s", payload: { query: 'subscription { said(room: "hall") { text } }' } });
    await expect.poll(() => countItems(graph)).toBe(before + 1);
    socket.send({ type: "complete", id: "s" });
    await expect.poll(() => countItems(graph)).toBe(before);
  });

  it("lets nobody in without a token, and forgets connections that nobody can reach", async () => {
    expect(await refusal(graph.url)).toBe(401);
    expect(await refusal(graph.url, PROTOCOL, "eve")).toBe(401);
    await using fay = await listen("fay", "cellar");
    await using _gus = await listen("gus", "cellar");
    await loseConnectionsOf(graph, "gus");
    const before = await countItems(graph);
    fay.send("Gus?");
    await fay.next({});
    await expect.poll(() => countItems(graph)).toBe(before - 1);
  });
});
