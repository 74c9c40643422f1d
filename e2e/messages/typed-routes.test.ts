import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { handshake, openSocket } from "../support/sockets.ts";
import { root, type System, startSystem } from "../support/system.ts";

let system: System;
const connect = () => openSocket(`${system.url}?name=ada`);

beforeAll(async () => {
  system = await startSystem(join(root, "e2e/fixtures/typed-routes/template.yaml"));
});
afterAll(() => system[Symbol.asyncDispose]());

describe("@portcullis/lambda behind API Gateway", () => {
  it("answers $connect as its function says", async () => {
    expect(await handshake(system.url)).toMatchObject({ status: 403 });
  });

  it("answers a message with the caller's requestId, and has the event as its types say", async () => {
    using socket = await connect();
    socket.send({ action: "ask", question: "Why?", requestId: "7" });
    expect(await socket.next({ type: "answer" })).toMatchObject({
      requestId: "7",
      connectionId: expect.any(String),
      context: { connectedAt: expect.any(Number), address: "127.0.0.1" },
      body: '{"action":"ask","question":"Why?","requestId":"7"}',
      isBase64Encoded: false,
      requestContext: {
        routeKey: "ask",
        eventType: "MESSAGE",
        apiId: expect.any(String),
        stage: "dev",
        domainName: expect.any(String),
        requestId: expect.any(String),
      },
    });
  });

  it.each([
    [
      { action: "ask", question: 1 },
      { code: "invalid_message", fields: [{ path: "question", message: "must be text" }] },
    ],
    [
      { action: "ask", question: "" },
      { code: "no_question", message: "There is no question." },
    ],
    [{ action: "dance" }, { code: "unknown_action" }],
    ["{", { code: "invalid_json" }],
  ])("answers %j with an error in a frame, and the connection stays open", async (message, expected) => {
    using socket = await connect();
    socket.send(message);
    expect(await socket.next({ type: "error" })).toMatchObject(expected);
    socket.send({ action: "ask", question: "Still there?" });
    await socket.next({ type: "answer" });
  });

  it("sends nothing for a route without an answer", async () => {
    using socket = await connect();
    socket.send({ action: "note", text: "first" });
    await system.waitFor(({ type, data }) => type === "answer" && data.routeKey === "note");
    socket.send({ action: "ask", question: "What was noted?" });
    expect((await socket.next({ type: "answer" })).notes).toContain("first");
    expect(socket.received).toHaveLength(1);
  });
});
