import { createConnections } from "../src/aws/dynamodb/connections.ts";
import { inboxKey, NOTICE_PREFIX, NOTIFICATION_PREFIX } from "../src/aws/dynamodb/inbox/inbox-keys.ts";
import { type ItemKey, RATE_COUNTER_PREFIX, userKey } from "../src/aws/dynamodb/keys.ts";
import { createSubscribers } from "../src/aws/dynamodb/subscribers.ts";
import { pagesOf, type Table } from "../src/aws/dynamodb/table/table.ts";
import { transact } from "../src/aws/dynamodb/table/transact.ts";
import { createPlaces } from "../src/aws/dynamodb/users.ts";
import type { UserRef } from "../src/core/references.ts";

/** Revoked tokens of a user. Erased before they have expired, they would count again. */
export interface Revocation {
  /** Seconds since 1970, as is `ttl`. */
  readonly issuedBefore: number;
  readonly ttl: number;
}

/** Gives back the places of connections that were closed. Resolves with whether the user has no other. */
export async function leavePlaces(user: UserRef, closed: readonly string[], table: Table): Promise<boolean> {
  const { placesOf, givePlacesBack } = createPlaces(table);
  const places = await placesOf(user);
  const left = places.filter(({ connectionId }) => closed.includes(connectionId));
  if (left.length > 0) await givePlacesBack(user, left);
  return left.length === places.length;
}

/** Removes what is left of connections that ended without a word, with what they followed. */
export async function forgetConnections(user: UserRef, table: Table): Promise<number> {
  const targets = await createSubscribers(table).connectionsOf(user);
  const connections = createConnections(table);
  for (const { connectionId } of targets) await connections.remove(connectionId);
  return targets.length;
}

export async function forgetCounters(user: UserRef, table: Table): Promise<number> {
  let count = 0;
  for await (const keys of keysOf(userKey(user).pk, RATE_COUNTER_PREFIX, table)) count += await deleteAll(keys, table);
  return count;
}

/** Removes the notifications that are kept, and what is known of them. Resolves with how many there were. */
export async function forgetInbox(user: UserRef, table: Table): Promise<number> {
  const { pk, sk: number } = inboxKey(user);
  let count = 0;
  for await (const keys of keysOf(pk, NOTIFICATION_PREFIX, table)) count += await deleteAll(keys, table);
  for (const prefix of [NOTICE_PREFIX, number])
    for await (const keys of keysOf(pk, prefix, table)) await deleteAll(keys, table);
  return count;
}

/** Keys of a partition that begin so. */
const keysOf = (pk: string, prefix: string, table: Table) =>
  pagesOf<ItemKey>(table, {
    KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
    ExpressionAttributeValues: { ":pk": pk, ":prefix": prefix },
    ProjectionExpression: "pk, sk",
    ConsistentRead: true,
  });

/** Resolves with what of the user's own row must stay. */
export async function forgetUserRow(user: UserRef, table: Table): Promise<Revocation | undefined> {
  const Key = userKey(user);
  const ConditionExpression = "attribute_not_exists(issuedBefore) AND attribute_not_exists(places)";
  await transact(table, [{ Delete: { Key, ConditionExpression } }]);
  const { issuedBefore, ttl } = (await table.get<Partial<Revocation>>(Key)) ?? {};
  return issuedBefore === undefined || ttl === undefined ? undefined : { issuedBefore, ttl };
}

/** Resolves with how many there were. */
export async function deleteAll(keys: readonly ItemKey[], table: Pick<Table, "delete">): Promise<number> {
  const deleted = await Promise.all(keys.map(({ pk, sk }) => table.delete({ pk, sk })));
  return deleted.filter((row) => row !== undefined).length;
}
