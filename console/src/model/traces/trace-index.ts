import type { JournalEntry } from "../../engine/journal/entry.ts";

/** All that came about in one trace. */
export interface Trace {
  readonly id: string;
  /** In the order in which they came. */
  readonly entries: readonly JournalEntry[];
  /** Number of entries beyond those that are kept. */
  readonly more: number;
  /** Changes with each entry. */
  readonly version: number;
}

/** A trace that meets others in a batch. */
export interface Meeting {
  readonly traceId: string;
  /** The span of the linked trace from which the batch's record came. */
  readonly spanId: string;
}

export interface TraceIndex {
  /** Oldest first. */
  readonly traces: ReadonlyMap<string, Trace>;
  /** Number of traces that were let go, since there are too many. */
  readonly letGo: number;
  /** Number of traces since the last clear, kept or not. */
  readonly total: number;
  add(entries: readonly JournalEntry[]): void;
  clear(): void;
  /** The batches in which records of this trace were worked on together with others. */
  meetingsOf(traceId: string): readonly Meeting[];
  /** The name of the user behind a connection. */
  userOf(connectionId: unknown): string | undefined;
}

export interface TraceIndexOptions {
  readonly mostTraces?: number;
  readonly mostEntries?: number;
  readonly mostEntriesOfOne?: number;
}

interface OwnTrace extends Trace {
  readonly entries: JournalEntry[];
  more: number;
  version: number;
}

/** Users are remembered for as long as somebody may look at traces of theirs. */
const MOST_USERS = 20_000;

/** Remembers whose connections are whose. */
function createUsers() {
  const users = new Map<string, string>();
  return {
    note({ service, type, data }: JournalEntry): void {
      if (service !== "execute-api" || type !== "connect") return;
      if (typeof data.connectionId !== "string" || typeof data.principalId !== "string") return;
      users.set(data.connectionId, data.principalId);
      const [oldest] = users.keys();
      if (users.size > MOST_USERS && oldest !== undefined) users.delete(oldest);
    },
    of: (connectionId: unknown) => (typeof connectionId === "string" ? users.get(connectionId) : undefined),
    clear: () => users.clear(),
  };
}

/** Sorts entries into traces, and lets the oldest traces go when there are too many. */
export function createTraceIndex({
  mostTraces = 5_000,
  mostEntries = 40_000,
  mostEntriesOfOne = 2_000,
}: TraceIndexOptions = {}): TraceIndex {
  const traces = new Map<string, OwnTrace>();
  const meetings = new Map<string, Meeting[]>();
  const users = createUsers();
  let kept = 0;
  let letGo = 0;

  function take(entry: JournalEntry): void {
    users.note(entry);
    const { trace } = entry;
    if (typeof trace?.traceId !== "string") return;
    const known = traces.get(trace.traceId) ?? begin(trace.traceId);
    known.version += 1;
    if (known.entries.length >= mostEntriesOfOne) {
      known.more += 1;
      return;
    }
    known.entries.push(entry);
    kept += 1;
    if (entry.service === "lambda" && entry.type === "batch") noteLinks(entry);
  }

  function begin(id: string): OwnTrace {
    const trace: OwnTrace = { id, entries: [], more: 0, version: 0 };
    traces.set(id, trace);
    return trace;
  }

  function noteLinks({ data, trace }: JournalEntry): void {
    for (const link of Array.isArray(data.links) ? data.links : []) {
      const { traceId, spanId } = (link ?? {}) as { readonly traceId?: unknown; readonly spanId?: unknown };
      if (typeof traceId !== "string" || typeof spanId !== "string" || !trace) continue;
      meetings.set(traceId, [...(meetings.get(traceId) ?? []), { traceId: trace.traceId, spanId }]);
      const linked = traces.get(traceId);
      if (linked) linked.version += 1;
    }
  }

  function forget(): void {
    for (const [id, { entries }] of traces) {
      if (traces.size <= mostTraces && kept <= mostEntries) return;
      traces.delete(id);
      meetings.delete(id);
      kept -= entries.length;
      letGo += 1;
    }
  }

  return {
    traces,
    get letGo() {
      return letGo;
    },
    get total() {
      return traces.size + letGo;
    },
    add(entries) {
      for (const entry of entries) take(entry);
      forget();
    },
    clear() {
      for (const map of [traces, meetings, users]) map.clear();
      kept = 0;
      letGo = 0;
    },
    meetingsOf: (traceId) => meetings.get(traceId) ?? [],
    userOf: users.of,
  };
}
