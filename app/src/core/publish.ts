import {
  type EntitiesUpdatedEvent,
  type EntityUpdatedEvent,
  encodeMessage,
  type SendUserPushNotificationEvent,
} from "@portcullis/contract";
import type { DeliverPorts } from "./deliver.ts";
import { bring, type FanOutPorts, fanOut, type TurnOutcome } from "./fan-out.ts";
import type { Tenanted } from "./keys.ts";
import type { Audience, Entities, Ledger } from "./ports.ts";

/** An event as the bus gives it. */
export interface Published<Detail> {
  /** The bus's id: it becomes the message's, so that a client can tell a repeated push. */
  readonly id: string;
  /** ISO 8601 */
  readonly time: string;
  readonly detail: Detail;
}

export type PublishEntityPorts = FanOutPorts & { readonly entities: Pick<Entities, "append"> };

export interface NotifyUserPorts extends DeliverPorts {
  readonly audience: Pick<Audience, "connectionsOf">;
  readonly ledger: Pick<Ledger, "isDone" | "finish">;
}

/** Pushes to everyone who subscribed to the entity. Throws a `MessageTooLargeError` before anything is done. */
export function publishEntity(event: Published<EntityUpdatedEvent>, ports: PublishEntityPorts): Promise<TurnOutcome> {
  return publishUpdates(event, [{ ...event.detail, id: event.id }], ports);
}

/** Pushes several updates, one after the other. Each has an id made of the event's and its place in there. */
export function publishEntities(
  event: Published<EntitiesUpdatedEvent>,
  ports: PublishEntityPorts,
): Promise<TurnOutcome> {
  const updates = event.detail.updates.map((update, index) => ({ ...update, id: `${event.id}.${index}` }));
  return publishUpdates(event, updates, ports);
}

interface Update {
  readonly id: string;
  readonly entityId: string;
  readonly message?: unknown;
}

async function publishUpdates(
  { time: sentAt, detail: { tenant } }: Published<Tenanted>,
  updates: readonly Update[],
  ports: PublishEntityPorts,
): Promise<TurnOutcome> {
  const numbered = ({ id, entityId, message }: Update, seq: number) =>
    ({ type: "Entity Updated", id, entityId, seq, message, sentAt }) as const;
  // All are looked at before the first takes a place.
  for (const update of updates) encodeMessage(numbered(update, Number.MAX_SAFE_INTEGER));
  for (const update of updates) {
    const entity = { tenant, entityId: update.entityId };
    const progress = await ports.entities.append(entity, update.id, (seq) => encodeMessage(numbered(update, seq)));
    if (progress.isDone) continue;
    const outcome = await fanOut(numbered(update, progress.seq), entity, progress, ports);
    if (outcome === "unfinished") return outcome;
  }
  return "done";
}

/**
 * Pushes to every connection of the user. A user without one is no error. Throws a `MessageTooLargeError` before
 * anything is done.
 */
export async function notifyUser(
  { id, time: sentAt, detail }: Published<SendUserPushNotificationEvent>,
  ports: NotifyUserPorts,
): Promise<void> {
  const { message, callback } = detail;
  const optional = callback === undefined ? {} : { callback };
  const notification = { type: "User Push Notification", id, message, ...optional, sentAt } as const;
  encodeMessage(notification);
  if (await ports.ledger.isDone(id, detail)) return;
  await bring(notification, await ports.audience.connectionsOf(detail), ports, { isAll: true });
  await ports.ledger.finish(id, detail);
}
