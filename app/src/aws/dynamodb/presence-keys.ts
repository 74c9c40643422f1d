import type { Connection } from "../../core/connections/connection.ts";
import type { EntityRef, UserRef } from "../../core/references.ts";
import type { Follower } from "../../core/subscriptions/ports.ts";
import { entityPartition, escapeId, type IndexKey, type ItemKey, isOfEntity } from "./keys.ts";

// Beside each subscription there is an item that says whose it is, all of an entity together in one partition. The
// table's stream tells of those items alone (FilterCriteria in template.yaml).

const CONNECTIONS = "P#";

/** A connection that is subscribed to an entity. */
export type Presence = Follower & EntityRef;

/** The item that is written with a subscription. */
export function presenceItem({ tenant, userId, connectionId, exp, ttl, iat }: Connection, entityId: string) {
  const presence: Presence = { entityId, tenant, userId, connectionId };
  return { ...presenceKey(presence), ...presence, exp, ttl, iat };
}

/** A connection's presence at an entity. */
export function presenceKey({ userId, connectionId, ...entity }: Presence): ItemKey {
  return { pk: presencePartition(entity), sk: `${userPrefix(userId)}${escapeId(connectionId)}` };
}

export function presencePartition(entity: EntityRef): string {
  return `${entityPartition(entity)}#P`;
}

/** Beginning of the sort keys of all connections, or of those of one user. */
export function userPrefix(userId?: string): string {
  return userId === undefined ? CONNECTIONS : `${CONNECTIONS}${escapeId(userId)}#`;
}

/** Key of the note that watchers were told that a user came, and not yet that they went. */
export function toldKey(entity: EntityRef, userId: string): ItemKey {
  return { pk: presencePartition(entity), sk: `U#${escapeId(userId)}` };
}

/** Tells a note of what was told of this user, at whichever entity, from any other item. */
export function isToldKey({ pk, sk }: ItemKey, { userId, ...tenant }: UserRef): boolean {
  return sk === toldKey({ entityId: "", ...tenant }, userId).sk && isOfEntity({ pk }, tenant) && pk.endsWith("#P");
}

/** Partition of those connections that asked to be told, in the index. */
export function watcherPartition(entity: EntityRef): string {
  return `${entityPartition(entity)}#W`;
}

export function watcherIndexKey({ connectionId, ...entity }: EntityRef & Pick<Presence, "connectionId">): IndexKey {
  return { GSI1PK: watcherPartition(entity), GSI1SK: escapeId(connectionId) };
}
