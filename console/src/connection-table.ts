import type { JournalEntry } from "./journal/entry.ts";

export interface ConnectionRow {
  readonly connectionId: string;
  readonly stage: string;
  readonly connectedAt: number;
  /** Messages from the client. */
  readonly received: number;
  /** Messages to the client through `@connections`. */
  readonly posted: number;
}

export interface Refusal {
  readonly at: number;
  readonly status: string;
  readonly reason: string;
}

/** What the journal tells of connections. */
export interface ConnectionTable {
  /** The open ones, newest first. */
  readonly open: readonly ConnectionRow[];
  /** The newest few, newest first. */
  readonly refusals: readonly Refusal[];
  readonly refusalCount: number;
  apply(entry: JournalEntry): void;
  /** The engine was started anew: nothing of before holds. */
  reset(): void;
}

const MOST_REFUSALS = 10;

export function createConnectionTable(): ConnectionTable {
  const open = new Map<string, ConnectionRow>();
  let refusals: Refusal[] = [];
  let refusalCount = 0;

  function change(entry: JournalEntry, update: (row: ConnectionRow) => ConnectionRow): void {
    const row = open.get(idOf(entry));
    if (row) open.set(row.connectionId, update(row));
  }

  const APPLY: Readonly<Record<string, (entry: JournalEntry) => void>> = {
    connect(entry) {
      const connectionId = idOf(entry);
      const stage = textOf(entry.data.stage);
      open.set(connectionId, { connectionId, stage, connectedAt: entry.at, received: 0, posted: 0 });
    },
    disconnect: (entry) => void open.delete(idOf(entry)),
    message: (entry) => change(entry, (row) => ({ ...row, received: row.received + 1 })),
    post: (entry) => change(entry, (row) => ({ ...row, posted: row.posted + 1 })),
    refuse({ at, data }) {
      refusalCount += 1;
      refusals = [{ at, status: textOf(data.status), reason: textOf(data.reason) }, ...refusals].slice(
        0,
        MOST_REFUSALS,
      );
    },
  };

  return {
    get open() {
      return [...open.values()].reverse();
    },
    get refusals() {
      return refusals;
    },
    get refusalCount() {
      return refusalCount;
    },
    apply(entry) {
      if (entry.service === "execute-api" && Object.hasOwn(APPLY, entry.type)) APPLY[entry.type]?.(entry);
    },
    reset() {
      open.clear();
      refusals = [];
      refusalCount = 0;
    },
  };
}

const idOf = ({ data }: JournalEntry) => textOf(data.connectionId);
const textOf = (value: unknown) => (value === undefined || value === null ? "" : String(value));
