import { createConnections } from "../src/aws/dynamodb/connections.ts";
import { connectionIdOf, type ItemKey, isConnectionKey, isSingleKey } from "../src/aws/dynamodb/keys.ts";
import { isMemberKey, memberKey, userPrefix } from "../src/aws/dynamodb/presence-keys.ts";
import type { Table } from "../src/aws/dynamodb/table/table.ts";
import type { UserRef } from "../src/core/references.ts";
import type { Identity } from "../src/core/tokens/identity.ts";
import { deleteAll } from "./forgetting.ts";
import type { Stack } from "./stack.ts";

/** A row as a scan brings it. */
interface Row extends ItemKey, Partial<UserRef> {
  /** Identity of a ticket, in JSON. */
  readonly identity?: string;
  /** Connection of a presence. */
  readonly connectionId?: string;
}

/** Rows that no key of a user leads to, and the test of which are a user's. */
const KINDS = {
  // DynamoDB deletes expired rows in any order: that of a connection may be gone, and the index of users with it.
  followed: (row: Row, user: UserRef) => isConnectionKey(row) && isSame(row, user),
  present: (row: Row, user: UserRef) => row.sk.startsWith(userPrefix(user.userId)) && isSame(row, user),
  requests: (row: Row, user: UserRef) => isSingleKey("request", row, user) && isSame(row, user),
  tickets: (row: Row, user: UserRef) => isSingleKey("ticket", row) && isSame(identityOf(row), user),
  presence: (row: Row, user: UserRef) => isMemberKey(row, user),
} as const;

type Kind = keyof typeof KINDS;

type Erased = "connections" | "requests" | "tickets" | "presence";

const isSame = (one: Partial<UserRef>, other: UserRef) => one.userId === other.userId && one.tenant === other.tenant;

const identityOf = ({ identity = "{}" }: Row) => JSON.parse(identity) as Partial<Identity>;

/** Reads the whole table once: nothing else finds these. */
export async function forgetKeyless(user: UserRef, stack: Stack): Promise<Readonly<Record<Erased, number>>> {
  const rows = await scan(user, stack);
  const ofKind = (kind: Kind) => rows.filter((row) => KINDS[kind](row, user));
  const table = await stack.table();
  return {
    connections: await forgetFollowed(ofKind("followed"), ofKind("present"), table),
    requests: await deleteAll(ofKind("requests"), table),
    tickets: await deleteAll(ofKind("tickets"), table),
    presence: await forgetPresence(ofKind("presence"), table, stack),
  };
}

function scan({ userId }: UserRef, stack: Stack): Promise<readonly Row[]> {
  return stack.scan<Row>({
    FilterExpression: "userId = :user OR contains(#identity, :text) OR sk = :told",
    ProjectionExpression: "pk, sk, userId, tenant, connectionId, #identity",
    ExpressionAttributeNames: { "#identity": "identity" },
    ExpressionAttributeValues: {
      ":user": { S: userId },
      ":text": { S: JSON.stringify(userId) },
      ":told": { S: memberKey({ entityId: "" }, userId).sk },
    },
    ConsistentRead: true,
  });
}

/** Resolves with how many connections it was of. */
async function forgetFollowed(followed: readonly Row[], present: readonly Row[], table: Table): Promise<number> {
  const connectionIds = new Set([...followed.map(connectionIdOf), ...present.flatMap((row) => row.connectionId ?? [])]);
  const connections = createConnections(table);
  for (const connectionId of connectionIds) await connections.remove(connectionId);
  await deleteAll(present, table);
  return connectionIds.size;
}

/** Watchers are told that the user went, and that erases it: only what is left of earlier days is erased here. */
async function forgetPresence(rows: readonly Row[], table: Table, { look }: Stack): Promise<number> {
  const present = async () => {
    const found = await Promise.all(rows.map(({ pk, sk }) => table.get<ItemKey>({ pk, sk })));
    return found.filter((row) => row !== undefined);
  };
  await deleteAll(await look(present, (left) => left.length === 0), table);
  return rows.length;
}
