import { describe, expect, it } from "vitest";
import {
  createPublisher,
  type EntryResults,
  type EventEntry,
  PublishError,
  type Publisher,
  type PublisherOptions,
  type Transport,
} from "../../src/server/index.ts";
import { createFakeClock } from "../support/fake-clock.ts";

const OK: Answer = "ok";
const THROTTLED: Answer = { ErrorCode: "ThrottlingException", ErrorMessage: "Rate exceeded" };
const MALFORMED: Answer = { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };

type Answer = "ok" | { readonly ErrorCode: string; readonly ErrorMessage: string };
type Script = readonly Answer[] | Error;

/** A publisher whose requests are answered by scripts in turn, each entry by its place in there; then all is well. */
function createWorld(scripts: readonly Script[] = [], options: Partial<PublisherOptions> = {}) {
  const clock = createFakeClock();
  const requests: EventEntry[][] = [];
  const transport: Transport = async (entries) => {
    const script = scripts[requests.push(entries) - 1] ?? [];
    if (script instanceof Error) throw script;
    return { Entries: entries.map((_, index) => resultOf(script[index] ?? OK, `event-${requests.length}.${index}`)) };
  };
  const publisher = createPublisher({ transport, eventBusName: "bus", clock, random: () => 1, ...options });
  /** Runs all waits, however many there are. */
  async function run<T>(promise: Promise<T>): Promise<T> {
    promise.catch(() => {});
    await clock.advance(600_000);
    return promise;
  }
  const details = () => requests.map((request) => request.map(({ Detail }) => JSON.parse(Detail)));
  return { publisher, requests, details, clock, run };
}

const resultOf = (answer: Answer, EventId: string) => (answer === "ok" ? { EventId } : answer);

const failureOf = async (promise: Promise<unknown>): Promise<PublishError> => {
  const error = await promise.catch((caught: unknown) => caught);
  if (error instanceof PublishError) return error;
  throw new Error("It did not fail.", { cause: error });
};

const awsError = (name: string, httpStatusCode: number) =>
  Object.assign(new Error(`${name}!`), { name, $metadata: { httpStatusCode } });

describe("each method", () => {
  type Case = readonly [string, (publisher: Publisher) => Promise<unknown>, string, object];
  const CASES: readonly Case[] = [
    [
      "publishEntity",
      (publisher) => publisher.publishEntity("order:42", { status: "paid" }, { id: "paid", tenant: "acme" }),
      "Entity Updated",
      { id: "paid", entityId: "order:42", message: { status: "paid" }, tenant: "acme" },
    ],
    [
      "publishUser",
      (publisher) => publisher.publishUser("ada", null, { id: "1", callback: "/reports/1" }),
      "Send User Push Notification",
      { id: "1", userId: "ada", message: null, callback: "/reports/1" },
    ],
    [
      "disconnectUser",
      (publisher) => publisher.disconnectUser("ada", { reason: "Signed out" }),
      "Disconnect User",
      { userId: "ada", reason: "Signed out" },
    ],
    [
      "revoke, of a token",
      (publisher) => publisher.revoke({ jti: "5f0e" }, { tenant: "acme" }),
      "Revoke Access",
      { jti: "5f0e", tenant: "acme" },
    ],
    [
      "revoke, of a user",
      (publisher) => publisher.revoke({ userId: "ada", issuedBefore: new Date("2026-01-31T12:00:00Z") }),
      "Revoke Access",
      { userId: "ada", issuedBefore: "2026-01-31T12:00:00.000Z" },
    ],
  ];

  it.each(CASES)("sends an event of the contract: %s", async (_name, call, DetailType, detail) => {
    const { publisher, requests } = createWorld();
    expect(await call(publisher)).toMatchObject({ eventId: "event-1.0" });
    expect(requests).toMatchObject([[{ EventBusName: "bus", Source: "portcullis", DetailType }]]);
    expect(JSON.parse(requests[0]?.[0]?.Detail ?? "")).toEqual(detail);
  });
});

