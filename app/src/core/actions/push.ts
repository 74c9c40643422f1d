import { isLive, type Target } from "../connections/connection.ts";
import type { Sockets } from "../connections/ports.ts";
import { mapBounded } from "../map-bounded.ts";
import { POSTS_AT_ONCE } from "../push/pace.ts";
import type { Entities, Subscribers } from "../push/ports.ts";
import type { EntityRef, UserRef } from "../references.ts";
import type { Message } from "./entry.ts";

export interface PushDependencies {
  readonly subscribers: Subscribers;
  readonly entities: Pick<Entities, "find">;
  /** Posts are made once. */
  readonly sockets: Pick<Sockets, "post">;
  readonly now: () => number;
}

/** Number of connections that a push reaches at most: they have it within a second, while its sender waits. */
export const MOST_TARGETS = 500;

/** Time after which no other post is begun: what comes later is of no use, and the sender waits. */
const BUDGET_MS = 3_000;

/** Lists who is to get a push to an entity: those who may get something still, up to a number. */
export async function liveSubscribersOf(entity: EntityRef, ports: PushDependencies): Promise<readonly Target[]> {
  const { shards } = await ports.entities.find(entity);
  const found: Target[] = [];
  for (let shard = 0, after: string | undefined; shard < shards && found.length < MOST_TARGETS; ) {
    const page = await ports.subscribers.pageOf(entity, { shard, ...(after !== undefined && { after }) });
    found.push(...live(page.targets, ports));
    after = page.after;
    if (after === undefined) shard++;
  }
  return found.slice(0, MOST_TARGETS);
}

export async function liveConnectionsOf(user: UserRef, ports: PushDependencies): Promise<readonly Target[]> {
  return live(await ports.subscribers.connectionsOf(user), ports).slice(0, MOST_TARGETS);
}

/** The index may say of one that it has expired though it has brought a newer token: it misses this push. */
const live = (targets: readonly Target[], { now }: PushDependencies) =>
  targets.filter((target) => isLive(target, now()));

/** Posts a message once to each target. Resolves with how many have it; what fails is neither tried again nor closed. */
export async function pushOnce(
  targets: readonly Target[],
  message: Message,
  { sockets, now }: PushDependencies,
): Promise<number> {
  const text = JSON.stringify(message);
  const giveUpAtMs = now() + BUDGET_MS;
  const outcomes = await mapBounded(targets, POSTS_AT_ONCE, async ({ connectionId }) =>
    now() > giveUpAtMs ? "failed" : sockets.post(connectionId, text),
  );
  return outcomes.filter((outcome) => outcome === "delivered").length;
}
