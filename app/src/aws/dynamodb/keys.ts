import type { EntityRef, Tenanted, UserRef } from "../../core/references.ts";

/** The one character with a meaning in keys. */
const DELIMITER = "#";

/** Attributes that find an item. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

export interface IndexKey {
  readonly GSI1PK: string;
  readonly GSI1SK: string;
}

export const USER_PREFIX = "user#";
export const SUBSCRIPTION_PREFIX = "subscription#";

/** What the sort keys of a user's counters begin with. */
export const RATE_COUNTER_PREFIX = "R#";

/** Of an item that is alone in its partition, or first in it. */
const META = "META";

/** Digits of the largest safe integer, so that sequences sort as numbers do. */
const SEQUENCE_DIGITS = 16;

export function connectionPartition(connectionId: string): string {
  return `C#${escapeId(connectionId)}`;
}

export function connectionKey(connectionId: string): ItemKey {
  return { pk: connectionPartition(connectionId), sk: META };
}

export function subscriptionKey(connectionId: string, entityId: string): ItemKey {
  return { pk: connectionPartition(connectionId), sk: `S#${escapeId(entityId)}` };
}

/** Whether an item is of a connection: its own, or what it follows. */
export function isConnectionKey({ pk }: Pick<ItemKey, "pk">): boolean {
  return pk.startsWith(connectionPartition(""));
}

/** What is known of an entity, and the partition of its history. */
export function entityKey(entity: EntityRef): ItemKey {
  return { pk: entityPartition(entity), sk: META };
}

export function historyKey(entity: EntityRef, seq: number): ItemKey {
  return { pk: entityPartition(entity), sk: `M#${String(seq).padStart(SEQUENCE_DIGITS, "0")}` };
}

/** What is known of a user beyond single connections: how many there are, and which tokens no longer count. */
export function userKey(user: UserRef): ItemKey {
  return { pk: `${prefixOf(user)}U#${escapeId(user.userId)}`, sk: META };
}

/** How much a user sent in one window of time. */
export function rateCounterKey(user: UserRef, window: number): ItemKey {
  return { pk: userKey(user).pk, sk: `${RATE_COUNTER_PREFIX}${window}` };
}

type SingleKind = "ticket" | "event" | "receipt" | "request" | "revoked";

/** Items that are found by one id alone: tickets, events that were taken, what became of those, requests, tokens that no longer count. */
export function singleKey(kind: SingleKind, id: string, of: Tenanted = {}): ItemKey {
  return { pk: `${prefixOf(of)}${kind}#${escapeId(id)}`, sk: META };
}

/** Whether an item is of that kind, and of that tenant. */
export function isSingleKey(kind: SingleKind, { pk, sk }: ItemKey, of: Tenanted = {}): boolean {
  return sk === META && pk.startsWith(`${prefixOf(of)}${kind}${DELIMITER}`);
}

/**
 * Without tenants the id of the user as it is, as long as it has no delimiter in it: so it can never be another kind of
 * partition.
 */
export function userPartition(user: UserRef): string {
  const id = escapeId(user.userId);
  return user.tenant === undefined ? id : `${prefixOf(user)}U#${id}`;
}

export function entityPartition(entity: EntityRef): string {
  return `${prefixOf(entity)}E#${escapeId(entity.entityId)}`;
}

/** A part of an entity's subscribers: one partition of an index takes 1,000 writes a second, no more. */
export function shardPartition(entity: EntityRef, shard: number): string {
  return `${entityPartition(entity)}#${shard}`;
}

export function userIndexKey(user: UserRef, connectionId: string): IndexKey {
  return { GSI1PK: userPartition(user), GSI1SK: `${USER_PREFIX}${escapeId(connectionId)}` };
}

export function subscriptionIndexKey(entity: EntityRef, shard: number, connectionId: string): IndexKey {
  return { GSI1PK: shardPartition(entity, shard), GSI1SK: `${SUBSCRIPTION_PREFIX}${escapeId(connectionId)}` };
}

function prefixOf({ tenant }: Tenanted): string {
  return tenant === undefined ? "" : `T#${escapeId(tenant)}#`;
}

/** Whether a partition is of some entity of that tenant, or of something beside one. */
export function isOfEntity({ pk }: Pick<ItemKey, "pk">, of: Tenanted): boolean {
  return pk.startsWith(`${prefixOf(of)}E#`);
}

/** The connection that an item belongs to. */
export function connectionIdOf({ pk }: Pick<ItemKey, "pk">): string {
  return unescapeId(pk.slice("C#".length));
}

/** The id without the delimiter. Different ids stay different: `%` itself is escaped too. */
export function escapeId(id: string): string {
  return id.replaceAll("%", "%25").replaceAll(DELIMITER, "%23");
}

export function unescapeId(escaped: string): string {
  return escaped.replaceAll("%23", DELIMITER).replaceAll("%25", "%");
}
