import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PresenceChange } from "../../app/src/core/presence/presence-change.ts";
import { createPresenceWorld } from "../../app/test/support/presence-world.ts";
import { followPresence, type PresenceView } from "../../client/src/presence/index.ts";

const CONNECTIONS = ["ann-1", "ann-2", "bob-1", "bob-2", "carol-1"];

/** Something that a connection does, or that happens on the way to the reader. */
type Step =
  | { readonly kind: "join" | "leave" | "lose" | "say"; readonly connection: string }
  | { readonly kind: "overtake"; readonly index: number }
  | { readonly kind: "tell" | "die" | "again" | "later" | "arrive" | "drop" | "repeat" | "reconnect" | "wait" | "ask" };

const connection = fc.constantFrom(...CONNECTIONS);
const doing = fc.constantFrom("join" as const, "leave" as const, "lose" as const, "say" as const);
const onTheWay = fc.constantFrom("arrive" as const, "drop" as const, "repeat" as const, "reconnect" as const);
const inTheApp = fc.constantFrom("tell" as const, "die" as const, "again" as const, "later" as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: doing, connection }) },
  { weight: 4, arbitrary: fc.record({ kind: inTheApp }) },
  { weight: 4, arbitrary: fc.record({ kind: onTheWay }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("wait" as const, "ask" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("overtake" as const), index: fc.nat(20) }) },
);

/** Steps of a wire on which everything arrives at last, so that nothing has to be asked for. */
const arriving = step.filter(({ kind }) => !["drop", "reconnect", "wait", "ask"].includes(kind));

const userOf = (connectionId: string) => connectionId.replace(/-.*/, "");

/** Lets everything go on that waits for resolved promises alone. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 100; turn++) await undefined;
}

/** The app's own code between users and the client's, with a wire that loses, repeats and shuffles messages. */
async function createWire() {
  const world = createPresenceWorld();
  const joined = new Set<string>();
  /** Changes that the stream of the table has yet to bring, and those that it brought last. */
  const pending: PresenceChange[] = [];
  let brought: PresenceChange[] = [];
  const onItsWay: object[] = [];
  let hasFailed = false;
  let taken = 0;
  let said = 0;
  const views: PresenceView[] = [];
  const reader = createReader(() => world, collect);
  await world.join("reader");
  followPresence(reader.client, "room", (view) => views.push(view), { clock: reader.clock });

  function collect(): void {
    const posted = world.sentTo("reader");
    onItsWay.push(...(posted.slice(taken) as object[]));
    taken = posted.length;
  }

  async function tell(changes: readonly PresenceChange[]): Promise<void> {
    try {
      await world.tell(...changes);
      brought = [...changes];
      hasFailed = false;
    } catch {
      hasFailed = true;
      pending.unshift(...changes);
    }
    collect();
  }

  const doings = {
    async join(connectionId: string) {
      if (joined.has(connectionId)) return;
      joined.add(connectionId);
      pending.push(await world.join(connectionId, userOf(connectionId)));
    },
    async leave(connectionId: string) {
      if (joined.delete(connectionId)) pending.push(await world.leave(connectionId));
    },
    async lose(connectionId: string) {
      if (joined.delete(connectionId)) pending.push(await world.lose(connectionId));
    },
    async say(connectionId: string) {
      if (!joined.has(connectionId)) return;
      said += 1;
      world.advance(1);
      pending.push(await world.ask(connectionId, { data: said }));
    },
  };

  const events = {
    tell: () => tell(pending.splice(0)),
    async die() {
      world.presences.dieTellingOnce();
      await tell(pending.splice(0));
    },
    // What failed comes again before anything else.
    again: () => (hasFailed ? undefined : tell(brought)),
    later() {
      world.advance(6_000);
      pending.push(...world.dueLooks());
    },
    arrive() {
      for (const message of onItsWay.splice(0)) reader.receive(message);
    },
    drop: () => void onItsWay.splice(0),
    repeat: () => void onItsWay.push(...onItsWay),
    reconnect() {
      onItsWay.splice(0);
      reader.subscribed();
    },
    /** The client's time passes. */
    wait: () => reader.clock.pass(),
    ask: () => reader.subscribed(),
  };

  async function take(next: Step): Promise<void> {
    if ("connection" in next) await doings[next.kind](next.connection);
    else if (next.kind !== "overtake") await events[next.kind]();
    else if (onItsWay.length > 0) onItsWay.unshift(...onItsWay.splice(next.index % onItsWay.length, 1));
    await settled();
  }

  /** Lets everything end that was begun. */
  async function end(): Promise<void> {
    for (const kind of ["tell", "later", "tell", "later", "tell", "arrive"] as const) await take({ kind });
  }
  return { take, end, views, present: () => new Set(["reader", ...[...joined].map(userOf)]), members: membersNow };

  async function membersNow() {
    const members = await world.presences.membersOf({ entityId: "room" });
    return members.map(({ userId, data }) => ({ userId, ...(data !== undefined && { data: JSON.parse(data) }) }));
  }
}

