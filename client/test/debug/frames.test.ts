import { describe, expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { type DebugFrame, debugFrames } from "../../src/debug/index.ts";
import { type Auth, type ClientOptions, createClient } from "../../src/index.ts";
import { startServer } from "../support/server.ts";

const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl";

/** Connects, with what `debugFrames` shows. */
async function connect(options: Partial<ClientOptions> = {}) {
  const server = await startServer();
  onTestFinished(() => server[Symbol.asyncDispose]());
  const frames: DebugFrame[] = [];
  const debug = debugFrames((frame) => frames.push(frame));
  const client = createClient({ url: server.url, WebSocket, getToken: () => "opaque-token", debug, ...options });
  onTestFinished(() => client.close());
  await client.ready();
  return { server, client, frames };
}

describe("debugFrames", () => {
  it("shows what goes out and comes in, with its type, size and time", async () => {
    const { client, frames } = await connect();
    await client.subscribe("order").ready();
    expect(frames.map(({ direction, type }) => `${direction} ${type}`)).toEqual([
      "in open",
      "out subscribe",
      "in subscribed",
    ]);
    for (const { type, size, ms, text } of frames) {
      expect(size).toBe(type === "open" ? 0 : text.length);
      expect(ms).toBeGreaterThanOrEqual(0);
    }
    expect(JSON.parse(frames[1]?.text ?? "")).toMatchObject({ action: "subscribe", entityId: "order" });
  });

  it("shows the end of a socket", async () => {
    const { server, frames } = await connect();
    server.cut();
    await expect.poll(() => frames).toContainEqual(expect.objectContaining({ type: "close", text: "1006" }));
  });

  it.each<[Auth, string]>([
    ["subprotocol", "opaque-token"],
    ["query", "opaque/token+with=signs"],
    ["ticket", "tkt_1"],
  ])("has no token of the %s, whoever repeats it", async (auth, token) => {
    const { server, frames } = await connect({ auth, getToken: () => token });
    server.send({ type: "audit", seen: `token ${token}`, as: encodeURIComponent(token) });
    await expect.poll(() => frames).toContainEqual(expect.objectContaining({ type: "audit" }));
    const texts = frames.map(({ text }) => text).join("\n");
    expect(texts).toContain("token …");
    expect(texts).not.toContain(token);
    expect(texts).not.toContain(encodeURIComponent(token));
  });

  it("has no token of a renewal", async () => {
    const tokenFor = (reason: string) => (reason === "refresh" ? 'a "secret"' : "first");
    const getToken: ClientOptions["getToken"] = ({ reason }) => ({
      token: tokenFor(reason),
      expiresAt: Date.now() + 100,
    });
    const { server, frames } = await connect({ getToken });
    await server.nextRequest("authenticate");
    const renewal = frames.find(({ type }) => type === "authenticate");
    expect(JSON.parse(renewal?.text ?? "")).toMatchObject({ action: "authenticate", token: "…" });
  });

  it("has nothing that looks like a JWT", async () => {
    const { server, frames } = await connect();
    server.publish("order", JWT);
    server.send({ type: "note", nested: { list: [`Bearer ${JWT}`] } });
    await expect.poll(() => frames.map(({ type }) => type)).toContain("note");
    expect(JSON.stringify(frames)).not.toContain("eyJ");
    expect(frames.at(-1)?.text).toContain("Bearer …");
  });

  it("shows what is no message, too", async () => {
    const { server, client, frames } = await connect();
    client.on("error", () => {});
    server.send(["no", "message"]);
    await expect.poll(() => frames.at(-1)).toMatchObject({ direction: "in", type: "other", text: '["no","message"]' });
  });
});
