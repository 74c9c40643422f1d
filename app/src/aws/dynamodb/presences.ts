import { isLive, type Target } from "../../core/connections/connection.ts";
import type { Asked, Attendance, Member, Presences, Tally, Watch, Watcher } from "../../core/presence/ports.ts";
import type { EntityRef } from "../../core/references.ts";
import { backOff } from "../http/backoff.ts";
import type { IndexKey } from "./keys.ts";
import {
  MEMBER_PREFIX,
  memberKey,
  type Presence,
  presenceKey,
  presencePartition,
  tallyKey,
  userPrefix,
  watcherIndexKey,
  watcherOf,
  watcherPartition,
} from "./presence-keys.ts";
import { isMet } from "./table/condition.ts";
import { setting } from "./table/setting.ts";
import { pagesOf, type Query, type Table, type TransactItem, type Update } from "./table/table.ts";
import { transactOnce } from "./table/transact.ts";

type Item = Presence &
  Pick<Target, "exp" | "ttl"> & {
    readonly data?: string;
    readonly dataAtMs?: number;
    readonly watches?: readonly Watch[];
  };

/** `now`: milliseconds since 1970. */
export function createPresences(table: Table, now: () => number): Presences {
  return { ...createAttendances(table, now), ...createMembers(table, now), watchersOf: readWatchers(table) };
}

async function read<Row>(table: Table, query: Query): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const items of pagesOf<Row>(table, query)) rows.push(...items);
  return rows;
}

/** Rows of an entity's partition, as they were last written. */
const readPart = <Row>(table: Table, entity: EntityRef, prefix: string) =>
  read<Row>(table, {
    KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
    ExpressionAttributeValues: { ":pk": presencePartition(entity), ":prefix": prefix },
    ConsistentRead: true,
  });

/** Two questions of one connection at the same moment take turns. */
const NOTE_ATTEMPTS = 8;

function createAttendances(table: Table, now: () => number): Pick<Presences, "note" | "attendancesOf"> {
  return {
    async note({ tenant, userId, connectionId }, entityId, asked) {
      const presence: Presence = { tenant, userId, connectionId, entityId };
      for (let number = 0; number < NOTE_ATTEMPTS; number++) {
        const before = await table.get<Item>(presenceKey(presence));
        if (!before) return false;
        if (await isMet(table.update(noting(presence, before.watches, asked, now())))) return true;
        await backOff(number);
      }
      throw new Error("There were too many questions of one connection at once.");
    },

    async attendancesOf(entity, userId) {
      const items = await readPart<Item>(table, entity, userPrefix(userId));
      // DynamoDB deletes late.
      return items.filter((item) => isLive(item, now())).map(attendanceOf);
    },
  };
}

function attendanceOf({ userId, data, dataAtMs, exp, ttl, watches }: Item): Attendance {
  return { userId, data, dataAtMs, endsAtMs: Math.min(exp, ttl) * 1000, isWatching: watches !== undefined };
}

/** Notes what is asked in a row that is there, if nobody has asked for something else meanwhile. */
function noting(
  presence: Presence,
  before: readonly Watch[] | undefined,
  { watch, data }: Asked,
  nowMs: number,
): Update {
  const watches = [...new Set([...(before ?? []), ...(watch ? [watch] : [])])];
  const index = watches.length > 0 ? { watches, ...watcherIndexKey(presence, watches) } : {};
  const saying = data === undefined ? {} : { data: data ?? undefined, dataAtMs: nowMs };
  return {
    Key: presenceKey(presence),
    ...setting({ ...index, ...saying }, { ":before": before }),
    ConditionExpression: `attribute_exists(pk) AND ${before ? "watches = :before" : "attribute_not_exists(watches)"}`,
  };
}

/**
 * A connection lives 2 hours, and DynamoDB may take days to tell that one has ended: until then the rows must be there,
 * or nobody would be told that its user went.
 */
const ROW_SECONDS = 7 * 24 * 60 * 60;

type MembersPort = Pick<Presences, "tallyOf" | "memberOf" | "membersOf" | "commit" | "nudge">;

function createMembers(table: Table, now: () => number): MembersPort {
  const ends = () => ({ ttl: Math.floor(now() / 1000) + ROW_SECONDS });

  function putTally(entity: EntityRef, before: Tally | undefined, after: Tally | undefined): TransactItem {
    const isSame = before
      ? { ConditionExpression: "revision = :before", ExpressionAttributeValues: { ":before": before.revision } }
      : { ConditionExpression: "attribute_not_exists(pk)" };
    const Key = tallyKey(entity);
    if (!after) return { Delete: { Key, ...isSame } };
    const Item = { ...Key, ...entity, ...after, ...ends(), last: after.last && JSON.stringify(after.last) };
    return { Put: { Item, ...isSame } };
  }

  return {
    tallyOf: async (entity) => tallyIn(await table.get<TallyItem>(tallyKey(entity))),
    memberOf: (entity, userId) => table.get<Member>(memberKey(entity, userId)),
    membersOf: (entity) => readPart<Member>(table, entity, MEMBER_PREFIX),

    async commit(entity, before, after, { written, removed }) {
      const codes = await transactOnce(table, [
        putTally(entity, before, after),
        ...written.map((member) => ({
          Put: { Item: { ...memberKey(entity, member.userId), ...entity, ...member, ...ends() } },
        })),
        ...removed.map((userId) => ({ Delete: { Key: memberKey(entity, userId) } })),
      ]);
      return codes === undefined;
    },

    async nudge(entity, userId) {
      const update = table.update({
        Key: userId === undefined ? tallyKey(entity) : memberKey(entity, userId),
        UpdateExpression: "SET lookAtMs = :now",
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeValues: { ":now": now() },
      });
      await isMet(update);
    },
  };
}

/** The last step is kept as its text, in which whoever has a user forgotten can look for the user. */
type TallyItem = Omit<Tally, "last"> & { readonly last?: string };

/** Returns the tally of a row, which has more in it: its keys, its end. */
function tallyIn(item: TallyItem | undefined): Tally | undefined {
  if (!item) return undefined;
  const { revision, changedAt, listed, others, recountAtMs, last } = item;
  return { revision, changedAt, listed, others, recountAtMs, last: last === undefined ? last : JSON.parse(last) };
}

function readWatchers(table: Table): Presences["watchersOf"] {
  return async (entity) => {
    const rows = await read<Item & IndexKey>(table, {
      IndexName: "GSI1",
      KeyConditionExpression: "GSI1PK = :pk",
      ExpressionAttributeValues: { ":pk": watcherPartition(entity) },
    });
    return rows.map((row): Watcher => ({ ...watcherOf(row), exp: row.exp, ttl: row.ttl }));
  };
}
