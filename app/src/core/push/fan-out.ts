import type { EntityRef } from "../references.ts";
import { type DeliverDependencies, deliver } from "./deliver.ts";
import { type Delivery, type DeliveryOptions, deliveriesOf, firstDelivery, TARGETS_PER_DELIVERY } from "./delivery.ts";
import type { Cursor, Entities, ProcessedEvents, Progress, Subscribers } from "./ports.ts";

export interface FanOutDependencies extends DeliverDependencies {
  readonly subscribers: Pick<Subscribers, "pageOf">;
  readonly entities: Pick<Entities, "spread">;
  readonly processedEvents: Pick<ProcessedEvents, "advance" | "finish">;
  /** False when the rest is to be handed on, so that it has its turn later. */
  readonly hasTime: () => boolean;
}

/** Number of pages after which other entities have their turn. */
const PAGES_PER_TURN = 10;

/** One partition of an index takes 1,000 writes a second: this many subscribers can all come back within 5 seconds. */
export const SUBSCRIBERS_PER_SHARD = 5_000;

/** `unfinished`: bring the same event again, and it goes on where it is now. */
export type TurnOutcome = "done" | "unfinished";

/**
 * Brings a message to an entity's subscribers: directly when they are few, otherwise in deliveries that wait in a queue
 * of their own. What was handed over stays so when a later page fails.
 */
export async function fanOut(
  message: Delivery["message"],
  entity: EntityRef,
  progress: Progress,
  ports: FanOutDependencies,
): Promise<TurnOutcome> {
  let { cursor = { shard: 0 }, reached } = progress;
  for (let page = 0; page === 0 || (page < PAGES_PER_TURN && ports.hasTime()); page++) {
    const { targets, after } = await ports.subscribers.pageOf(entity, cursor);
    const next = nextPlace(cursor, after, progress.shards);
    reached += targets.length;
    await bring(message, targets, ports, { isAll: next === undefined && reached === targets.length });
    if (next === undefined) return finish(message.id, entity, { ...progress, reached }, ports);
    cursor = next;
    await ports.processedEvents.advance(message.id, entity, { cursor, reached });
  }
  return "unfinished";
}

/** Returns where the next page of subscribers begins. */
export function nextPlace({ shard }: Cursor, after: string | undefined, shards: number): Cursor | undefined {
  if (after !== undefined) return { shard, after };
  return shard + 1 < shards ? { shard: shard + 1 } : undefined;
}

/** `isAll`: there is nobody beside these targets. */
export async function bring(
  message: Delivery["message"],
  targets: Delivery["targets"],
  ports: DeliverDependencies,
  { isAll, ...options }: DeliveryOptions & { readonly isAll: boolean },
): Promise<void> {
  if (isAll && targets.length <= TARGETS_PER_DELIVERY) await deliver(firstDelivery(message, targets, options), ports);
  else await ports.deliveries.enqueue(deliveriesOf(message, targets, options), 0);
}

export interface BringToAllDependencies extends DeliverDependencies {
  readonly subscribers: Pick<Subscribers, "pageOf">;
  readonly entities: Pick<Entities, "find">;
}

/** Brings a message to all subscribers of an entity in one go, of which no note is taken. */
export async function bringToAll(
  message: Delivery["message"],
  entity: EntityRef,
  ports: BringToAllDependencies,
  options: DeliveryOptions = {},
): Promise<void> {
  const { shards } = await ports.entities.find(entity);
  let cursor: Cursor | undefined = { shard: 0 };
  let isFirst = true;
  while (cursor) {
    const { targets, after } = await ports.subscribers.pageOf(entity, cursor);
    const next: Cursor | undefined = nextPlace(cursor, after, shards);
    await bring(message, targets, ports, { isAll: isFirst && !next, ...options });
    cursor = next;
    isFirst = false;
  }
}

async function finish(id: string, entity: EntityRef, { shards, reached }: Progress, ports: FanOutDependencies) {
  const wanted = Math.ceil(reached / SUBSCRIBERS_PER_SHARD);
  if (wanted > shards) await ports.entities.spread(entity, wanted);
  await ports.processedEvents.finish(id, entity);
  return "done" as const;
}
