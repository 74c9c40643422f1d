import { followState } from "../../../client/src/state/index.ts";
import type { Feature, FeatureOptions, Follower, Following } from "./feature.ts";

/** Value of a key, as it was published. */
interface Value {
  /** Number of the change. */
  readonly change: number;
}

/** The last change of a key. */
interface Change extends Value {
  readonly isDeleted: boolean;
  readonly endsAtMs: number;
}

type State = Map<string, Change>;

const PER_STEP = 4;
const SHARE_OF_DELETIONS = 0.15;

/** Keys, and how they change: with a version or not, for good or for some seconds. */
const KEYS = [
  { key: "status", hasVersion: true },
  { key: "place", hasVersion: true },
  { key: "note", hasVersion: false },
  { key: "cursor", hasVersion: true, ttlSeconds: 45 },
] as const;

/** Last values of entities by key, which change, end and are deleted. */
export function createStates({ publisher, chance, entities, clock }: FeatureOptions): Feature {
  const states = new Map(entities.map((entityId): [string, State] => [entityId, new Map()]));
  let count = 0;

  async function change(entityId: string): Promise<void> {
    const kind = chance.pick(KEYS) ?? KEYS[0];
    const ttlSeconds = "ttlSeconds" in kind ? kind.ttlSeconds : undefined;
    const isDeleted = chance.happens(SHARE_OF_DELETIONS);
    count += 1;
    const version = kind.hasVersion ? count : undefined;
    const endsAtMs = ttlSeconds === undefined ? Infinity : clock.now() + ttlSeconds * 1000;
    // First: it may be told before the publisher hears that it was taken.
    states.get(entityId)?.set(kind.key, { change: count, isDeleted, endsAtMs });
    const value: Value | undefined = isDeleted ? undefined : { change: count };
    await publisher.publishState(entityId, kind.key, value, { version, ttlSeconds });
  }

  return {
    name: "changes of states",
    get count() {
      return count;
    },
    async step() {
      // Of different entities: two changes of one key at once without versions have no order.
      const chosen = new Set(Array.from({ length: PER_STEP }, () => chance.pick(entities) ?? ""));
      await Promise.all([...chosen].map(change));
    },
    follow: (follower, entityId) => follow(follower, entityId, states.get(entityId) ?? new Map(), clock.now),
  };
}

function follow({ client, userId, timer }: Follower, entityId: string, state: State, now: () => number): Following {
  /** The newest change of each key that was shown. */
  const newest = new Map<string, number>();
  const faults: string[] = [];
  let shown: ReadonlyMap<string, Value> | undefined;

  const fault = (text: string) => void faults.push(`${userId}, ${entityId}: ${text}`);

  function note(values: ReadonlyMap<string, Value>): void {
    if (shown && textOf(shown) === textOf(values)) fault(`${textOf(values)} was told twice`);
    for (const [key, { change }] of values) {
      const before = newest.get(key) ?? 0;
      const wasShown = shown?.has(key) ?? false;
      if (change < before || (change === before && !wasShown)) fault(`${key} went back from ${before} to ${change}`);
      newest.set(key, change);
    }
    shown = values;
  }

  /** Values that are to be there now. */
  function expected(): Map<string, Value> {
    const there = [...state].filter(([, { isDeleted, endsAtMs }]) => !isDeleted && endsAtMs > now());
    return new Map(there.map(([key, { change }]) => [key, { change }]));
  }

  const subscription = followState<Value>(client, entityId, note, { clock: timer });
  return {
    faults: () => faults,
    missing() {
      const [is, shall] = [textOf(shown ?? new Map()), textOf(expected())];
      return shown && is === shall ? [] : [`${userId}, ${entityId}: has ${is} and not ${shall}`];
    },
    end: subscription.unsubscribe,
  };
}

const textOf = (values: ReadonlyMap<string, Value>): string =>
  [...values]
    .map(([key, { change }]) => `${key}=${change}`)
    .sort()
    .join(" ");
