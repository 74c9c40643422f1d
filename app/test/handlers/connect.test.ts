import { afterEach, describe, expect, it, vi } from "vitest";
import type { ConnectEvent } from "../../src/aws/events.ts";
import { type StubAnswer, startAwsStub } from "../support/aws-stub.ts";
import { CONTEXT, coldStart } from "../support/lambda.ts";

afterEach(() => vi.unstubAllEnvs());

const connectedAt = Date.now();
const authorizer = { principalId: "u", userId: "u", sub: "s", exp: String(Math.floor(connectedAt / 1000) + 60) };
const event = (headers: Record<string, string>, context: object = { authorizer }): ConnectEvent => ({
  headers,
  requestContext: { connectionId: "abc=", connectedAt, requestId: "r", ...context },
});

async function connect(any: ConnectEvent, answer: StubAnswer = { body: {} }) {
  await using stub = await startAwsStub(() => answer);
  const { handler } = await coldStart(stub.endpoint, () => import("../../src/handlers/connect.ts"));
  return { response: await handler(any, CONTEXT), calls: stub.calls };
}

describe("$connect", () => {
  it.each([
    ["the pair with a token is offered", { "Sec-WebSocket-Protocol": "websocket, a.b.c" }],
    ["it alone is offered", { "sec-websocket-protocol": "websocket" }],
  ])("selects the subprotocol when %s, and never the token", async (_, headers) => {
    const { response } = await connect(event(headers));
    expect(response).toEqual({ statusCode: 200, headers: { "Sec-WebSocket-Protocol": "websocket" } });
  });

  it("selects none when none is offered", async () => {
    const { response } = await connect(event({}));
    expect(response).toEqual({ statusCode: 200 });
  });

  it("registers the connection", async () => {
    const { calls } = await connect(event({}));
    expect(calls.map(({ operation }) => operation)).toEqual(["PutItem"]);
    expect(JSON.parse(calls[0]?.body ?? "")).toMatchObject({ Item: { GSI1PK: { S: "u" }, pk: { S: "C#abc=" } } });
  });

  it("keeps neither address nor headers of the client", async () => {
    const identity = { sourceIp: "203.0.113.7", userAgent: "agent" };
    const { calls } = await connect(event({ "X-Forwarded-For": "203.0.113.7" }, { authorizer, identity }));
    expect(calls[0]?.body).not.toMatch(/203\.0\.113|agent/);
  });

  it("refuses a handshake that no authorizer has seen", async () => {
    await expect(connect(event({}, {}))).rejects.toThrow("authorizer");
  });

  it("refuses a handshake that it cannot register", async () => {
    const down = { status: 400, body: { __type: "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException" } };
    await expect(connect(event({}), down)).rejects.toThrow();
  });
});
