import { createConnections } from "../src/aws/dynamodb/connections.ts";
import { connectionIdOf, type ItemKey, isConnectionKey, isSingleKey } from "../src/aws/dynamodb/keys.ts";
import { isMemberKey, isTallyKey, memberKey, tallyKey, userPrefix } from "../src/aws/dynamodb/presence-keys.ts";
import { isMet } from "../src/aws/dynamodb/table/condition.ts";
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
  /** Last step of a tally of presence, in JSON. */
  readonly last?: string;
}

/** Rows that no key of a user leads to, and the test of which are a user's. */
const KINDS = {
  // DynamoDB deletes expired rows in any order: that of a connection may be gone, and the index of users with it.
  followed: (row: Row, user: UserRef) => isConnectionKey(row) && isSame(row, user),
  present: (row: Row, user: UserRef) => row.sk.startsWith(userPrefix(user.userId)) && isSame(row, user),
  requests: (row: Row, user: UserRef) => isSingleKey("request", row, user) && isSame(row, user),
  tickets: (row: Row, user: UserRef) => isSingleKey("ticket", row) && isSame(identityOf(row), user),
  presence: (row: Row, user: UserRef) => isMemberKey(row, user),
  told: ({ last = "", ...row }: Row, user: UserRef) => isTallyKey(row, user) && last.includes(textOf(user)),
} as const;

type Kind = keyof typeof KINDS;

type Erased = "connections" | "requests" | "tickets" | "presence";

const isSame = (one: Partial<UserRef>, other: UserRef) => one.userId === other.userId && one.tenant === other.tenant;

const textOf = ({ userId }: UserRef) => JSON.stringify(userId);

const identityOf = ({ identity = "{}" }: Row) => JSON.parse(identity) as Partial<Identity>;

/** Reads the whole table once: nothing else finds these. */
export async function forgetKeyless(user: UserRef, stack: Stack): Promise<Readonly<Record<Erased, number>>> {
  const rows = await scan(user, stack);
  const ofKind = (kind: Kind) => rows.filter((row) => KINDS[kind](row, user));
  const table = await stack.table();
  const erased = {
    connections: await forgetFollowed(ofKind("followed"), ofKind("present"), table),
    requests: await deleteAll(ofKind("requests"), table),
    tickets: await deleteAll(ofKind("tickets"), table),
    presence: await forgetPresence(ofKind("presence"), table, stack),
  };
  // Afterwards: that the user has left was told last.
  await forgetTold([...ofKind("presence"), ...ofKind("present"), ...ofKind("told")], user, table);
  return erased;
}

function scan({ userId }: UserRef, stack: Stack): Promise<readonly Row[]> {
  return stack.scan<Row>({
    FilterExpression: "userId = :user OR contains(#identity, :text) OR contains(#last, :text) OR sk = :told",
    ProjectionExpression: "pk, sk, userId, tenant, connectionId, #identity, #last",
    ExpressionAttributeNames: { "#identity": "identity", "#last": "last" },
    ExpressionAttributeValues: {
      ":user": { S: userId },
      ":text": { S: textOf({ userId }) },
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

/** Has tallies of these places of presence forget their last step, if the user is in it. */
async function forgetTold(rows: readonly Row[], user: UserRef, table: Table): Promise<void> {
  const { sk } = tallyKey({ entityId: "" });
  for (const pk of new Set(rows.map((row) => row.pk))) {
    const update = table.update({
      Key: { pk, sk },
      UpdateExpression: "REMOVE #last",
      ConditionExpression: "contains(#last, :text)",
      ExpressionAttributeNames: { "#last": "last" },
      ExpressionAttributeValues: { ":text": textOf(user) },
    });
    await isMet(update);
  }
}