type World = ReturnType<typeof createPresenceWorld>;

/** A client without a network: its requests are answered by the app's own code. */
function createReader(worldOf: () => World, collect: () => void) {
  const timers = new Set<() => void>();
  const handlers = new Map<string, () => void>();
  let receive: (message: object) => void = () => {};
  const subscription = {
    state: "subscribed",
    on: (name: string, handler: () => void) => void handlers.set(name, handler),
  };
  return {
    client: {
      subscribe: () => subscription,
      onMessage: (_: never, handler: (message: object) => void) => {
        receive = handler;
        return () => {};
      },
      async request(_: never, { since }: { since?: number }) {
        const answer = await worldOf().question("reader", { follow: "members", since });
        collect();
        return answer;
      },
    } as Parameters<typeof followPresence>[0],
    clock: {
      now: () => 0,
      after(_: number, task: () => void) {
        timers.add(task);
        return () => timers.delete(task);
      },
      pass() {
        for (const task of [...timers]) if (timers.delete(task)) task();
      },
    },
    receive: (message: object) => receive(message),
    subscribed: () => handlers.get("subscribed")?.(),
  };
}

const byId = (one: { userId: string }, other: { userId: string }) => (one.userId < other.userId ? -1 : 1);

type Wire = Awaited<ReturnType<typeof createWire>>;

/** The reader knows who is there, and was told of each change once. */
async function expectAll(wire: Wire): Promise<void> {
  const last = wire.views.at(-1);
  const members = await wire.members();
  expect([...(last?.members ?? [])].sort(byId)).toEqual(members.sort(byId));
  expect(new Set(members.map(({ userId }) => userId))).toEqual(wire.present());
  expect(last?.count).toBe(wire.present().size);
  for (const [index, view] of wire.views.entries()) expect(view).not.toEqual(wire.views[index - 1]);
}

describe("presence, from those who come and go to a reader", () => {
  it("has no gap and no change twice in every interleaving of snapshots, changes, losses, repetitions and returns", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 50, size: "max" }), async (steps) => {
        const wire = await createWire();
        for (const next of [{ kind: "reconnect" } as const, ...steps]) await wire.take(next);
        await wire.end();
        // Who misses something asks in the end.
        for (const kind of ["reconnect", "arrive", "wait", "arrive"] as const) await wire.take({ kind });
        await expectAll(wire);
      }),
      { numRuns: 300 },
    );
  });

  it("needs one question alone where everything arrives, however late, and whatever dies on the way", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(arriving, { maxLength: 50, size: "max" }), async (steps) => {
        const wire = await createWire();
        for (const kind of ["tell", "reconnect", "arrive"] as const) await wire.take({ kind });
        for (const next of steps) await wire.take(next);
        await wire.end();
        await expectAll(wire);
      }),
      { numRuns: 300 },
    );
  });
});
