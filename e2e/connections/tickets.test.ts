import { DynamoDBClient, ListTablesCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { createClient } from "@portcullis/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { call } from "../support/http.ts";
import { handshake, openSocket } from "../support/sockets.ts";
import { type System, startSystem } from "../support/system.ts";
import { createTestJwt, readSigningSecret, sign } from "../support/tokens.ts";

const PAGE = "https://app.example.com";

let system: System;
let token: string;

beforeAll(async () => {
  system = await startSystem();
  token = await createTestJwt(system, { userId: "ticket-user" });
});
afterAll(() => system[Symbol.asyncDispose]());

async function ticketFor(origin?: string): Promise<string> {
  const { status, body } = await call(system, "POST", "/tickets", { token, ...(origin && { headers: { origin } }) });
  expect(status).toBe(201);
  expect(body.ticket).toMatch(/^tkt_[\w-]{43}$/);
  return body.ticket;
}

const inQuery = (ticket: string) => `${system.url}?access_token=${ticket}`;
const open = async (ticket: string, headers: Record<string, string> = {}) =>
  (await handshake(inQuery(ticket), headers)).status;

describe("POST /tickets", () => {
  it("answers 401 without a token, with a wrong one and with one in the query", async () => {
    const forged = await sign(new TextEncoder().encode("x".repeat(64)));
    const answers = await Promise.all([
      call(system, "POST", "/tickets"),
      call(system, "POST", "/tickets", { token: forged }),
      call(system, "POST", "/tickets", { headers: { authorization: `Basic ${token}` } }),
      call(system, "POST", `/tickets?access_token=${token}`),
    ]);
    for (const { status, body } of answers) expect([status, body]).toEqual([401, { message: "Unauthorized" }]);
  });

  it("gives a ticket that nothing may keep, and says until when it counts", async () => {
    const before = Date.now();
    const { body, headers } = await call(system, "POST", "/tickets", { token });
    expect(headers.get("cache-control")).toBe("no-store");
    expect(Date.parse(body.expiresAt) - before).toBeGreaterThan(25_000);
    expect(Date.parse(body.expiresAt) - before).toBeLessThan(35_000);
  });

  it("gives none that outlives its token", async () => {
    const exp = Math.floor(Date.now() / 1000) + 10;
    const short = await sign(await readSigningSecret(system), { exp });
    const { body } = await call(system, "POST", "/tickets", { token: short });
    expect(Date.parse(body.expiresAt)).toBe(exp * 1000);
  });
});

describe("a ticket", () => {
  it("opens exactly one of a hundred handshakes at the same time", async () => {
    const ticket = await ticketFor();
    const statuses = await Promise.all(Array.from({ length: 100 }, () => open(ticket)));
    expect(statuses.filter((status) => status === 101)).toHaveLength(1);
    expect(statuses.filter((status) => status === 401)).toHaveLength(99);
  });

  it("opens a socket of its user, beside the subprotocol too", async () => {
    using socket = await openSocket(system.url, ["websocket", await ticketFor()]);
    socket.send({ action: "subscribe", entityId: "order" });
    expect(await socket.next({ type: "subscribed" })).toMatchObject({ entityId: "order" });
  });

  it("is for the page that asked for it, and used up by whoever shows it", async () => {
    const ticket = await ticketFor(PAGE);
    expect(await open(ticket, { Origin: "https://evil.example" })).toBe(401);
    expect(await open(ticket, { Origin: PAGE })).toBe(401);
    expect(await open(await ticketFor(PAGE), { Origin: PAGE })).toBe(101);
  });

  it("is asked for anew by the client when its connection is lost", async () => {
    const opened: WebSocket[] = [];
    class KeptWebSocket extends WebSocket {
      constructor(url: string, protocols?: string[]) {
        super(url, protocols);
        opened.push(this);
      }
    }
    let tickets = 0;
    const client = createClient({
      url: system.url,
      auth: "ticket",
      WebSocket: KeptWebSocket,
      retryDelay: () => 0,
      getToken: () => {
        tickets++;
        return ticketFor();
      },
    });
    await client.ready();
    const again = new Promise<void>((resolve) =>
      client.on("state", ({ state }) => {
        if (state === "connected") resolve();
      }),
    );
    opened.at(-1)?.terminate();
    await again;
    expect([tickets, opened.length]).toEqual([2, 2]);
    client.close();
  });

  it("is no token for the HTTP API", async () => {
    expect((await call(system, "POST", "/tickets", { token: await ticketFor() })).status).toBe(401);
  });

  it("is in the table only as its hash, and in no log", async () => {
    const ticket = await ticketFor();
    const client = new DynamoDBClient(system.sdk);
    const { TableNames = [] } = await client.send(new ListTablesCommand({}));
    const { Items } = await client.send(new ScanCommand({ TableName: TableNames[0] }));
    expect(JSON.stringify(Items)).toContain("ticket#");
    expect(JSON.stringify(Items)).not.toContain(ticket.slice(4));
    expect(await open(ticket)).toBe(101);
    expect(system.log()).not.toContain(ticket.slice(4));
  });

  it("counts for 30 seconds", async () => {
    const ticket = await ticketFor();
    await system.advance(31);
    expect(await open(ticket)).toBe(401);
  });
});