describe("what fails for now", () => {
  it("is sent again alone, with the id that it had", async () => {
    const { publisher, details, run } = createWorld([[OK, THROTTLED, OK], [THROTTLED]]);
    const messages = ["a", "b", "c"].map((userId) => ({ userId, message: userId }));
    const published = await run(publisher.publishBatch(messages));
    const [first, second, third] = details();
    expect(first?.map(({ userId }) => userId)).toEqual(["a", "b", "c"]);
    expect([second, third]).toEqual([[first?.[1]], [first?.[1]]]);
    expect(published).toEqual([
      { id: first?.[0].id, eventId: "event-1.0" },
      { id: first?.[1].id, eventId: "event-3.0" },
      { id: first?.[2].id, eventId: "event-1.2" },
    ]);
    expect(new Set(published.map(({ id }) => id)).size).toBe(3);
  });

  it("is sent five times, after waits that double, and then told with the reason", async () => {
    const { publisher, requests, clock } = createWorld(Array(9).fill([THROTTLED]));
    const failure = failureOf(publisher.publishUser("ada", 1));
    const counts: number[] = [];
    for (const ms of [0, 100, 200, 400, 800, 60_000]) {
      await clock.advance(ms);
      counts.push(requests.length);
    }
    expect(counts).toEqual([1, 2, 3, 4, 5, 5]);
    const { failures, retryable, message } = await failure;
    expect(failures).toMatchObject([{ index: 0, code: "ThrottlingException", retryable: true, attempts: 5 }]);
    expect(retryable).toBe(true);
    expect(message).toBe("1 of 1 were not published: ThrottlingException (Rate exceeded)");
  });

  it.each([
    ["a network that fails", new TypeError("fetch failed")],
    ["a throttled call", awsError("ThrottlingException", 400)],
    ["a failing service", awsError("InternalException", 500)],
  ])("is a whole request after %s", async (_name, error) => {
    const { publisher, requests, run } = createWorld([error]);
    await run(publisher.publishEntity("order", 1));
    expect(requests).toHaveLength(2);
    expect(requests[1]).toEqual(requests[0]);
  });

  it("is what the answer says nothing of", async () => {
    let calls = 0;
    const transport = async (entries: EventEntry[]): Promise<EntryResults> =>
      ++calls === 1 ? {} : { Entries: entries.map(() => ({ EventId: "event" })) };
    const { publisher, run } = createWorld([], { transport });
    expect(await run(publisher.publishUser("ada", 1))).toMatchObject({ eventId: "event" });
  });
});

describe("what fails for good", () => {
  it("is not sent again, and told by its place; its neighbours are published", async () => {
    const { publisher, requests, run } = createWorld([[OK, MALFORMED, OK]]);
    const messages = ["a", "b", "c"].map((userId) => ({ userId, message: 1, id: userId }));
    const { failures, retryable } = await failureOf(run(publisher.publishBatch(messages)));
    expect(failures).toEqual([
      { index: 1, id: "b", code: "MalformedDetail", message: "Detail is malformed.", retryable: false, attempts: 1 },
    ]);
    expect(retryable).toBe(false);
    expect(requests).toHaveLength(1);
  });

  it("is a call without a permission", async () => {
    const { publisher, requests, run } = createWorld([awsError("AccessDeniedException", 403)]);
    const { failures } = await failureOf(run(publisher.publishUser("ada", 1)));
    expect(failures).toMatchObject([{ code: "AccessDeniedException", message: "AccessDeniedException!", attempts: 1 }]);
    expect(requests).toHaveLength(1);
  });

  it.each([
    [{ userId: "", message: 1 }, "invalid", "userId must be text of 1 to 256 characters"],
    [{ entityId: "x".repeat(257), message: 1 }, "invalid", "entityId"],
    [{ entityId: "a\nb", message: 1 }, "invalid", "entityId"],
    [{ userId: "ada", message: 1, id: "" }, "invalid", "id must be"],
    [{ userId: "ada", message: undefined }, "invalid", "message must be JSON"],
    [{ userId: "ada", message: 1n }, "invalid", "message must be JSON"],
    [{ userId: "ada", message: "x".repeat(131_072) }, "too_large", "a connection takes 131072 at most"],
    [{ userId: "ada", message: 1, id: "first" }, "invalid", "the id first is there twice"],
  ])("is %o, and then nothing is sent", async (message, code, text) => {
    const { publisher, requests } = createWorld();
    const { failures } = await failureOf(publisher.publishBatch([{ userId: "eve", message: 1, id: "first" }, message]));
    expect(failures).toMatchObject([{ index: 1, code, attempts: 0, retryable: false }]);
    expect(failures[0]?.message).toContain(text);
    expect(requests).toEqual([]);
  });

  it("is a command with a wrong name", async () => {
    const { publisher, requests } = createWorld();
    expect((await failureOf(publisher.disconnectUser(""))).failures).toMatchObject([{ code: "invalid" }]);
    expect(requests).toEqual([]);
  });
});

describe("publishState", () => {
  it("sets a key, or deletes it without a value, with an id of its own that is kept over retries", async () => {
    const { publisher, run, details, requests } = createWorld([[THROTTLED]], { createId: () => "own" });
    const options = { version: 7, ttlSeconds: 30, tenant: "acme" };
    expect(await run(publisher.publishState("order", "status", null, options))).toEqual({
      id: "own",
      eventId: "event-2.0",
    });
    await publisher.publishState("order", "status", undefined, { id: "mine" });
    const change = { id: "own", entityId: "order", key: "status", value: null, ...options };
    expect(details()).toEqual([[change], [change], [{ id: "mine", entityId: "order", key: "status", deleted: true }]]);
    expect(requests[0]?.[0]?.DetailType).toBe("Entity State");
  });

  it.each([
    ["a key that is too long", ["k".repeat(129), 1], "invalid"],
    ["a value that is no JSON", ["k", () => {}], "invalid"],
    ["a value of more than 8 KB", ["k", "é".repeat(4 * 1024)], "too_large"],
    ["a version that is no whole number", ["k", 1, { version: 1.5 }], "invalid"],
    ["a life of no time", ["k", 1, { ttlSeconds: 0 }], "invalid"],
  ] as const)("tells of %s before anything is sent", async (_, [key, value, options], code) => {
    const { publisher, requests } = createWorld();
    const { failures } = await failureOf(publisher.publishState("order", key, value, options));
    expect(failures).toMatchObject([{ index: 0, code, retryable: false, attempts: 0 }]);
    expect(requests).toEqual([]);
  });
});

