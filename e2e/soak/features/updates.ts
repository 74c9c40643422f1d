import type { EntityUpdate } from "../../../client/src/index.ts";
import type { Feature, FeatureOptions, Follower, Following } from "./feature.ts";

const PER_STEP = 3;

/** Updates of entities, numbered by the app. */
export function createUpdates({ publisher, chance, entities, clock }: FeatureOptions): Feature {
  const published = new Map<string, number>();
  let count = 0;

  async function publish(entityId: string): Promise<void> {
    await publisher.publishEntity(entityId, { at: clock.now() });
    count += 1;
    published.set(entityId, (published.get(entityId) ?? 0) + 1);
  }

  return {
    name: "updates",
    get count() {
      return count;
    },
    async step() {
      await Promise.all(Array.from({ length: PER_STEP }, () => publish(chance.pick(entities) ?? "")));
    },
    follow: (follower, entityId) => follow(follower, entityId, () => published.get(entityId) ?? 0),
  };
}

/** Subscribes, and writes down each update once it has been through the client's own deduplication. */
function follow({ client, userId }: Follower, entityId: string, lastSeq: () => number): Following {
  const seen = new Map<number, number>();
  const gaps: string[] = [];
  /** The entity's sequence when the server first confirmed. Later confirmations are resumptions. */
  let base: number | undefined;
  const subscription = client.subscribe(entityId, note, {
    onGap: ({ since, seq }) => gaps.push(`gap between ${since} and ${seq}`),
  });
  subscription.on("subscribed", ({ seq }) => {
    base ??= seq ?? 0;
  });

  function note({ seq = 0 }: EntityUpdate): void {
    seen.set(seq, (seen.get(seq) ?? 0) + 1);
  }

  function lost(): readonly string[] {
    if (base === undefined) return ["was never subscribed"];
    const from = base + 1;
    const all = Array.from({ length: Math.max(0, lastSeq() - base) }, (_, index) => from + index);
    return all.filter((seq) => !seen.has(seq)).map((seq) => `${seq} is missing`);
  }

  const named = (fault: string) => `${userId}, ${entityId}: ${fault}`;

  return {
    missing: () => lost().map(named),
    faults() {
      const repeated = [...seen].filter(([, times]) => times > 1).map(([seq, times]) => `${seq} came ${times} times`);
      return [...gaps, ...repeated].map(named);
    },
    end: subscription.unsubscribe,
  };
}
