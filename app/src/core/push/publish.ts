import {
  type EntitiesUpdatedEvent,
  type EntityUpdated,
  type EntityUpdatedEvent,
  encodeMessage,
  type SendUserPushNotificationEvent,
} from "@portcullis/contract";
import type { Inboxes } from "../inbox/ports.ts";
import type { EntityRef, Tenanted } from "../references.ts";
import { inTraceOf } from "../trace.ts";
import type { DeliverDependencies } from "./deliver.ts";
import { bring, type FanOutDependencies, fanOut, type TurnOutcome } from "./fan-out.ts";
import type { Entities, ProcessedEvents, Progress, Subscribers } from "./ports.ts";

/** An event as the bus gives it. */
export interface Published<Detail> {
  /** The bus's id: it becomes the message's, unless its publisher chose one, so that a client can tell a repeated push. */
  readonly id: string;
  /** ISO 8601 */
  readonly time: string;
  readonly detail: Detail;
  /** Place in its trace of the work on it, which its pushes have. */
  readonly traceparent?: string | undefined;
}

export type PublishEntityDependencies = FanOutDependencies & { readonly entities: Pick<Entities, "append"> };

export interface NotifyUserDependencies extends DeliverDependencies {
  readonly subscribers: Pick<Subscribers, "connectionsOf">;
  readonly processedEvents: Pick<ProcessedEvents, "isDone" | "finish">;
  readonly inboxes: Pick<Inboxes, "keep">;
}

/** Pushes to everyone who subscribed to the entity. Throws a `MessageTooLargeError` before anything is done. */
export function publishEntity(
  event: Published<EntityUpdatedEvent>,
  ports: PublishEntityDependencies,
): Promise<TurnOutcome> {
  const { id, detail, traceparent } = event;
  return publishUpdates(event, [{ id, ...detail, traceparent }], ports);
}

/**
 * Pushes several updates, one after the other. Each has its own id, or one made of the event's and its place in
 * there, so that an event which comes again goes on with those that are not done.
 */
export function publishEntities(
  event: Published<EntitiesUpdatedEvent>,
  ports: PublishEntityDependencies,
): Promise<TurnOutcome> {
  const updates = event.detail.updates.map(({ traceparent, ...update }, index) => ({
    id: `${event.id}.${index}`,
    ...update,
    traceparent: inTraceOf(traceparent, event.traceparent),
  }));
  return publishUpdates(event, updates, ports);
}

interface Update {
  readonly id: string;
  readonly entityId: string;
  readonly message?: unknown;
  readonly traceparent: string | undefined;
}

async function publishUpdates(
  { time: sentAt, detail: { tenant } }: Published<Tenanted>,
  updates: readonly Update[],
  ports: PublishEntityDependencies,
): Promise<TurnOutcome> {
  const numbered = ({ id, entityId, message, traceparent }: Update, seq: number) =>
    ({ type: "Entity Updated", id, entityId, seq, message, sentAt, traceparent }) as const;
  // All are looked at before the first takes a place.
  for (const update of updates) encodeMessage(numbered(update, Number.MAX_SAFE_INTEGER));
  const kept: Kept[] = [];
  for (const update of updates) {
    if (kept.some(isOpen) && !ports.hasTime()) break;
    const entity = { tenant, entityId: update.entityId };
    const progress = await ports.entities.append(entity, update.id, (seq) => encodeMessage(numbered(update, seq)));
    kept.push({ message: numbered(update, progress.seq), entity, progress });
  }
  // After all are kept: whoever comes back while some are still to be pushed finds them there.
  const outcome = await pushKept(kept.filter(isOpen), ports);
  return kept.length < updates.length ? "unfinished" : outcome;
}

/** An update that has its place in the history of its entity. */
interface Kept {
  readonly message: EntityUpdated;
  readonly entity: EntityRef;
  readonly progress: Progress;
}

const isOpen = ({ progress }: Kept) => !progress.isDone;

/** Pushes one of them at least, so that each turn gets on. */
async function pushKept(updates: readonly Kept[], ports: PublishEntityDependencies): Promise<TurnOutcome> {
  for (const [index, { message, entity, progress }] of updates.entries()) {
    if (index > 0 && !ports.hasTime()) return "unfinished";
    if ((await fanOut(message, entity, progress, ports)) === "unfinished") return "unfinished";
  }
  return "done";
}

/**
 * Keeps a notification, and pushes it to every connection of the user, who may have none. Throws a
 * `MessageTooLargeError` before anything is done.
 */
export async function notifyUser(
  { id: eventId, time: sentAt, detail, traceparent }: Published<SendUserPushNotificationEvent>,
  ports: NotifyUserDependencies,
): Promise<void> {
  const { id = eventId, message, callback } = detail;
  const optional = callback === undefined ? {} : { callback };
  const numbered = (seq: number) =>
    ({ type: "User Push Notification", id, seq, message, ...optional, sentAt, traceparent }) as const;
  encodeMessage(numbered(Number.MAX_SAFE_INTEGER));
  if (await ports.processedEvents.isDone(id, detail)) return;
  // First: whoever connects in between finds it there.
  const seq = await ports.inboxes.keep(detail, id, (place) => encodeMessage(numbered(place)));
  await bring(numbered(seq), await ports.subscribers.connectionsOf(detail), ports, { isAll: true });
  await ports.processedEvents.finish(id, detail);
}
