import type { Connection } from "../../core/connections/connection.ts";
import type { Watch } from "../../core/presence/ports.ts";
import type { EntityRef, Tenanted, UserRef } from "../../core/references.ts";
import type { Follower } from "../../core/subscriptions/ports.ts";
import { entityPartition, escapeId, type IndexKey, type ItemKey, isOfEntity, unescapeId } from "./keys.ts";

// Beside each subscription there is an item that says whose it is, all of an entity together in one partition, and with
// them what was told of who is there. The table's stream tells of these items alone (FilterCriteria in template.yaml).

const CONNECTIONS = "P#";

/** Beginning of the sort keys of members. */
export const MEMBER_PREFIX = "U#";

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

/** Key of the number of those who are there, and of its revision. */
export function tallyKey(entity: EntityRef): ItemKey {
  return { pk: presencePartition(entity), sk: "META" };
}

/** Tells the row of a tally, in that tenant, from any other. */
export function isTallyKey({ pk, sk }: ItemKey, of: Tenanted): boolean {
  return sk === tallyKey({ entityId: "" }).sk && isOfEntity({ pk }, of) && pk.endsWith("#P");
}

/** Key of the note that watchers were told that a user came, and not yet that they went. */
export function memberKey(entity: EntityRef, userId: string): ItemKey {
  return { pk: presencePartition(entity), sk: `${MEMBER_PREFIX}${escapeId(userId)}` };
}

/** Tells a note of what was told of this user, at whichever entity, from any other item. */
export function isMemberKey({ pk, sk }: ItemKey, { userId, ...tenant }: UserRef): boolean {
  return sk === memberKey({ entityId: "", ...tenant }, userId).sk && isOfEntity({ pk }, tenant) && pk.endsWith("#P");
}

/** Partition of those connections that asked to be told, in the index. */
export function watcherPartition(entity: EntityRef): string {
  return `${entityPartition(entity)}#W`;
}

/** The index has no attribute for what a connection asked to be told: it is in the key. */
export function watcherIndexKey(
  { connectionId, ...entity }: EntityRef & Pick<Presence, "connectionId">,
  watches: readonly Watch[],
): IndexKey {
  return { GSI1PK: watcherPartition(entity), GSI1SK: `${[...watches].sort().join(",")}#${escapeId(connectionId)}` };
}

/** Returns what the key in the index says. */
export function watcherOf({ GSI1SK }: Pick<IndexKey, "GSI1SK">): { watches: Watch[]; connectionId: string } {
  const [watches = "", connectionId = ""] = GSI1SK.split("#");
  return { watches: watches.split(",") as Watch[], connectionId: unescapeId(connectionId) };
}
