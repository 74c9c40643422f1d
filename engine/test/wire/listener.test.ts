import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HttpReply } from "../../src/wire/http.ts";
import { type Listener, listen } from "../../src/wire/listener.ts";

let reply: HttpReply;
let fails: Error | undefined;
let listener: Listener;

beforeAll(async () => {
  listener = await listen({
    host: "127.0.0.1",
    port: 0,
    intercept: () => false,
    handle: async () => {
      if (fails) throw fails;
      return reply;
    },
    upgrade: (_request, socket) => void socket.destroy(),
  });
});
afterAll(() => listener[Symbol.asyncDispose]());

const call = () => fetch(`http://127.0.0.1:${listener.port}/`);

describe("the one port", () => {
  it.each<HttpReply>([
    { status: 100 },
    { status: 101 },
    { status: 99 },
    { status: 1_000 },
    { status: Number.NaN },
    { status: 200, headers: { "a b": "1" } },
    { status: 200, headers: { a: "1\r\nb: 2" } },
    { status: 200, headers: { trailer: "x" } },
  ])("answers 500 in place of what cannot be sent, and goes on: $status $headers", async (given) => {
    reply = given;
    expect((await call()).status).toBe(500);
    reply = { status: 200, body: "fine" };
    expect(await (await call()).text()).toBe("fine");
  });

  it("ends a request whose answer fails, and no other", async () => {
    fails = new Error("a defect");
    await expect(call()).rejects.toThrow();
    fails = undefined;
    reply = { status: 204 };
    expect((await call()).status).toBe(204);
  });
});
