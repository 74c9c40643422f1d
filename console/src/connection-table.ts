import type { JournalEntry } from "./journal/entry.ts";

export interface ConnectionRow {
  readonly connectionId: string;
  readonly stage: string;
  readonly connectedAt: number;
  /** Number of messages from the client. */
  readonly received: number;
  /** Number of messages to the client through `@connections`. */
  readonly posted: number;
}

export interface RefusedHandshake {
  readonly at: number;
  readonly status: string;
  readonly reason: string;
}

/** Connections and refused handshakes, as far as the journal tells of them. */
export interface ConnectionTable {
  /** Open connections, newest first. */
  readonly open: readonly ConnectionRow[];
  /** The last few refused handshakes, newest first. */
  readonly refused: readonly RefusedHandshake[];
  readonly refusedCount: number;
  apply(entry: JournalEntry): void;
  /** Forgets everything, since the engine was started anew. */
  reset(): void;
}

const MOST_REFUSED = 10;

export function createConnectionTable(): ConnectionTable {
  const open = new Map<string, ConnectionRow>();
  let refused: RefusedHandshake[] = [];
  let refusedCount = 0;

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
      refusedCount += 1;
      refused = [{ at, status: textOf(data.status), reason: textOf(data.reason) }, ...refused].slice(0, MOST_REFUSED);
    },
  };

  return {
    get open() {
      return [...open.values()].reverse();
    },
    get refused() {
      return refused;
    },
    get refusedCount() {
      return refusedCount;
    },
    apply(entry) {
      if (entry.service === "execute-api" && Object.hasOwn(APPLY, entry.type)) APPLY[entry.type]?.(entry);
    },
    reset() {
      open.clear();
      refused = [];
      refusedCount = 0;
    },
  };
}

const idOf = ({ data }: JournalEntry) => textOf(data.connectionId);
const textOf = (value: unknown) => (value === undefined || value === null ? "" : String(value));
