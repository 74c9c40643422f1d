import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CallOptions, call } from "../support/http.ts";
import { openSocket, type TestSocket } from "../support/sockets.ts";
import { appTemplate, type System, startSystem } from "../support/system.ts";
import { createTestJwt, readSigningSecret, sign } from "../support/tokens.ts";

/** More than every other test here needs together. */
const USER_MESSAGES_PER_MINUTE = 50;

let system: System;
let ann: string;
let bob: string;

beforeAll(async () => {
  system = await startSystem(appTemplate, ["--parameter", `UserMessagesPerMinute=${USER_MESSAGES_PER_MINUTE}`]);
  [ann, bob] = await Promise.all([createTestJwt(system, { userId: "ann" }), createTestJwt(system, { userId: "bob" })]);
});
afterAll(() => system[Symbol.asyncDispose]());

const COUNT = { name: "countWords", input: { text: "to be or not to be" } };
const post = (options: CallOptions) => call(system, "POST", "/requests", options);
const get = (requestId: string, token = ann) => call(system, "GET", `/requests/${requestId}`, { token });

async function accepted(options: CallOptions): Promise<string> {
  const { status, body, headers } = await post({ token: ann, ...options });
  expect(status).toBe(202);
  expect(headers.get("location")).toBe(`/requests/${body.requestId}`);
  return body.requestId;
}

async function told(socket: TestSocket, requestId: string) {
  const push = await socket.next({ type: "User Push Notification", id: `request-${requestId}` });
  return { message: push.message, path: new URL(String(push.callback)).pathname };
}

describe("a request", () => {
  it("is answered at once, done, and told to every socket of its user, who gets the result", async () => {
    using phone = await openSocket(system.url, ["websocket", ann]);
    using laptop = await openSocket(system.url, ["websocket", ann]);
    using other = await openSocket(system.url, ["websocket", bob]);
    const requestId = await accepted({ body: COUNT });
    for (const socket of [phone, laptop])
      expect(await told(socket, requestId)).toEqual({
        message: { requestId, name: "countWords", status: "succeeded" },
        path: `/requests/${requestId}`,
      });
    const { status, body } = await get(requestId);
    expect([status, body]).toEqual([200, { requestId, status: "succeeded", result: { words: 6 } }]);
    expect(other.received).toEqual([]);
  });

  it("that fails is told, too, with the reason for who asks", async () => {
    using socket = await openSocket(system.url, ["websocket", ann]);
    const requestId = await accepted({ body: { name: "countWords", input: { text: "  " } } });
    expect(await told(socket, requestId)).toMatchObject({ message: { status: "failed" } });
    expect((await get(requestId)).body).toEqual({
      requestId,
      status: "failed",
      error: { code: "no_words", message: "There is no word in the text." },
    });
  });

  it("is nobody else's business: another user and another tenant learn what they learn of no request", async () => {
    const requestId = await accepted({ body: COUNT });
    const elsewhere = await sign(await readSigningSecret(system), { sub: "examplesub", userId: "ann", tenant: "acme" });
    const nothing = await get("no-such-request");
    expect(nothing).toMatchObject({ status: 404, body: { code: "not_found", message: "There is no such request." } });
    for (const token of [bob, elsewhere]) {
      const { status, body } = await get(requestId, token);
      expect([status, body]).toEqual([nothing.status, nothing.body]);
    }
    expect((await call(system, "GET", `/requests/${requestId}`)).status).toBe(401);
  });
});

describe("DELETE /requests/{id}", () => {
  const cancel = (requestId: string, token = ann) => call(system, "DELETE", `/requests/${requestId}`, { token });

  it("leaves a request that has ended as it ended, and somebody else's alone", async () => {
    using socket = await openSocket(system.url, ["websocket", ann]);
    const requestId = await accepted({ body: COUNT });
    expect(await cancel(requestId, bob)).toMatchObject({ status: 404, body: { code: "not_found" } });
    await told(socket, requestId);
    const { status, body } = await cancel(requestId);
    expect([status, body]).toEqual([200, { requestId, status: "succeeded", result: { words: 6 } }]);
  });
});

