/** One thing that happened in the engine. Its data may hold what a stranger sent. */
export interface JournalEntry {
  readonly seq: number;
  /** The engine's time, epoch milliseconds. */
  readonly at: number;
  readonly service: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The entry in the data of a server-sent event; undefined if there is none. */
export function parseEntry(text: string): JournalEntry | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isEntry(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Entries that the engine says it cannot send any more: as one of them, in their place. */
export function parseGap(text: string): JournalEntry | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value)) return undefined;
    const { reason, first, last, at } = value;
    const entry = { seq: last, at, service: "journal", type: "gap", data: { reason, first, last } };
    return isEntry(entry) ? entry : undefined;
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

/** What `Date` can show. */
const isTime = (value: unknown) => typeof value === "number" && !Number.isNaN(new Date(value).getTime());
