import { type EntityState, type EntityStateEvent, STATE_KEYS_MAX_COUNT } from "@portcullis/contract";
import { describe, expect, it } from "vitest";
import { keepState } from "../../../src/core/state/keep-state.ts";
import { type Changed, GONE_MS } from "../../../src/core/state/ports.ts";
import { pushState } from "../../../src/core/state/push-state.ts";
import { sendState } from "../../../src/core/state/send-state.ts";
import { connectionOf, NOW_MS } from "../../support/fakes.ts";
import { createStates } from "../../support/memory/states.ts";
import { createPushWorld, event, type PushWorldOptions } from "../../support/push-world.ts";

const DAY_SECONDS = 86_400;

function createStateWorld(options: PushWorldOptions = {}) {
  const world = createPushWorld(options);
  const ports = { ...world.ports, states: createStates(), entitySeconds: 90 * DAY_SECONDS };
  let number = 0;
  const changeOf = (detail: Partial<EntityStateEvent>, id = `event-${++number}`) =>
    event<EntityStateEvent>({ entityId: "e", key: "k", ...detail }, id);

  /** Handles these as one batch. */
  async function handle(...events: readonly ReturnType<typeof changeOf>[]) {
    const changed: (Changed | undefined)[] = [];
    for (const one of events) changed.push(await keepState(one, ports));
    await pushState(
      events[0] ?? changeOf({}),
      changed.filter((one) => one !== undefined),
      ports,
    );
  }

  const statesTo = (connectionId: string) => (ports.sockets.delivered[connectionId] ?? []) as unknown as EntityState[];
  return {
    ...world,
    ports,
    handle,
    changeOf,
    publish: (...details: Partial<EntityStateEvent>[]) => handle(...details.map((detail) => changeOf(detail))),
    statesTo,
    async ask(has: true | { since: number }, charge = async () => undefined) {
      const before = statesTo("late").length;
      const refusal = await sendState({ connectionId: "late", entity: { entityId: "e" }, has }, charge, ports);
      return refusal ?? statesTo("late").slice(before);
    },
  };
}

