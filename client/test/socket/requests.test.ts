import { describe, expect, it } from "vitest";
import { createClient } from "../../src/index.ts";
import { settled } from "../support/fake-clock.ts";
import { createFakeWebSocket } from "../support/fake-socket.ts";
import { createHarness } from "../support/harness.ts";

describe("request", () => {
  it("sends an action of one's own and resolves with the message that repeats its id", async () => {
    const { client, open } = createHarness();
    const socket = await open();
    const asked = client.request("ask", { question: "Why?" });
    expect(socket.sent).toEqual([{ action: "ask", question: "Why?", requestId: "1" }]);
    socket.receive({ type: "answer", text: "not this", requestId: "2" });
    socket.answer("ask", { type: "answer", text: "Because." });
    expect(await asked).toEqual({ type: "answer", text: "Because.", requestId: "1" });
  });

  it("does not let a payload take the place of the action or the id", async () => {
    const { client, open } = createHarness();
    const socket = await open();
    void client.request("ask", { action: "other", requestId: "mine" }).catch(() => {});
    expect(socket.sent).toEqual([{ action: "ask", requestId: "1" }]);
    client.disconnect();
  });

  it.each([
    ["an error of the contract", { type: "error", code: "not_authorized", message: "no" }, { code: "not_authorized" }],
    [
      "an error of one's own",
      { type: "error", code: "too_long", message: "no" },
      { code: "server_error", details: { serverCode: "too_long" } },
    ],
  ])("rejects with %s", async (_, answer, error) => {
    const { client, open } = createHarness();
    const socket = await open();
    const asked = client.request("ask", {});
    socket.answer("ask", answer);
    await expect(asked).rejects.toMatchObject(error);
  });

  it("rejects where there is no connection, and when it ends", async () => {
    const { client, open } = createHarness();
    await expect(client.request("ask", {})).rejects.toMatchObject({ code: "connection_lost" });
    const socket = await open();
    const asked = client.request("ask", {});
    socket.end();
    await expect(asked).rejects.toMatchObject({ code: "connection_lost" });
  });

  it("waits 30 s, or as long as it is told", async () => {
    const { client, open, clock } = createHarness();
    await open();
    const outcomes: unknown[] = [];
    client.request("ask", {}).catch(({ code }) => outcomes.push([30, code]));
    client.request("ask", {}, { timeoutMs: 1_000 }).catch(({ code }) => outcomes.push([1, code]));
    await clock.advance(1_000);
    expect(outcomes).toEqual([[1, "request_timeout"]]);
    await clock.advance(29_000);
    expect(outcomes).toEqual([
      [1, "request_timeout"],
      [30, "request_timeout"],
    ]);
  });

  it("rejects with the signal's reason, leaves nothing behind, and passes over a late answer", async () => {
    const { client, open, clock, errors } = createHarness();
    const socket = await open();
    const before = clock.pending;
    const aborter = new AbortController();
    const asked = client.request("ask", {}, { signal: aborter.signal });
    aborter.abort(new Error("enough"));
    await expect(asked).rejects.toThrow("enough");
    expect(clock.pending).toBe(before);
    socket.answer("ask", { type: "answer" });
    expect(errors).toEqual([]);
  });

  it("sends nothing for a signal that has aborted", async () => {
    const { client, open } = createHarness();
    const socket = await open();
    await expect(client.request("ask", {}, { signal: AbortSignal.abort(new Error("no")) })).rejects.toThrow("no");
    expect(socket.sent).toEqual([]);
  });
});

describe("send", () => {
  it("sends an action, and says when it could not", async () => {
    const { client, open } = createHarness();
    expect(client.send("typing", { entityId: "room" })).toBe(false);
    const socket = await open();
    expect(client.send("typing", { entityId: "room" })).toBe(true);
    expect(socket.sent).toEqual([{ action: "typing", entityId: "room" }]);
  });
});

describe("messages of one's own", () => {
  it("go to the handlers of their type", async () => {
    const { client, open } = createHarness();
    const told: unknown[] = [];
    const remove = client.onMessage("typing", (message) => told.push(message));
    const socket = await open();
    socket.receive({ type: "typing", userId: "ada" });
    socket.receive({ type: "constructor" });
    remove();
    socket.receive({ type: "typing", userId: "bob" });
    expect(told).toEqual([{ type: "typing", userId: "ada" }]);
  });

  it("are not taken for the answer to a request unless they repeat its id", async () => {
    const { client, open } = createHarness();
    const told: unknown[] = [];
    client.onMessage("answer", (message) => told.push(message));
    const socket = await open();
    const asked = client.request("ask", {});
    socket.receive({ type: "answer", text: "to all" });
    socket.answer("ask", { type: "answer", text: "to me" });
    expect(await asked).toMatchObject({ text: "to me" });
    expect(told).toEqual([{ type: "answer", text: "to all" }]);
  });

  it.each(["Entity Updated", "error", "pong"])("cannot be of the contract's type %s", (type) => {
    const { client } = createHarness();
    expect(() => client.onMessage(type, () => {})).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });

  it("that throw in a handler are reported, and disturb nothing", async () => {
    const { client, open, errors } = createHarness();
    client.onMessage("typing", () => {
      throw new Error("mine");
    });
    const socket = await open();
    socket.receive({ type: "typing" });
    await settled();
    expect(errors).toMatchObject([{ code: "handler_failed", message: "mine" }]);
    expect(client.status.state).toBe("connected");
  });
});

describe("types of a protocol", () => {
  interface Chat {
    entities: { [id: `room:${string}`]: { text: string } };
    user: string;
    actions: {
      ask: { payload: { question: string }; answer: { type: "answer"; text: string } };
      typing: { payload: { entityId: string } };
    };
    messages: { typing: { userId: string } };
  }

  it("hold for actions, answers and messages", () => {
    const { WebSocket } = createFakeWebSocket();
    const client = createClient<Chat>({ url: "wss://example.com/dev", getToken: () => "token", WebSocket });
    const use = async () => {
      const { text } = await client.request("ask", { question: "Why?" });
      client.send("typing", { entityId: text });
      client.onMessage("typing", ({ userId }) => userId.length);
      // @ts-expect-error: there is no such action
      client.send("shout", {});
      // @ts-expect-error: it asks for a question
      await client.request("ask", {});
      // @ts-expect-error: there is no such message
      client.onMessage("shouted", () => {});
    };
    expect(use).toBeTypeOf("function");
    client.close();
  });
});
