import {
  type EntityUpdated,
  type EntityUpdatedEvent,
  encodeMessage,
  type SendUserPushNotificationEvent,
  type UserPushNotification,
} from "@portcullis/contract";
import type { Target } from "./connection.ts";
import { type DeliverPorts, deliver } from "./deliver.ts";
import type { Audience } from "./ports.ts";

/** An event as the bus gives it. */
export interface Published<Detail> {
  /** The bus's id: it becomes the message's, so that a client can tell a repeated push. */
  readonly id: string;
  /** ISO 8601 */
  readonly time: string;
  readonly detail: Detail;
}

export type PublishPorts = DeliverPorts & { readonly audience: Audience };

/** More targets than this are shared out, so that no invocation runs out of time half-way. */
const TARGETS_PER_DELIVERY = 100;

/** Pushes to everyone who subscribed to the entity. */
export async function publishEntity(event: Published<EntityUpdatedEvent>, ports: PublishPorts): Promise<void> {
  const { id, time: sentAt, detail } = event;
  const message = { type: "Entity Updated", id, entityId: detail.entityId, message: detail.message, sentAt } as const;
  await publish(message, () => ports.audience.subscribersOf(detail.entityId), ports);
}

/** Pushes to every connection of the user. A user without one is no error. */
export async function notifyUser(event: Published<SendUserPushNotificationEvent>, ports: PublishPorts): Promise<void> {
  const { id, time: sentAt, detail } = event;
  const { message, callback } = detail;
  const notification = {
    type: "User Push Notification",
    id,
    message,
    ...(callback !== undefined && { callback }),
    sentAt,
  } as const;
  await publish(notification, () => ports.audience.connectionsOf(detail.userId), ports);
}

async function publish(
  message: EntityUpdated | UserPushNotification,
  findTargets: () => Promise<readonly Target[]>,
  ports: PublishPorts,
): Promise<void> {
  encodeMessage(message); // throws when no connection could take it
  // All targets are known before the first post: an index that fails half-way has then sent nothing twice.
  const targets = await findTargets();
  if (targets.length <= TARGETS_PER_DELIVERY) return deliver({ kind: "delivery", message, targets, attempt: 0 }, ports);
  for (let start = 0; start < targets.length; start += TARGETS_PER_DELIVERY) {
    const some = targets.slice(start, start + TARGETS_PER_DELIVERY);
    await ports.deliveries.enqueue({ kind: "delivery", message, targets: some, attempt: 0 }, 0);
  }
}
