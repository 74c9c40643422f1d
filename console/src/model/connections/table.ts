import type { JournalEntry } from "../../engine/journal/entry.ts";
import { Activity } from "./activity.ts";

export type ConnectionState = "open" | "closing" | "closed" | "refused";

/** A connection in short, as `GET /_portcullis/connections` tells of it. */
export interface ConnectionSummary {
  readonly connectionId: string;
  readonly apiId: string;
  readonly api: string;
  readonly stage: string;
  readonly user?: string;
  readonly state: ConnectionState;
  readonly connectedAt: number;
  readonly lastActiveAt: number;
  readonly framesIn: number;
  readonly bytesIn: number;
  readonly framesOut: number;
  readonly bytesOut: number;
  readonly lastRoute?: string;
  readonly endedAt?: number;
  readonly close?: { readonly code: number; readonly reason: string; readonly by: string };
  readonly refused?: { readonly status: number; readonly reason: string };
}

export interface ConnectionList {
  readonly connections: readonly ConnectionSummary[];
  readonly ended: readonly ConnectionSummary[];
  /** The last entry of the journal that the list knows of. */
  readonly lastSeq: number;
}

/** A row that changes in place: a copy for each message would keep a browser busy. */
export interface ConnectionRow extends Readonly<Omit<Mutable<ConnectionSummary>, "activity">> {
  /** Absent while nothing has happened since the page is open. */
  readonly activity?: Activity;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type OwnRow = Mutable<ConnectionSummary> & { activity?: Activity };

/** Connections, kept up to date by the journal's entries. */
export interface ConnectionTable {
  /** Those that are open, in the order in which they opened, then those that have ended. */
  rows(): readonly ConnectionRow[];
  find(connectionId: string): ConnectionRow | undefined;
  readonly openCount: number;
  readonly endedCount: number;
  /** Takes over a list that was read. */
  take(list: ConnectionList): void;
  /** Applies what has happened since that list. True when it changed something. */
  apply(entries: readonly JournalEntry[]): boolean;
}

/** Connections that are shown after their end. */
const MOST_ENDED = 1_000;

export function createConnectionTable(): ConnectionTable {
  const open = new Map<string, OwnRow>();
  const ended = new Map<string, OwnRow>();
  const apiNames = new Map<string, string>();
  let lastSeq = Number.POSITIVE_INFINITY;

  function finish(row: OwnRow): void {
    open.delete(row.connectionId);
    ended.set(row.connectionId, row);
    for (const id of ended.keys()) {
      if (ended.size <= MOST_ENDED) return;
      ended.delete(id);
    }
  }

  const changes: Readonly<Record<string, (entry: JournalEntry, row: OwnRow | undefined) => void>> = {
    connect: (entry) => void open.set(String(entry.data.connectionId), newRow(entry, apiNames)),
    message: (entry, row) => row && received(row, entry),
    answer: (entry, row) => row && sent(row, entry, entry.data.sentBytes),
    post: (entry, row) => row && sent(row, entry, entry.data.bytes),
    disconnect({ at, data }, row) {
      if (!row) return;
      row.state = "closed";
      row.endedAt = at;
      row.close = { code: Number(data.code), reason: String(data.reason ?? ""), by: String(data.by ?? "") };
      finish(row);
    },
    refuse(entry) {
      const { status, reason } = entry.data;
      const refused = { status: Number(status), reason: String(reason ?? "") };
      finish({ ...newRow(entry, apiNames), state: "refused", endedAt: entry.at, refused });
    },
  };

  function change(entry: JournalEntry): boolean {
    const { seq, service, type, data } = entry;
    if (seq <= lastSeq || service !== "execute-api" || typeof data.connectionId !== "string") return false;
    if (!Object.hasOwn(changes, type)) return false;
    changes[type]?.(entry, open.get(data.connectionId));
    return true;
  }

  return {
    rows: () => [...open.values(), ...ended.values()],
    find: (connectionId) => open.get(connectionId) ?? ended.get(connectionId),
    get openCount() {
      return open.size;
    },
    get endedCount() {
      return ended.size;
    },
    take(list) {
      const activities = new Map([...open].map(([id, { activity }]) => [id, activity]));
      open.clear();
      ended.clear();
      for (const row of [...list.connections, ...list.ended]) apiNames.set(row.apiId, row.api);
      for (const row of list.connections)
        open.set(row.connectionId, withActivity(row, activities.get(row.connectionId)));
      for (const row of list.ended) ended.set(row.connectionId, { ...row });
      lastSeq = list.lastSeq;
    },
    apply(entries) {
      let isChanged = false;
      for (const entry of entries) isChanged = change(entry) || isChanged;
      lastSeq = Math.max(lastSeq, entries.at(-1)?.seq ?? 0);
      return isChanged;
    },
  };
}

function newRow({ at, data }: JournalEntry, apiNames: ReadonlyMap<string, string>): OwnRow {
  const apiId = String(data.apiId);
  return {
    connectionId: String(data.connectionId),
    apiId,
    api: apiNames.get(apiId) ?? apiId,
    stage: String(data.stage),
    ...(typeof data.principalId === "string" && { user: data.principalId }),
    state: "open",
    connectedAt: at,
    lastActiveAt: at,
    framesIn: 0,
    bytesIn: 0,
    framesOut: 0,
    bytesOut: 0,
  };
}

const withActivity = (row: ConnectionSummary, activity: Activity | undefined): OwnRow =>
  activity ? { ...row, activity } : { ...row };

function received(row: OwnRow, entry: JournalEntry): void {
  const { routeKey, bytes, sentBytes } = entry.data;
  row.framesIn += 1;
  row.bytesIn += Number(bytes ?? 0);
  if (routeKey !== undefined) row.lastRoute = String(routeKey);
  happened(row, entry.at);
  sent(row, entry, sentBytes);
}

function sent(row: OwnRow, { at }: JournalEntry, bytes: unknown): void {
  if (typeof bytes !== "number") return;
  row.framesOut += 1;
  row.bytesOut += bytes;
  happened(row, at);
}

function happened(row: OwnRow, at: number): void {
  row.lastActiveAt = at;
  row.activity ??= new Activity();
  row.activity.add(at);
}
