/** One thing that happened in the engine. Its data may hold what a stranger sent. */
export interface JournalEntry {
  readonly seq: number;
  /** Time of the engine in epoch milliseconds. */
  readonly at: number;
  readonly service: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The piece of work in which it came about. Absent: it belongs to no trace. */
  readonly trace?: EntryTrace;
  /** Milliseconds since that began. */
  readonly elapsedMs?: number;
}

export interface EntryTrace {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId?: string;
  /** Time of the engine in epoch milliseconds. */
  readonly startedAt: number;
}

/** Returns the entry in the data of a server-sent event; undefined if there is none. */
export function parseEntry(text: string): JournalEntry | undefined {
  const value = parseJson(text);
  return isEntry(value) ? value : undefined;
}

/** Returns one entry in place of those that the engine says it cannot send any more. */
export function parseGap(text: string): JournalEntry | undefined {
  const value = parseJson(text);
  if (!isObject(value)) return undefined;
  const { reason, first, last, at } = value;
  const entry = { seq: last ?? 0, at, service: "journal", type: "gap", data: { reason, first, last } };
  return isEntry(entry) ? entry : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is JournalEntry {
  if (!isObject(value)) return false;
  const { seq, at, service, type, data } = value;
  return (
    Number.isFinite(seq) && isTime(at) && typeof service === "string" && typeof type === "string" && isObject(data)
  );
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** Tells whether `Date` can show it. */
const isTime = (value: unknown) => typeof value === "number" && !Number.isNaN(new Date(value).getTime());