describe("a change of an entity's state", () => {
  it("is told to subscribers of its entity, and to nobody else", async () => {
    const { publish, connect, ports } = createStateWorld();
    await connect("a", "e");
    await connect("b", "other");
    await publish({ value: { step: "packed" } });
    await publish({ deleted: true });
    const common = { type: "Entity State", entityId: "e", sentAt: new Date(NOW_MS).toISOString() };
    const expiresAt = new Date(NOW_MS + 90 * DAY_SECONDS * 1000).toISOString();
    expect(ports.sockets.delivered).toEqual({
      a: [
        {
          ...common,
          id: `state@${NOW_MS}`,
          since: 0,
          revision: NOW_MS,
          changes: [{ key: "k", revision: NOW_MS, value: { step: "packed" }, expiresAt }],
        },
        {
          ...common,
          id: `state@${NOW_MS + 1}`,
          since: NOW_MS,
          revision: NOW_MS + 1,
          changes: [{ key: "k", revision: NOW_MS + 1, deleted: true }],
        },
      ],
    });
  });

  it("goes together with those that came in one batch, of each key the last one", async () => {
    const { publish, connect, statesTo } = createStateWorld();
    await connect("a", "e");
    await publish({ value: 1 }, { value: 2 }, { key: "other", value: 3 }, { value: 4 });
    expect(statesTo("a")).toMatchObject([
      {
        since: 0,
        revision: NOW_MS + 3,
        changes: [
          { key: "other", value: 3 },
          { key: "k", value: 4 },
        ],
      },
    ]);
  });

  it("does not go together with others when somebody else's came between them", async () => {
    const { handle, changeOf, connect, statesTo, ports } = createStateWorld();
    await connect("a", "e");
    const first = await keepState(changeOf({ value: 1 }), ports);
    await handle(changeOf({ key: "between", value: 2 }));
    const second = await keepState(changeOf({ value: 3 }), ports);
    if (first && second) await pushState(changeOf({}), [first, second], ports);
    expect(statesTo("a").map(({ since, revision }) => [since, revision])).toEqual([
      [NOW_MS, NOW_MS + 1],
      [0, NOW_MS],
      [NOW_MS + 1, NOW_MS + 2],
    ]);
  });

  it("stays within its tenant", async () => {
    const { publish, connect, ports, statesTo } = createStateWorld();
    await connect("none", "e");
    const connection = connectionOf("t1", { tenant: "t1" });
    await ports.connections.put(connection);
    await ports.subscriptions.add({ connection, entityId: "e", shard: 0 }, 10, NOW_MS);
    await publish({ value: 1, tenant: "t1" });
    expect([statesTo("none"), statesTo("t1").length]).toEqual([[], 1]);
    expect(await ports.states.rowsOf({ entityId: "e" })).toEqual([]);
  });

  it("with an older version than its key has changes nothing and is not told, a deletion's version counts too", async () => {
    const { publish, connect, statesTo } = createStateWorld();
    await connect("a", "e");
    await publish({ value: "new", version: 7 });
    await publish({ value: "old", version: 6 });
    await publish({ deleted: true, version: 8 });
    await publish({ value: "late", version: 7 });
    await publish({ value: "newest", version: 9 });
    expect(statesTo("a").flatMap(({ changes }) => changes.map(({ value }) => value))).toEqual([
      "new",
      undefined,
      "newest",
    ]);
  });

  it("without a version counts when it comes, and leaves the version as it was", async () => {
    const { publish, ports } = createStateWorld();
    await publish({ value: "versioned", version: 7 });
    await publish({ value: "now" });
    await publish({ value: "old", version: 6 });
    expect(await ports.states.rowsOf({ entityId: "e" })).toMatchObject([{ value: "now", version: 7 }]);
  });

  it.each([
    ["its id", {}],
    ["its version", { version: 1 }],
  ])("that comes again is known by %s: it takes nothing back, and is told as it is now", async (_, fields) => {
    const { handle, changeOf, connect, statesTo, ports } = createStateWorld();
    await connect("a", "e");
    const first = changeOf({ value: "first", ...fields }, "same");
    await handle(first);
    await handle(first);
    await handle(changeOf({ value: "second", ...("version" in fields && { version: 2 }) }));
    await handle(first);
    expect(await ports.states.rowsOf({ entityId: "e" })).toMatchObject([{ value: "second" }]);
    const [one, again, other, late] = statesTo("a");
    expect(again).toEqual(one);
    // Its step, for who missed it, with what came of the key: or nothing, since the version is an old one.
    expect(late?.changes ?? other?.changes).toMatchObject([{ value: "second" }]);
  });

  it("that could not be pushed is pushed when it comes again, because its function died", async () => {
    const { handle, changeOf, connect, statesTo, ports } = createStateWorld();
    await connect("a", "e");
    const one = changeOf({ value: 1 }, "same");
    await keepState(one, ports);
    await handle(one);
    expect(statesTo("a")).toMatchObject([{ since: 0, revision: NOW_MS, changes: [{ value: 1 }] }]);
  });

  it(`is refused when its key would be one more than ${STATE_KEYS_MAX_COUNT}`, async () => {
    const { publish, ports, advanceTo } = createStateWorld();
    for (let index = 0; index < STATE_KEYS_MAX_COUNT; index++) await publish({ key: `key-${index}`, value: index });
    await expect(publish({ key: "more", value: 1 })).rejects.toThrow("keys at most");
    await publish({ key: "key-1", value: "changed" });
    await publish({ key: "key-2", deleted: true });
    await publish({ key: "more", value: 1, ttlSeconds: 5 });
    advanceTo(NOW_MS + 5_000);
    await publish({ key: "after that", value: 1 });
    expect(await ports.states.rowsOf({ entityId: "e" })).toHaveLength(STATE_KEYS_MAX_COUNT + 2);
  });

  it("is kept for ttlSeconds, and for no longer than EntityDays", async () => {
    const { publish, ports } = createStateWorld();
    await publish({ key: "short", value: 1, ttlSeconds: 30 });
    await publish({ key: "long", value: 1, ttlSeconds: 10 * 365 * DAY_SECONDS });
    const ends = (await ports.states.rowsOf({ entityId: "e" })).map(({ expiresAtMs }) => expiresAtMs - NOW_MS);
    expect(ends).toEqual([30_000, 90 * DAY_SECONDS * 1000]);
  });

  it("is tried again where its post failed: who has something newer passes over it", async () => {
    const { publish, connect, drain, statesTo } = createStateWorld({ scripts: { a: ["failed"] } });
    await connect("a", "e");
    await publish({ value: 1 });
    expect(statesTo("a")).toEqual([]);
    await drain();
    expect(statesTo("a")).toMatchObject([{ changes: [{ value: 1 }] }]);
  });
});

