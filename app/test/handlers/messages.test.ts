import { afterEach, describe, expect, it, vi } from "vitest";
import { type RecordedCall, type StubAnswer, startAwsStub } from "../support/aws-stub.ts";
import { CONTEXT, coldStart } from "../support/lambda.ts";

afterEach(() => vi.unstubAllEnvs());

const event = (message: unknown) => ({
  body: typeof message === "string" ? message : JSON.stringify(message),
  requestContext: { connectionId: "abc=", connectedAt: 0, requestId: "r" },
});

const LATER = { N: String(Math.floor(Date.now() / 1000) + 3600) };
const registered = ({ operation }: RecordedCall): StubAnswer => ({
  body:
    operation === "GetItem"
      ? { Item: { connectionId: { S: "abc=" }, userId: { S: "u" }, exp: LATER, ttl: LATER } }
      : {},
});

describe("two-way routes", () => {
  it.each([
    ["subscribe", () => import("../../src/handlers/subscribe.ts"), { type: "subscribed", entityId: "e" }],
    ["unsubscribe", () => import("../../src/handlers/unsubscribe.ts"), { type: "unsubscribed", entityId: "e" }],
  ])("%s answers on the same connection", async (action, load, answer) => {
    await using stub = await startAwsStub(registered);
    const { handler } = await coldStart(stub.endpoint, load);
    const response = await handler(event({ action, entityId: "e" }));
    expect(response.statusCode).toBe(200);
    expect(JSON.parse(response.body)).toEqual(answer);
    expect(stub.calls.at(-1)?.operation).toBe("TransactWriteItems");
  });

  it("leave an error of ours to API Gateway, which tells the client and counts it", async () => {
    await using stub = await startAwsStub(() => ({ status: 400, body: { __type: "ValidationException" } }));
    const { handler } = await coldStart(stub.endpoint, () => import("../../src/handlers/subscribe.ts"));
    await expect(handler(event({ action: "subscribe", entityId: "e" }))).rejects.toThrow();
  });

  it.each([
    ["dance", { action: "dance" }, "unknown_action"],
    ["what is not JSON", "hello", "invalid_json"],
    ["a list", [], "invalid_message"],
  ])("$default answers %s with an error, and needs no other service", async (_, message, code) => {
    const { handler } = await import("../../src/handlers/default.ts");
    const { statusCode, body } = await handler(event(message));
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ type: "error", code });
  });
});

describe("$disconnect", () => {
  it("forgets the connection and its subscriptions", async () => {
    await using stub = await startAwsStub(() => ({ body: {} }));
    const { handler } = await coldStart(stub.endpoint, () => import("../../src/handlers/disconnect.ts"));
    expect(await handler(event(""), CONTEXT)).toEqual({ statusCode: 200 });
    expect(stub.calls.map(({ operation }) => operation)).toEqual(["DeleteItem", "Query"]);
  });
});

describe("CreateTestJwt", () => {
  it("answers with an authToken", async () => {
    await using stub = await startAwsStub(() => ({ body: { SecretString: "s".repeat(64) } }));
    const { handler } = await coldStart(stub.endpoint, () => import("../../src/handlers/create-test-jwt.ts"));
    expect(await handler({})).toEqual({ authToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) });
  });
});

describe("a setting that is missing", () => {
  it("stops the cold start with its name", async () => {
    vi.stubEnv("TABLE_NAME", "");
    vi.resetModules();
    await expect(import("../../src/handlers/connect.ts")).rejects.toThrow("TABLE_NAME is not set");
  });
});
