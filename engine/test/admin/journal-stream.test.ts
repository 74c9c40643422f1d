import { once } from "node:events";
import { type IncomingMessage, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createClock } from "../../src/kernel/clock.ts";
import { createJournal, type Journal } from "../../src/kernel/journal.ts";
import { startAdmin } from "./admin-server.ts";

const KILOBYTE = 1024;
const MEGABYTE = 1024 * KILOBYTE;

let journal: Journal;
let server: Server;
let readers: Reader[];

interface Reader {
  readonly response: IncomingMessage;
  readonly events: SentEvent[];
  readonly retries: string[];
  readonly ended: Promise<void>;
}

interface SentEvent {
  readonly id?: number;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

async function start(maxBytes: number) {
  journal = createJournal(() => 7, { maxBytes });
  const clock = createClock(() => 7);
  server = await startAdmin(clock, journal);
}

/** A machine that is busy takes its time with some megabytes. */
const soon = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 15_000 });

const port = () => (server.address() as AddressInfo).port;

beforeEach(() => {
  readers = [];
});
afterEach(async () => {
  for (const { response } of readers) response.destroy();
  await new Promise((resolve) => server.close(resolve));
});

/** A block without data is none, and may say after which time to come back. */
const isEvent = (block: string) => block.includes("data: ");

function parse(block: string): SentEvent {
  const fields = new Map(
    block.split("\n").map((line): [string, string] => {
      const at = line.indexOf(": ");
      return [line.slice(0, at), line.slice(at + 2)];
    }),
  );
  const id = fields.get("id");
  return {
    ...(id !== undefined && { id: Number(id) }),
    event: fields.get("event") ?? "message",
    data: JSON.parse(fields.get("data") ?? "{}"),
  };
}

/** Follows the journal; a reader that stalls takes nothing after the headers. */
async function follow({ lastEventId, stalls = false }: { lastEventId?: number | string; stalls?: boolean } = {}) {
  const headers = lastEventId === undefined ? {} : { "last-event-id": lastEventId };
  const sent = request({ port: port(), host: "127.0.0.1", path: "/_portcullis/journal", headers }).end();
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  const events: SentEvent[] = [];
  const retries: string[] = [];
  const ended = new Promise<void>((resolve) => {
    response.once("close", resolve);
    response.once("error", () => resolve());
  });
  let text = "";
  if (!stalls) {
    response.setEncoding("utf8").on("data", (chunk: string) => {
      const blocks = (text + chunk).split("\n\n");
      text = blocks.pop() ?? "";
      events.push(...blocks.filter(isEvent).map(parse));
      retries.push(...blocks.filter((block) => block.startsWith("retry: ")));
    });
  }
  const reader = { response, events, retries, ended };
  readers.push(reader);
  return reader;
}

/** Lets the server's sockets be written to, as between two requests. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

async function record(count: number, bytes: number) {
  for (let n = 0; n < count; n++) {
    journal.record("test", "fill", { n, text: "x".repeat(bytes) });
    if (n % 16 === 0) await turn();
  }
}

const openStreams = () =>
  new Promise<number>((resolve, reject) =>
    server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );

describe("GET /_portcullis/journal", () => {
  it("sends what is kept, then what comes, each once and in order", async () => {
    await start(64 * MEGABYTE);
    await record(1_000, 2 * KILOBYTE);
    const { events } = await follow();
    await record(1_000, 2 * KILOBYTE);
    await soon(() => expect(events).toHaveLength(2_000));
    expect(events.map(({ id }) => id)).toEqual(Array.from({ length: 2_000 }, (_, index) => index + 1));
  });

  it("has a reader that is cut off come back after half a second", async () => {
    await start(MEGABYTE);
    const { retries } = await follow();
    await soon(() => expect(retries).toEqual(["retry: 500"]));
  });

  it("continues after Last-Event-ID", async () => {
    await start(64 * MEGABYTE);
    await record(10, 1);
    const { events } = await follow({ lastEventId: 7 });
    await soon(() => expect(events.map(({ id }) => id)).toEqual([8, 9, 10]));
  });

  it("ends a stream whose reader takes nothing, after some megabytes; the others go on", async () => {
    await start(64 * MEGABYTE);
    for (let n = 0; n < 3; n++) await follow({ stalls: true });
    const { events } = await follow();
    expect(await openStreams()).toBe(4);
    await record(400, 100 * KILOBYTE);
    await soon(async () => expect(await openStreams()).toBe(1));
    await soon(() => expect(events).toHaveLength(400));
  });

  it("goes on without a gap for a reader that was ended and comes back in time", async () => {
    await start(64 * MEGABYTE);
    const stalled = await follow({ stalls: true });
    await record(400, 100 * KILOBYTE);
    await soon(async () => expect(await openStreams()).toBe(0));
    let text = "";
    stalled.response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    await stalled.ended;
    const received = text.split("\n\n").slice(0, -1).filter(isEvent).map(parse);
    const { events } = await follow({ lastEventId: received.at(-1)?.id ?? 0 });
    await soon(() => expect(events.at(-1)?.id).toBe(400));
    expect([...received, ...events].map(({ id }) => id)).toEqual(Array.from({ length: 400 }, (_, index) => index + 1));
  });

  it("tells a reader that comes too late which entries it missed", async () => {
    await start(MEGABYTE);
    await record(100, 100 * KILOBYTE);
    const [oldest] = journal.entries();
    const { events } = await follow({ lastEventId: 3 });
    await soon(() => expect(events.at(-1)?.id).toBe(100));
    expect(events[0]).toEqual({
      event: "gap",
      data: { reason: "forgotten", first: 4, last: (oldest?.seq ?? 0) - 1, at: 7 },
    });
    expect(events[1]?.id).toBe(oldest?.seq);
  });

  it("tells a slow reader in its stream which entries it missed", async () => {
    await start(MEGABYTE);
    const slow = await follow({ stalls: true });
    // More than is kept, and too little for its stream to be ended.
    await record(70, 100 * KILOBYTE);
    let text = "";
    slow.response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    await soon(() => expect(text).toContain("id: 70\n"));
    const events = text.split("\n\n").slice(0, -1).filter(isEvent).map(parse);
    const seen = events.flatMap(({ event, id, data }) => {
      if (event === "message") return [id];
      const { first, last } = data as { first: number; last: number };
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });
    expect(seen).toEqual(Array.from({ length: 70 }, (_, index) => index + 1));
  });

  it.each([["9999"], ["-1"], ["abc"]])(
    "begins anew for a number that this engine never gave: %s",
    async (lastEventId) => {
      await start(MEGABYTE);
      await record(2, 1);
      const { events } = await follow({ lastEventId });
      await soon(() => expect(events).toHaveLength(3));
      expect(events[0]).toEqual({ event: "gap", data: { reason: "restarted", at: 7 } });
      expect(events.slice(1).map(({ id }) => id)).toEqual([1, 2]);
    },
  );

  it("takes 64 readers, and answers 503 to more", async () => {
    await start(MEGABYTE);
    const { ended, response } = await follow();
    for (let n = 1; n < 64; n++) await follow();
    expect((await follow()).response.statusCode).toBe(503);
    response.destroy();
    await ended;
    await soon(async () => expect((await follow()).response.statusCode).toBe(200));
  });
});