describe("subscribe with state", () => {
  it("sends all keys that are there, once, with the revision from which changes go on", async () => {
    const { publish, ask } = createStateWorld();
    expect(await ask(true)).toMatchObject([{ since: 0, revision: 0, keys: [], changes: [] }]);
    await publish({ key: "a", value: 1 }, { key: "b", value: 2 }, { key: "gone", value: 3 });
    await publish({ key: "gone", deleted: true });
    expect(await ask(true)).toMatchObject([
      {
        since: 0,
        revision: NOW_MS + 3,
        keys: [{ key: "a" }, { key: "b" }],
        changes: [
          { key: "a", value: 1 },
          { key: "b", value: 2 },
        ],
      },
    ]);
  });

  it("sends with since what has changed, deletions too, and nothing when that is nothing", async () => {
    const { publish, ask } = createStateWorld();
    await publish({ key: "a", value: 1 }, { key: "b", value: 2 });
    await publish({ key: "b", deleted: true });
    expect(await ask({ since: NOW_MS })).toMatchObject([
      { since: NOW_MS, revision: NOW_MS + 2, changes: [{ key: "b", deleted: true }] },
    ]);
    expect(await ask({ since: NOW_MS + 2 })).toEqual([]);
  });

  it.each([
    ["of so long ago that nobody knows what went", () => NOW_MS - 1],
    ["that is not of this entity", () => NOW_MS + 10 * GONE_MS],
  ])("sends all keys with a since %s", async (_, since) => {
    const { publish, ask, advanceTo } = createStateWorld();
    await publish({ key: "a", value: 1 });
    advanceTo(NOW_MS + GONE_MS);
    expect(await ask({ since: since() })).toMatchObject([{ since: 0, keys: [{ key: "a" }] }]);
  });

  it("sends nothing of a value that has ended", async () => {
    const { publish, ask, advanceTo } = createStateWorld();
    await publish({ key: "cursor", value: 1, ttlSeconds: 5 });
    await publish({ key: "status", value: 2 });
    advanceTo(NOW_MS + 5_000);
    expect(await ask(true)).toMatchObject([{ changes: [{ key: "status" }] }]);
    expect(await ask({ since: NOW_MS - 1 })).toMatchObject([{ changes: [{ key: "status" }] }]);
  });

  it("parts what is too much for one message, and says in the last one which keys there are", async () => {
    const { publish, ask } = createStateWorld();
    const value = "é".repeat(4_000);
    for (let index = 0; index < 20; index++) await publish({ key: `key-${index}`, value });
    const messages = await ask(true);
    if (!Array.isArray(messages)) throw new Error("It was refused.");
    expect(messages.map(({ revision }) => revision)).toEqual([0, 0, NOW_MS + 19]);
    expect(messages.map(({ keys }) => keys?.length)).toEqual([undefined, undefined, 20]);
    expect(messages.flatMap(({ changes }) => changes)).toHaveLength(20);
    for (const message of messages) expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThan(128 * 1024);
  });

  it("ends at the first post that fails: the client asks again", async () => {
    const { publish, ask } = createStateWorld({ scripts: { late: ["delivered", "failed"] } });
    for (let index = 0; index < 20; index++) await publish({ key: `key-${index}`, value: "x".repeat(8_000) });
    expect(await ask(true)).toHaveLength(1);
  });

  it("costs as updates that are sent again do, before it is sent", async () => {
    const { publish, ask, statesTo } = createStateWorld();
    await publish({ value: 1 });
    const refused = { refused: "rate_limited" } as const;
    expect(await ask(true, async () => refused as never)).toEqual(refused);
    expect(statesTo("late")).toEqual([]);
  });
});