describe("publishBatch", () => {
  it("parts what is to be sent by tens", async () => {
    const { publisher, requests } = createWorld();
    await publisher.publishBatch(Array.from({ length: 25 }, (_, index) => ({ userId: `${index}`, message: index })));
    expect(requests.map(({ length }) => length)).toEqual([10, 10, 5]);
  });

  it("takes changes of states among the messages, each an event of its own", async () => {
    const { publisher, details, requests } = createWorld();
    const published = publisher.publishBatch([
      { entityId: "order", message: { status: "paid" }, id: "update" },
      { entityId: "order", key: "status", value: "paid", version: 7, ttlSeconds: 30, tenant: "acme", id: "set" },
      { entityId: "order", key: "place", value: undefined, id: "deleted" },
    ]);
    expect((await published).map(({ id }) => id)).toEqual(["update", "set", "deleted"]);
    expect(requests[0]?.map(({ DetailType }) => DetailType)).toEqual([
      "Entity State",
      "Entity State",
      "Entity Updated",
    ]);
    expect(details()[0]?.slice(0, 2)).toEqual([
      { entityId: "order", key: "status", value: "paid", version: 7, ttlSeconds: 30, tenant: "acme", id: "set" },
      { entityId: "order", key: "place", deleted: true, id: "deleted" },
    ]);
    const mistaken = publisher.publishBatch([
      { entityId: "order", message: "well" },
      { entityId: "order", key: "", value: 1 },
    ]);
    expect((await failureOf(mistaken)).failures).toMatchObject([{ index: 1, code: "invalid" }]);
    expect(requests.slice(1)).toEqual([]);
  });

  it("parts what is to be sent by size: 256 KB a request", async () => {
    const { publisher, requests } = createWorld();
    const message = "é".repeat(50_000);
    await publisher.publishBatch(Array.from({ length: 6 }, () => ({ userId: "ada", message })));
    expect(requests.map(({ length }) => length)).toEqual([2, 2, 2]);
  });

  it("puts updates of a tenant into one event, up to 100, in the order in which they were given", async () => {
    const { publisher, requests, details } = createWorld();
    const updates = Array.from({ length: 150 }, (_, index) => ({ entityId: `e${index % 3}`, message: index }));
    const others = [
      { entityId: "e", message: "of acme", tenant: "acme" },
      { userId: "ada", message: "of nobody" },
    ];
    const published = await publisher.publishBatch([...updates, ...others]);
    expect(requests.flat().map(({ DetailType }) => DetailType)).toEqual([
      "Send User Push Notification",
      "Entities Updated",
      "Entities Updated",
      "Entity Updated",
    ]);
    const [, first, second, third] = details().flat();
    expect([...first.updates, ...second.updates].map(({ message }) => message)).toEqual(
      updates.map(({ message }) => message),
    );
    expect(third).toMatchObject({ message: "of acme", tenant: "acme" });
    const eventIds = published.map(({ eventId }) => eventId);
    expect([eventIds[0], eventIds[99], eventIds[100], eventIds[150], eventIds[151]]).toEqual([
      "event-1.1",
      "event-1.1",
      "event-1.2",
      "event-1.3",
      "event-1.0",
    ]);
  });

  it("tells each update of an event that was not taken", async () => {
    const { publisher, run } = createWorld([[MALFORMED]]);
    const updates = ["a", "b"].map((entityId) => ({ entityId, message: 1 }));
    const { failures } = await failureOf(run(publisher.publishBatch(updates)));
    expect(failures.map(({ index }) => index)).toEqual([0, 1]);
  });

  it("sends nothing for nothing", async () => {
    const { publisher, requests } = createWorld();
    expect(await publisher.publishBatch([])).toEqual([]);
    expect(requests).toEqual([]);
  });
});

describe("a signal", () => {
  it("ends the waiting, and what was not taken is told", async () => {
    const { publisher, clock, requests } = createWorld([[OK, THROTTLED]]);
    const controller = new AbortController();
    const messages = ["a", "b"].map((userId) => ({ userId, message: 1 }));
    const failure = failureOf(publisher.publishBatch(messages, { signal: controller.signal }));
    await clock.advance(0);
    controller.abort(new Error("shutting down"));
    const { failures, cause } = await failure;
    expect(failures).toMatchObject([{ index: 1, code: "ThrottlingException", attempts: 1 }]);
    expect(cause).toMatchObject({ message: "shutting down" });
    expect(requests).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it("that has aborted lets nothing be sent", async () => {
    const { publisher, requests } = createWorld();
    const { failures } = await failureOf(publisher.publishUser("ada", 1, { signal: AbortSignal.abort() }));
    expect(failures).toMatchObject([{ code: "aborted", attempts: 0, retryable: true }]);
    expect(requests).toEqual([]);
  });
});
