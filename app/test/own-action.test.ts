import type { WebSocketEvent } from "@portcullis/lambda";
import { afterEach, describe, expect, it, vi } from "vitest";
import * as z from "zod/mini";
import { type RecordedCall, type StubAnswer, startAwsStub } from "./support/aws-stub.ts";
import { CONTEXT, coldStart } from "./support/lambda.ts";

afterEach(() => vi.unstubAllEnvs());

const LATER = { N: String(Math.floor(Date.now() / 1000) + 3600) };
const CONNECTION = { connectionId: { S: "abc=" }, userId: { S: "u" }, sub: { S: "s" }, exp: LATER, ttl: LATER };

/** A connection that has sent so much in this minute, or is not known. */
const table =
  (messages: number | undefined) =>
  ({ operation, body }: RecordedCall): StubAnswer => {
    if (operation !== "UpdateItem") return { body: {} };
    if (messages === undefined) return { status: 400, body: { __type: "x#ConditionalCheckFailedException" } };
    const { Key, ExpressionAttributeNames = {} } = JSON.parse(body);
    if (Key.sk.S.startsWith("R#")) return { body: { Attributes: { messages: { N: "1" } } } };
    const counter: string = ExpressionAttributeNames["#this"];
    return { body: { Attributes: { ...CONNECTION, [counter]: { N: String(messages) } } } };
  };

const eventOf = (body: object | string): WebSocketEvent => ({
  body: typeof body === "string" ? body : JSON.stringify(body),
  requestContext: {
    routeKey: "ask",
    eventType: "MESSAGE",
    connectionId: "abc=",
    connectedAt: 0,
    requestId: "r",
    apiId: "a",
    stage: "dev",
    domainName: "d",
  },
});

const ANSWERING = {
  payload: z.strictObject({ text: z.string() }),
  answer: z.object({ type: z.literal("ask"), text: z.string() }),
};
const SILENT = { payload: z.strictObject({ text: z.string() }) };

/** Sends one message to an action that answers, or to one that does not; its settings are all in one variable. */
async function send(message: object | string, { messages, isSilent }: { messages?: number; isSilent?: true }) {
  await using stub = await startAwsStub(table(messages));
  const { ownAction } = await coldStart(stub.endpoint, () => import("../src/own-action.ts"));
  const settings: Record<string, string> = {};
  for (const name of ["TABLE_NAME", "CLOSE_QUEUE_URL", "MANAGEMENT_ENDPOINT", "MESSAGES_PER_MINUTE", "ENTITY_DAYS"]) {
    settings[name] = process.env[name] ?? "";
    vi.stubEnv(name, undefined);
  }
  vi.stubEnv("APP_SETTINGS", JSON.stringify(settings));
  const acted: string[] = [];
  const handler = isSilent
    ? ownAction("ask", SILENT, async ({ text }) => void acted.push(text))
    : ownAction("ask", ANSWERING, async ({ text }) => ({ type: "ask" as const, text: `${acted.push(text)}` }));
  const { body } = await handler(eventOf(message), CONTEXT);
  const calls = stub.calls.map(({ operation, path }) => (path.includes("@connections") ? "post" : operation));
  return { frame: body === undefined ? undefined : JSON.parse(body), acted, calls };
}

describe("an action of one's own", () => {
  it("never sees a traceparent, and its answer goes on with it", async () => {
    const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const { frame } = await send({ action: "ask", text: "a", requestId: "7", traceparent }, { messages: 1 });
    const another = expect.stringMatching(/^00-4bf92f3577b34da6a3ce929d0e0e4736-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$/);
    expect(frame).toEqual({ type: "ask", text: "1", requestId: "7", traceparent: another });
    const silent = await send({ action: "ask", text: "a", traceparent }, { messages: 1, isSilent: true });
    expect(silent).toMatchObject({ frame: undefined, acted: ["a"] });
  });

  it("takes the message of who is known, which counts like any other", async () => {
    const { frame, calls } = await send({ action: "ask", text: "a", requestId: "7" }, { messages: 1 });
    expect(frame).toEqual({ type: "ask", text: "1", requestId: "7" });
    expect(calls).toEqual(["UpdateItem", "UpdateItem"]);
  });

  it("never sees the message of who is not, and has that connection closed", async () => {
    const { frame, acted, calls } = await send({ action: "ask", text: "a" }, {});
    expect(frame).toMatchObject({ type: "error", code: "connection_unknown" });
    expect(acted).toEqual([]);
    expect(calls.at(-1)).toMatch(/^SendMessage/);
  });

  it("never sees a message above the rate, or one without its form, which counts as a mistake", async () => {
    const tooMany = await send({ action: "ask", text: "a", requestId: "7" }, { messages: 101 });
    expect(tooMany.frame).toMatchObject({ code: "rate_limited", requestId: "7", retryAfterMs: expect.any(Number) });
    const wrong = await send({ action: "ask", txet: "a" }, { messages: 1 });
    expect(wrong.frame).toMatchObject({ code: "invalid_message" });
    expect(wrong.calls).toHaveLength(3);
    expect([tooMany.acted, wrong.acted]).toEqual([[], []]);
  });

  it("without an answer has no body, its mistakes are posted, and what is above the rate is not", async () => {
    expect(await send({ text: "a" }, { messages: 1, isSilent: true })).toMatchObject({
      frame: undefined,
      acted: ["a"],
    });
    const wrong = await send("{", { messages: 1, isSilent: true });
    expect([wrong.frame, wrong.calls.at(-1)]).toEqual([undefined, "post"]);
    const tooMany = await send({ text: "a" }, { messages: 101, isSilent: true });
    expect([tooMany.frame, tooMany.acted, tooMany.calls]).toEqual([undefined, [], ["UpdateItem"]]);
  });
});