describe("Idempotency-Key", () => {
  const withKey = (key: string, body: unknown, token = ann) =>
    post({ token, body, headers: { "idempotency-key": key } });

  it("gives the same request for the same body, also when ten ask at once, and one push", async () => {
    using socket = await openSocket(system.url, ["websocket", ann]);
    const answers = await Promise.all(Array.from({ length: 10 }, () => withKey("key-1", COUNT)));
    const ids = new Set(answers.map(({ body }) => body.requestId));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(202));
    expect(ids.size).toBe(1);
    const [requestId = ""] = ids;
    await told(socket, requestId);
    await withKey("key-1", COUNT);
    await told(socket, await accepted({ body: COUNT }));
    expect(socket.received.filter(({ id }) => id === `request-${requestId}`)).toHaveLength(1);
  });

  it("answers 422 to another body, and is each user's own", async () => {
    const { body: first } = await withKey("key-2", COUNT);
    const other = await withKey("key-2", { ...COUNT, input: { text: "another" } });
    expect(other).toMatchObject({ status: 422, body: { code: "key_reused" } });
    const { status, body } = await withKey("key-2", { ...COUNT, input: { text: "another" } }, bob);
    expect(status).toBe(202);
    expect(body.requestId).not.toBe(first.requestId);
  });
});

describe("what is wrong", () => {
  it.each<[string, unknown, number, object]>([
    ["what is not JSON", "{", 400, { code: "invalid_json" }],
    ["an unknown name", { name: "__proto__" }, 400, { fields: [{ path: "name" }] }],
    ["an unknown field", { ...COUNT, inptu: 1 }, 400, { fields: [{ path: "inptu" }] }],
    ["a wrong input", { name: "countWords", input: { text: 1 } }, 400, { fields: [{ path: "input.text" }] }],
    ["no input", { name: "countWords" }, 400, { fields: [{ path: "input" }] }],
    ["too much", { name: "countWords", input: { text: "x".repeat(33_000) } }, 413, { code: "too_large" }],
  ])("is said of %s, and nothing is done", async (_, body, status, problem) => {
    const answer = await post({ token: ann, body });
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject(problem);
  });

  it("is said of a key that is too long", async () => {
    const answer = await post({ token: ann, body: COUNT, headers: { "idempotency-key": "x".repeat(129) } });
    expect(answer).toMatchObject({ status: 400, body: { fields: [{ path: "Idempotency-Key" }] } });
  });
});

describe("CORS", () => {
  it("lets pages send the token and the key", async () => {
    const { headers } = await call(system, "OPTIONS", "/requests", {
      headers: {
        origin: "https://app.example.com",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,idempotency-key",
      },
    });
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.get("access-control-allow-headers")).toContain("idempotency-key");
    expect(headers.get("access-control-allow-credentials")).toBeNull();
  });
});

describe("a user's minute", () => {
  const MINUTE_SECONDS = 60;
  const TICKETS = 40;

  it("holds so many tickets and requests and no more, of that user alone, until the next one begins", async () => {
    let aheadSeconds = await system.advance(0);
    const secondsLeft = () => MINUTE_SECONDS - (Math.floor(Date.now() / 1000 + aheadSeconds) % MINUTE_SECONDS);
    aheadSeconds = await system.advance(secondsLeft());
    const eager = await createTestJwt(system, { userId: "eager" });
    using socket = await openSocket(system.url, ["websocket", eager]);
    const repeated = { token: eager, body: COUNT, headers: { "idempotency-key": "eager" } };
    const ticket = () => call(system, "POST", "/tickets", { token: eager });

    const tickets = await Promise.all(Array.from({ length: TICKETS }, ticket));
    expect(new Set(tickets.map(({ status }) => status))).toEqual(new Set([201]));
    const requests = await Promise.all(
      Array.from({ length: USER_MESSAGES_PER_MINUTE - TICKETS }, () => post(repeated)),
    );
    expect(new Set(requests.map(({ status }) => status))).toEqual(new Set([202]));

    const [refused, ...others] = await Promise.all([ticket(), post(repeated), post({ token: eager, body: COUNT })]);
    for (const { status, body } of [refused, ...others]) expect([status, body.code]).toEqual([429, "rate_limited"]);
    expect((await get(requests[0]?.body.requestId, eager)).status).toBe(200);
    socket.send({ action: "subscribe", entityId: "order" });
    expect(await socket.next({ type: "error" })).toMatchObject({ code: "rate_limited" });
    expect((await call(system, "POST", "/tickets", { token: bob })).status).toBe(201);
    await accepted({ token: bob, body: COUNT });

    const retryAfterSeconds = Number(refused.headers.get("retry-after"));
    expect(retryAfterSeconds).toBeGreaterThan(0);
    expect(retryAfterSeconds).toBeLessThanOrEqual(MINUTE_SECONDS);
    await system.advance(retryAfterSeconds);
    expect((await ticket()).status).toBe(201);
    await accepted({ token: eager, body: COUNT });
  });
});
