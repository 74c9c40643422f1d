import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Published } from "../../app/src/core/push/publish.ts";
import { keepState } from "../../app/src/core/state/keep-state.ts";
import type { Changed, StateRow } from "../../app/src/core/state/ports.ts";
import { pushState } from "../../app/src/core/state/push-state.ts";
import { sendState } from "../../app/src/core/state/send-state.ts";
import { createStates } from "../../app/test/support/memory/states.ts";
import { createPushWorld, event } from "../../app/test/support/push-world.ts";
import { createReplica, type StateMessage } from "../../client/src/state/index.ts";
import type { EntityStateEvent } from "../../contract/src/index.ts";

interface Write {
  readonly key: string;
  readonly isDeletion: boolean;
  readonly version?: number | undefined;
}

/** Changes that come in one batch, or a snapshot during which some are made; or what happens on the way. */
type Step =
  | { readonly kind: "publish" | "ask"; readonly writes: readonly Write[] }
  | { readonly kind: "again" | "overtake"; readonly index: number }
  | { readonly kind: "arrive" | "lose" | "repeat" | "later" };

const write: fc.Arbitrary<Write> = fc.record({
  key: fc.constantFrom("a", "b", "c"),
  isDeletion: fc.boolean(),
  version: fc.option(fc.nat(6), { nil: undefined }),
});
const writes = (maxLength: number) => fc.array(write, { maxLength });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("publish" as const), writes: writes(4) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("ask" as const), writes: writes(2) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("again", "overtake"), index: fc.nat(20) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom("arrive", "lose", "repeat", "later") }) },
);

/** The app's own code between publishers and a reader, with a wire that loses, repeats and shuffles messages. */
async function createWire() {
  const world = createPushWorld();
  let meanwhile: readonly Write[] = [];
  let nowMs = world.ports.now();
  const states = createStates(async () => {
    const now = meanwhile;
    meanwhile = [];
    await publish(now);
  });
  const ports = { ...world.ports, states, entitySeconds: 86_400, now: () => nowMs };
  const replica = createReplica<number>();
  /** Everything that was ever written, in order. */
  const history: StateRow[] = [];
  const published: Published<EntityStateEvent>[] = [];
  const onItsWay: StateMessage[] = [];
  const shown: (readonly [string, number])[][] = [];
  let taken = 0;
  await world.connect("reader", "e");

  function eventOf({ key, isDeletion, version }: Write): Published<EntityStateEvent> {
    const number = published.length + 1;
    const value = isDeletion ? { deleted: true as const } : { value: number };
    return event<EntityStateEvent>({ entityId: "e", key, version, ...value }, `event-${number}`);
  }

  async function handle(events: readonly Published<EntityStateEvent>[]): Promise<void> {
    const changed: Changed[] = [];
    for (const one of events) {
      const outcome = await keepState(one, ports);
      if (!outcome) continue;
      changed.push(outcome);
      if (outcome.row.revision > (history.at(-1)?.revision ?? 0)) history.push(outcome.row);
    }
    const [first] = events;
    if (first) await pushState(first, changed, ports);
    collect();
  }

  async function publish(all: readonly Write[]): Promise<void> {
    const events = all.map((one) => {
      const made = eventOf(one);
      published.push(made);
      return made;
    });
    await handle(events);
  }

  /** Puts what was posted since the last time on the wire. */
  function collect(): void {
    const posted = ports.sockets.delivered.reader ?? [];
    onItsWay.push(...(posted.slice(taken) as unknown as StateMessage[]));
    taken = posted.length;
  }

  function arrive(): void {
    for (const message of onItsWay.splice(0)) {
      if (replica.take(message)) shown.push([...replica.values()]);
      expectNoGap();
    }
  }

  /** Up to the replica's revision nothing is missing: each key is as it was then, or newer. */
  function expectNoGap(): void {
    const { revision = 0 } = replica;
    for (const key of ["a", "b", "c"]) {
      const changes = history.filter((row) => row.key === key);
      const last = changes.findLast((row) => row.revision <= revision);
      const later = changes.filter((row) => row.revision > revision);
      if (last) expect([last, ...later].map(({ value }) => value)).toContain(replica.values().get(key));
    }
  }

  async function ask(during: readonly Write[]): Promise<void> {
    onItsWay.splice(0);
    meanwhile = during;
    const { revision } = replica;
    const has = revision === undefined ? true : { since: revision };
    await sendState({ connectionId: "reader", entity: { entityId: "e" }, has }, async () => undefined, ports);
    collect();
  }

  /** Lets a message come before those that are before it. */
  function overtake(index: number): void {
    if (onItsWay.length > 0) onItsWay.unshift(...onItsWay.splice(index % onItsWay.length, 1));
  }

  const acts = {
    arrive,
    lose: () => void onItsWay.splice(0),
    repeat: () => void onItsWay.push(...onItsWay),
    later: () => {
      nowMs += 1_000;
    },
  };

  async function take(next: Step): Promise<void> {
    if (next.kind === "publish") return publish(next.writes);
    if (next.kind === "ask") return ask(next.writes);
    if (next.kind === "overtake") return overtake(next.index);
    if (next.kind !== "again") return acts[next.kind]();
    const again = published[next.index % Math.max(1, published.length)];
    if (again) await handle([again]);
  }

  const valuesThere = async () =>
    (await states.rowsOf({ entityId: "e" })).flatMap(({ key, value }) => (value === undefined ? [] : [[key, value]]));
  return { take, ask, arrive, replica, shown, history, valuesThere };
}

describe("the state of an entity, from its publishers to a reader", () => {
  it("has no gap and no change twice in every interleaving of snapshots, writes, losses, repetitions and returns", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60, size: "max" }), async (steps) => {
        const wire = await createWire();
        for (const next of steps) await wire.take(next);
        // Who misses something asks in the end.
        await wire.ask([]);
        wire.arrive();
        expect(Object.fromEntries(wire.replica.values())).toEqual(Object.fromEntries(await wire.valuesThere()));
        expect(wire.replica.hasHole).toBe(false);
        expectEachOnce(wire.shown);
      }),
      { numRuns: 500 },
    );
  });

  it("never goes back to an older version, in whichever order they come", async () => {
    const versions = fc.shuffledSubarray([1, 2, 3, 4, 5, 6], { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(versions, fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }), async (order, deletions) => {
        const wire = await createWire();
        const writeOf = (version: number) => ({ key: "a", version, isDeletion: deletions[version] === true });
        for (const version of order) await wire.take({ kind: "publish", writes: [writeOf(version)] });
        await wire.ask([]);
        wire.arrive();
        const newest = order.indexOf(Math.max(...order)) + 1;
        expect(wire.replica.values().get("a")).toBe(deletions[Math.max(...order)] ? undefined : newest);
      }),
      { numRuns: 200 },
    );
  });
});

/** Each time something is other than before, and a value that was replaced does not come back: each is written once. */
function expectEachOnce(shown: readonly (readonly (readonly [string, number])[])[]): void {
  const gone = new Set<number>();
  let before: readonly (readonly [string, number])[] = [];
  for (const [index, now] of shown.entries()) {
    if (index > 0) expect(Object.fromEntries(now)).not.toEqual(Object.fromEntries(before));
    const values = now.map(([, value]) => value);
    for (const value of values) expect(gone.has(value)).toBe(false);
    for (const [, value] of before) if (!values.includes(value)) gone.add(value);
    before = now;
  }
}
