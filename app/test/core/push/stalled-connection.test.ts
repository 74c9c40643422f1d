import { describe, expect, it } from "vitest";
import { NEW_TALLY } from "../../../src/core/presence/plan.ts";
import { tellPresence } from "../../../src/core/presence/presence-change.ts";
import { notifyUser, publishEntities, publishEntity } from "../../../src/core/push/publish.ts";
import { createStalls } from "../../../src/core/push/stalls.ts";
import { connectionOf, NOW_MS } from "../../support/fakes.ts";
import { createPresences } from "../../support/presences.ts";
import { createPushWorld, event } from "../../support/push-world.ts";

/** Time that a post waits for nothing, and that of one that goes through. */
const TIMEOUT_MS = 2_000;
const POST_MS = 1;
const EVENT_BUDGET_MS = 20_000;

const NEIGHBOURS = Array.from({ length: 9 }, (_, index) => `n${index}`);
const MESSAGES = Array.from({ length: 100 }, (_, index) => index);
const batch = event({ updates: MESSAGES.map((message) => ({ entityId: "e", message })) });

/** Posts take their time, and to those that hang all of it. */
async function world(hanging: readonly string[], options: { readonly postMs?: number } = {}) {
  const push = createPushWorld();
  const { ports } = push;
  const posts: [connectionId: string, message: unknown][] = [];
  const still = new Set(hanging);
  for (const connectionId of [...NEIGHBOURS, ...hanging]) await push.connect(connectionId, "e");
  const sockets: typeof ports.sockets = {
    ...ports.sockets,
    async post(connectionId, text) {
      posts.push([connectionId, JSON.parse(text).message]);
      if (!still.has(connectionId)) {
        push.advanceTo(ports.now() + (options.postMs ?? POST_MS));
        return ports.sockets.post(connectionId, text);
      }
      push.advanceTo(ports.now() + TIMEOUT_MS);
      return "failed";
    },
  };
  const turn = () => {
    const endsAtMs = ports.now() + EVENT_BUDGET_MS;
    return { ...ports, sockets, hasTime: () => ports.now() < endsAtMs };
  };
  return {
    ...push,
    posts,
    turn,
    recover: () => still.clear(),
    to: (id: string) => posts.flatMap(([connectionId, message]) => (connectionId === id ? [message] : [])),
  };
}

describe("an event of 100 updates with one subscriber whose posts time out", () => {
  it("takes a few seconds, and every neighbour gets each update once, in order", async () => {
    const { ports, turn, to } = await world(["slow"]);
    expect(await publishEntities(batch, turn())).toBe("done");
    expect(ports.now() - NOW_MS).toBeLessThan(5_000);
    for (const neighbour of NEIGHBOURS) expect(to(neighbour)).toEqual(MESSAGES);
  });

  it("tries that one once, and leaves the rest of it to the queue", async () => {
    const { ports, turn, to } = await world(["slow"]);
    await publishEntities(batch, turn());
    expect(to("slow")).toEqual([0]);
    const waiting = ports.deliveries.queue.map(({ delivery: { message, targets } }) => [message.message, targets]);
    expect(waiting).toEqual(MESSAGES.map((message) => [message, [expect.objectContaining({ connectionId: "slow" })]]));
  });

  it("gives it everything once it takes messages again", async () => {
    const { ports, turn, drain, recover, advanceTo } = await world(["slow"]);
    await publishEntities(batch, turn());
    recover();
    advanceTo(ports.now() + 60_000);
    await drain();
    expect(ports.sockets.delivered.slow).toHaveLength(MESSAGES.length);
  });

  it("does no harm to the events behind it", async () => {
    const { ports, turn, to } = await world(["slow"]);
    await publishEntities(batch, turn());
    const begunAtMs = ports.now();
    await publishEntity(event({ entityId: "e", message: "next" }, "event-2"), turn());
    await notifyUser(event({ userId: "myuserid", message: "yours" }, "event-3"), turn());
    expect(ports.now() - begunAtMs).toBeLessThan(1_000);
    expect(to("n0").slice(-2)).toEqual(["next", "yours"]);
  });

  it("has all its updates in the history before the first is posted", async () => {
    const { ports, turn } = await world(["slow"]);
    const kept: number[] = [];
    const post: typeof ports.sockets.post = async () => {
      kept.push((await ports.entities.kept({ entityId: "e" }, 1, MESSAGES.length)).length);
      return "delivered";
    };
    await publishEntities(batch, { ...turn(), sockets: { ...ports.sockets, post } });
    expect(new Set(kept)).toEqual(new Set([MESSAGES.length]));
  });
});

