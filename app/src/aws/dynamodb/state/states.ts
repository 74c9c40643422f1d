import type { EntityRef } from "../../../core/references.ts";
import {
  type Before,
  type Changed,
  GONE_MS,
  type StateRef,
  type StateRow,
  type States,
  type Step,
} from "../../../core/state/ports.ts";
import { backOff } from "../../http/backoff.ts";
import { pagesOf, type Table, type TransactItem } from "../table/table.ts";
import { transactOnce } from "../table/transact.ts";
import { revisionKey, STATE_PREFIX, stateEventKey, statePartition, stateRowKey } from "./state-keys.ts";

/** Publishers of one entity at the same moment take turns: in each round one of them at least gets on. */
const CHANGE_ATTEMPTS = 40;

export interface StateLife {
  /** Longest life of a value. */
  readonly entitySeconds: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The value is kept as its text: DynamoDB knows no number like 1e300. */
type StateItem = Omit<StateRow, "value"> & { readonly value?: string };

export type StateReader = Pick<States, "revisionOf" | "rowsOf">;

export function createStateReader(table: Pick<Table, "get" | "query">): StateReader {
  return {
    revisionOf: async (entity) => (await table.get<Step>(revisionKey(entity)))?.revision ?? 0,

    async rowsOf(entity) {
      const pages = pagesOf<StateItem>(table, {
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :keys)",
        ExpressionAttributeValues: { ":pk": statePartition(entity), ":keys": STATE_PREFIX },
        ConsistentRead: true,
      });
      const rows: StateRow[] = [];
      for await (const items of pages) rows.push(...items.map(rowOf));
      return rows;
    },
  };
}

export function createStates(table: Table, { entitySeconds, now }: StateLife): States {
  const reader = createStateReader(table);

  /** Resolves with `outrun` when another change came first. */
  async function attempt(state: StateRef, id: string | undefined, next: Next): Promise<Changed | undefined | "outrun"> {
    // First: a row that is newer than this makes the write fail.
    const since = await reader.revisionOf(state);
    const before = await find(state);
    const row = await next({ since, row: before });
    if (!row || row === before) return row && changedBy(row);
    const writes = [moveOn(state, row, now() + entitySeconds * 1000 + GONE_MS), put(state, row)];
    const codes = await transactOnce(table, [...writes, ...(id === undefined ? [] : [note(state, id, row, now())])]);
    if (!codes) return changedBy(row);
    return codes[2] === "ConditionalCheckFailed" ? madeBefore(state, id ?? "", before) : "outrun";
  }

  async function find(state: StateRef): Promise<StateRow | undefined> {
    const item = await table.get<StateItem>(stateRowKey(state));
    return item && rowOf(item);
  }

  async function madeBefore(entity: EntityRef, id: string, row: StateRow | undefined): Promise<Changed | undefined> {
    const step = await table.get<Step>(stateEventKey(entity, id));
    return row && step && { since: step.since, revision: step.revision, row };
  }

  return {
    ...reader,
    async change(state, id, next) {
      for (let number = 0; number < CHANGE_ATTEMPTS; number++) {
        const outcome = await attempt(state, id, next);
        if (outcome !== "outrun") return outcome;
        await backOff(number);
      }
      throw new Error("There were too many changes of this entity at once.");
    },
  };
}

type Next = (before: Before) => Promise<StateRow | undefined>;

const changedBy = (row: StateRow): Changed => ({ since: row.since, revision: row.revision, row });

const inSeconds = (ms: number) => Math.floor(ms / 1000);

function moveOn(entity: EntityRef, { since, revision }: Step, endsAtMs: number): TransactItem {
  return {
    Update: {
      Key: revisionKey(entity),
      UpdateExpression: "SET revision = :revision, #ttl = :ttl",
      ConditionExpression: "attribute_not_exists(revision) OR revision = :since",
      ExpressionAttributeNames: { "#ttl": "ttl" },
      ExpressionAttributeValues: { ":revision": revision, ":since": since, ":ttl": inSeconds(endsAtMs) },
    },
  };
}

/** The row outlives its value: its version still counts, and who comes back is told that it is gone. */
function put(state: StateRef, { value, ...row }: StateRow): TransactItem {
  const text = value === undefined ? {} : { value: JSON.stringify(value) };
  return { Put: { Item: { ...stateRowKey(state), ...row, ...text, ttl: inSeconds(row.expiresAtMs + GONE_MS) } } };
}

function note(entity: EntityRef, id: string, { since, revision }: Step, nowMs: number): TransactItem {
  const Item = { ...stateEventKey(entity, id), since, revision, ttl: inSeconds(nowMs + GONE_MS) };
  return { Put: { Item, ConditionExpression: "attribute_not_exists(pk)" } };
}

function rowOf({ key, value, version, since, revision, expiresAtMs }: StateItem): StateRow {
  return {
    key,
    ...(value !== undefined && { value: JSON.parse(value) as unknown }),
    ...(version !== undefined && { version }),
    since,
    revision,
    expiresAtMs,
  };
}
