import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { createRequest, type Posted } from "../../../src/core/requests/create-request.ts";
import { requestIdFor } from "../../../src/core/requests/request.ts";
import { defineWork } from "../../../src/core/requests/work-definition.ts";
import { NOW_MS, NOW_SECONDS } from "../../support/fakes.ts";
import { createRequests } from "../../support/requests.ts";

const works = { greet: defineWork(z.strictObject({ name: z.string("must be text") }), async () => undefined) };
const user = { userId: "myuserid" };
const GREET = { name: "greet", input: { name: "Ann" } };

let nowMs: number;
let requests: ReturnType<typeof createRequests>;
let queued: unknown[];

beforeEach(() => {
  nowMs = NOW_MS;
  requests = createRequests(() => nowMs);
  queued = [];
});

function post(body: unknown, more: Partial<Posted> = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const queue = { enqueue: async (request: unknown) => void queued.push(request) };
  const ports = { requests, queue, works, now: () => nowMs };
  return createRequest({ user, body: text, idempotencyKey: undefined, ...more }, ports);
}

describe("POST /requests", () => {
  it("keeps the request for a day, and puts it into the queue", async () => {
    const { requestId } = (await post(GREET)) as { requestId: string };
    expect([...requests.kept.values()]).toEqual([
      { requestId, userId: "myuserid", tenant: undefined, ...GREET, ttl: NOW_SECONDS + 24 * 3600 },
    ]);
    expect(queued).toEqual([{ requestId, tenant: undefined }]);
  });

  it("takes the same body twice for two requests where there is no key", async () => {
    expect(await post(GREET)).not.toEqual(await post(GREET));
    expect(queued).toHaveLength(2);
  });

  it.each([
    ["what is not JSON", "{", { code: "invalid_json" }],
    ["a list", [], { code: "invalid_request", fields: [{ path: "", message: "must be an object" }] }],
    ["an unknown name", { name: "x" }, { fields: [{ path: "name", message: "is not the name of any work" }] }],
    ["a name of every object", { name: "constructor" }, { fields: [{ path: "name" }] }],
    ["an unknown field", { ...GREET, x: 1 }, { fields: [{ path: "x", message: "is not a field of this request" }] }],
    [
      "a wrong input",
      { name: "greet", input: { name: 1 } },
      { fields: [{ path: "input.name", message: "must be text" }] },
    ],
    [
      "an unknown field in the input",
      { name: "greet", input: { name: "Ann", age: 1 } },
      { fields: [{ path: "input.age", message: "is not a field of this request" }] },
    ],
    ["a body of more than 32 KB, in bytes", JSON.stringify({ x: "é".repeat(17_000) }), { code: "too_large" }],
  ])("says what is wrong with %s, and does nothing", async (_, body, problem) => {
    expect(await post(body)).toMatchObject(problem);
    expect([requests.kept.size, queued]).toEqual([0, []]);
  });

  it.each(["", "x".repeat(129), "a\nb"])("takes no key like %j", async (idempotencyKey) => {
    const problem = await post(GREET, { idempotencyKey });
    expect(problem).toMatchObject({
      fields: expect.arrayContaining([expect.objectContaining({ path: "Idempotency-Key" })]),
    });
    expect(requests.kept.size).toBe(0);
  });
});

describe("Idempotency-Key", () => {
  const withKey = (body: unknown, more: Partial<Posted> = {}) => post(body, { idempotencyKey: "key", ...more });

  it("gives the same request for the same body, however it is spaced", async () => {
    const first = await withKey(GREET);
    expect(await withKey(JSON.stringify(GREET, null, 2))).toEqual(first);
    expect(requests.kept.size).toBe(1);
  });

  it("is refused with another body", async () => {
    await withKey(GREET);
    expect(await withKey({ name: "greet", input: { name: "Bob" } })).toMatchObject({ code: "key_reused" });
  });

  it("puts the request into the queue again as long as it is pending: the first time may have failed", async () => {
    const first = (await withKey(GREET)) as { requestId: string };
    await withKey(GREET);
    await requests.finish(first, { status: "succeeded" });
    await withKey(GREET);
    expect(queued).toEqual([
      { requestId: first.requestId, tenant: undefined },
      { requestId: first.requestId, tenant: undefined },
    ]);
  });

  it("is free again after a day, however late DynamoDB deletes it", async () => {
    await withKey(GREET);
    nowMs += 24 * 3600 * 1000;
    expect(await withKey({ name: "greet", input: { name: "Bob" } })).toHaveProperty("requestId");
  });

  it("is each user's and tenant's own", () => {
    const text = fc.string({ maxLength: 20 });
    const asker = fc.record({ userId: text, tenant: fc.option(text, { nil: undefined }), key: text });
    fc.assert(
      fc.property(asker, asker, (one, other) => {
        const isSame = one.userId === other.userId && one.tenant === other.tenant && one.key === other.key;
        expect(requestIdFor(one, one.key) === requestIdFor(other, other.key)).toBe(isSame);
      }),
    );
  });
});