describe("an event that takes longer than its turn", () => {
  it("hands the rest on, and nobody gets anything twice, whatever the queue brings twice", async () => {
    const { ports, turn, to } = await world([], { postMs: 50 });
    const turns: string[] = [];
    do turns.push(await publishEntities(batch, turn()));
    while (turns.at(-1) === "unfinished");
    expect(turns).toEqual(["unfinished", "unfinished", "done"]);
    expect(await publishEntities(batch, turn())).toBe("done");
    for (const neighbour of NEIGHBOURS) expect(to(neighbour)).toEqual(MESSAGES);
    expect(ports.deliveries.queue).toEqual([]);
  });

  it("gets on by one update at least, even where keeping them takes all the time there is", async () => {
    const { ports, turn, to, advanceTo } = await world([]);
    const append: typeof ports.entities.append = (...args) => {
      advanceTo(ports.now() + EVENT_BUDGET_MS);
      return ports.entities.append(...args);
    };
    const slow = () => ({ ...turn(), entities: { ...ports.entities, append } });
    const three = event({ updates: [1, 2, 3].map((message) => ({ entityId: "e", message })) });
    expect(await publishEntities(three, slow())).toBe("unfinished");
    expect(await publishEntities(three, slow())).toBe("unfinished");
    expect(await publishEntities(three, slow())).toBe("done");
    expect(to("n0")).toEqual([1, 2, 3]);
  });
});

describe("a connection that stalled", () => {
  it("is posted to again after 30 seconds", async () => {
    const { ports, turn, to, advanceTo, recover } = await world(["slow"]);
    await publishEntity(event({ entityId: "e", message: 1 }), turn());
    recover();
    await publishEntity(event({ entityId: "e", message: 2 }, "event-2"), turn());
    expect(to("slow")).toEqual([1]);
    advanceTo(ports.now() + 30_000);
    await publishEntity(event({ entityId: "e", message: 3 }, "event-3"), turn());
    expect(to("slow")).toEqual([1, 3]);
  });

  it("is tried at the last attempt in any case, before it is closed as too slow", async () => {
    const { ports, turn, drain, closed } = await world(["slow"]);
    // All attempts fall into the time that it counts as stalled.
    await publishEntity(event({ entityId: "e", message: 1 }), turn());
    let posts = 0;
    ports.sockets.post = async () => {
      posts++;
      return "failed";
    };
    await drain();
    expect(posts).toBe(1);
    expect(ports.metrics.counts).toMatchObject({ FailedPosts: 5, AbandonedDeliveries: 1 });
    expect(closed).toEqual([["slow", "too_slow"]]);
  });

  it("costs a batch of changes of presence one timeout, and who watches too gets each change once", async () => {
    const { ports, turn, to } = await world(["slow"]);
    const presences = createPresences();
    for (const connectionId of ["slow", "n0"]) {
      const watcher = connectionOf(connectionId, { userId: connectionId });
      presences.join(watcher, "room");
      await presences.note(watcher, "room", { watch: "users" });
    }
    await presences.commit({ entityId: "room" }, undefined, NEW_TALLY, { written: [], removed: [] });
    const looks = { ask: async () => {} };
    for (let index = 0; index < 50; index++) {
      presences.join(connectionOf(`c${index}`, { userId: `user-${index}` }), "room");
      const change = { id: `change-${index}`, time: event({}).time, entity: { entityId: "room" } };
      await tellPresence([{ ...change, userId: `user-${index}` }], { ...turn(), presences, looks, graceMs: 0 });
    }
    expect(ports.now() - NOW_MS).toBeLessThan(5_000);
    expect([to("slow").length, to("n0").length]).toEqual([1, 50]);
  });

  it("is not one whose posts fail at once", async () => {
    const push = createPushWorld({ scripts: { busy: ["failed"] } });
    await push.connect("busy", "e");
    await publishEntity(event({ entityId: "e", message: 1 }), push.ports);
    await publishEntity(event({ entityId: "e", message: 2 }, "event-2"), push.ports);
    expect(push.ports.sockets.delivered.busy).toMatchObject([{ message: 2 }]);
  });

  it("is forgotten when a thousand others have stalled since", () => {
    const stalls = createStalls(() => NOW_MS);
    for (let index = 0; index <= 1_000; index++) stalls.add(`c${index}`);
    expect([stalls.has("c0"), stalls.has("c1"), stalls.has("c1000")]).toEqual([false, true, true]);
  });
});
