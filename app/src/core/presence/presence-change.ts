import type { PresenceJoined, PresenceLeft } from "@portcullis/contract";
import type { DeliverDependencies } from "../push/deliver.ts";
import { bring } from "../push/fan-out.ts";
import type { EntityRef } from "../references.ts";
import type { Presences } from "./ports.ts";

/** A connection of a user came to an entity or went from it. */
export interface PresenceChange {
  /** The same each time that this change is looked at. */
  readonly id: string;
  /** ISO 8601 */
  readonly time: string;
  readonly entity: EntityRef;
  readonly userId: string;
}

export interface PresenceChangeDependencies extends DeliverDependencies {
  readonly presences: Pick<Presences, "isThere" | "wasTold" | "noteTold" | "watchersOf">;
}

/**
 * Tells watchers that a user came or went, if that is what the change came to: what counts is who is there now and what
 * was told last, not the change. So it does no harm when a change is late, lost, or comes twice. Changes of one entity
 * must come in turn.
 */
export async function tellPresence(change: PresenceChange, ports: PresenceChangeDependencies): Promise<void> {
  const { entity, userId } = change;
  const { presences } = ports;
  const [isThere, wasTold] = await Promise.all([presences.isThere(entity, userId), presences.wasTold(entity, userId)]);
  // A note outlives no more than a few days: who stays has it written again.
  if (isThere && wasTold) return presences.noteTold(entity, userId, true);
  if (isThere === wasTold) return;
  await bring(messageOf(change, isThere), await presences.watchersOf(entity), ports, { isAll: true });
  // Last: when it fails before, the same is told again under the same id.
  await presences.noteTold(entity, userId, isThere);
}

function messageOf({ id, time, entity, userId }: PresenceChange, isThere: boolean): PresenceJoined | PresenceLeft {
  const type = isThere ? "presence.joined" : "presence.left";
  return { type, id, entityId: entity.entityId, userId, sentAt: time };
}
