import type { EntityRef, Tenanted, UserRef } from "../../core/references.ts";
import type { StreamRef } from "../../core/streams/ports.ts";

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

/** Beginning of the sort keys of what a connection is subscribed to. */
export const FOLLOWED_PREFIX = "S#";

/** Beginning of the sort keys of a user's rate counters. */
export const RATE_COUNTER_PREFIX = "R#";

/** Sort key of an item that is alone in its partition, or first in it. */
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
  return { pk: connectionPartition(connectionId), sk: `${FOLLOWED_PREFIX}${escapeId(entityId)}` };
}

/** Tells an item of a connection, its own or a subscription's, from any other. */
export function isConnectionKey({ pk }: Pick<ItemKey, "pk">): boolean {
  return pk.startsWith(connectionPartition(""));
}

/** Key of what is known of an entity, in the partition of its history. */
export function entityKey(entity: EntityRef): ItemKey {
  return { pk: entityPartition(entity), sk: META };
}

export function historyKey(entity: EntityRef, seq: number): ItemKey {
  return { pk: entityPartition(entity), sk: `M#${String(seq).padStart(SEQUENCE_DIGITS, "0")}` };
}

/** Beginning of the sort keys of an entity's streams. */
export const STREAM_PREFIX = "T#";

/** Key of what is known of a stream, beside its entity. */
export function streamKey(stream: StreamRef): ItemKey {
  return { pk: entityPartition(stream), sk: `${STREAM_PREFIX}${escapeId(stream.streamId)}` };
}

/** Key of a piece of a stream. Each stream has a partition: some of them may fill what one of these takes. */
export function pieceKey(stream: StreamRef, offset: number): ItemKey {
  return { pk: streamPartition(stream), sk: String(offset).padStart(SEQUENCE_DIGITS, "0") };
}

/** Key of the end of a stream, which comes after all of its text. */
export function streamEndKey(stream: StreamRef): ItemKey {
  return { pk: streamPartition(stream), sk: "END" };
}

function streamPartition(stream: StreamRef): string {
  return `${entityPartition(stream)}#${STREAM_PREFIX}${escapeId(stream.streamId)}`;
}

/** Key of a user's row: the places of connections, and from when on tokens count. */
export function userKey(user: UserRef): ItemKey {
  return { pk: `${prefixOf(user)}U#${escapeId(user.userId)}`, sk: META };
}

/** Key of the rate counter of a user in one window of time. */
export function rateCounterKey(user: UserRef, window: number): ItemKey {
  return { pk: userKey(user).pk, sk: `${RATE_COUNTER_PREFIX}${window}` };
}

/** Kinds of items that are found by one id alone. */
export const SINGLE_KINDS = ["ticket", "event", "receipt", "request", "revoked"] as const;

type SingleKind = (typeof SINGLE_KINDS)[number];

/** Key of an item that is found by one id: a ticket, a processed event, its receipt, a request, a revoked token. */
export function singleKey(kind: SingleKind, id: string, of: Tenanted = {}): ItemKey {
  return { pk: `${prefixOf(of)}${kind}#${escapeId(id)}`, sk: META };
}

/** Tells an item of that kind and tenant from any other. */
export function isSingleKey(kind: SingleKind, { pk, sk }: ItemKey, of: Tenanted = {}): boolean {
  return sk === META && pk.startsWith(`${prefixOf(of)}${kind}${DELIMITER}`);
}

/**
 * Partition of a user in the index: without tenants the id as it is, as long as it has no delimiter in it, so it can
 * never be another kind of partition.
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

/** Tells a partition of an entity of that tenant, or of something beside one, from any other. */
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
