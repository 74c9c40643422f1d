import type { Table } from "../src/aws/table.ts";
import type { Identity } from "../src/core/identity.ts";
import { type ItemKey, isSingleKey, type UserRef } from "../src/core/keys.ts";
import { isToldKey, toldKey } from "../src/core/presence-keys.ts";
import { deleteAll } from "./forgetting.ts";
import type { Stack } from "./stack.ts";

/** A row as a scan brings it. */
interface Row extends ItemKey, Partial<UserRef> {
  /** Of a ticket: JSON. */
  readonly identity?: string;
}

/** What no key of a user leads to, and which of it is a user's. */
const KINDS = {
  requests: (row: Row, user: UserRef) => isSingleKey("request", row, user) && isSame(row, user),
  tickets: (row: Row, user: UserRef) => isSingleKey("ticket", row) && isSame(identityOf(row), user),
  presence: (row: Row, user: UserRef) => isToldKey(row, user),
} as const;

type Kind = keyof typeof KINDS;

const isSame = (one: Partial<UserRef>, other: UserRef) => one.userId === other.userId && one.tenant === other.tenant;

const identityOf = ({ identity = "{}" }: Row) => JSON.parse(identity) as Partial<Identity>;

/** Reads the whole table once: nothing else finds these. */
export async function forgetKeyless(user: UserRef, stack: Stack): Promise<Readonly<Record<Kind, number>>> {
  const rows = await scan(user, stack);
  const ofKind = (kind: Kind) => rows.filter((row) => KINDS[kind](row, user));
  const table = await stack.table();
  return {
    requests: await deleteAll(ofKind("requests"), table),
    tickets: await deleteAll(ofKind("tickets"), table),
    presence: await forgetPresence(ofKind("presence"), table, stack),
  };
}

function scan({ userId }: UserRef, stack: Stack): Promise<readonly Row[]> {
  return stack.scan<Row>({
    FilterExpression: "userId = :user OR contains(#identity, :text) OR sk = :told",
    ProjectionExpression: "pk, sk, userId, tenant, #identity",
    ExpressionAttributeNames: { "#identity": "identity" },
    ExpressionAttributeValues: {
      ":user": { S: userId },
      ":text": { S: JSON.stringify(userId) },
      ":told": { S: toldKey({ entityId: "" }, userId).sk },
    },
    ConsistentRead: true,
  });
}

/** Those who watch are told that the user went, and that erases it: only what is left of earlier days is erased here. */
async function forgetPresence(rows: readonly Row[], table: Table, { look }: Stack): Promise<number> {
  const present = async () => {
    const found = await Promise.all(rows.map(({ pk, sk }) => table.get<ItemKey>({ pk, sk })));
    return found.filter((row) => row !== undefined);
  };
  await deleteAll(await look(present, (left) => left.length === 0), table);
  return rows.length;
}
