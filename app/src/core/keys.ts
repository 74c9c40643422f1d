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

/** One entity's subscribers fit one partition of the index for now; the number leaves room for more. */
const SHARD = 0;

export function connectionPartition(connectionId: string): string {
  return `C#${escapeId(connectionId)}`;
}

export function connectionKey(connectionId: string): ItemKey {
  return { pk: connectionPartition(connectionId), sk: "META" };
}

export function subscriptionKey(connectionId: string, entityId: string): ItemKey {
  return { pk: connectionPartition(connectionId), sk: `S#${escapeId(entityId)}` };
}

/** The id of the user as it is, as long as it has no delimiter in it: so it can never be an entity's partition. */
export function userPartition(userId: string): string {
  return escapeId(userId);
}

export function entityPartition(entityId: string): string {
  return `E#${escapeId(entityId)}#${SHARD}`;
}

export function userIndexKey(userId: string, connectionId: string): IndexKey {
  return { GSI1PK: userPartition(userId), GSI1SK: `${USER_PREFIX}${escapeId(connectionId)}` };
}

export function subscriptionIndexKey(entityId: string, connectionId: string): IndexKey {
  return { GSI1PK: entityPartition(entityId), GSI1SK: `${SUBSCRIPTION_PREFIX}${escapeId(connectionId)}` };
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
