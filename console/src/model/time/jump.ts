import type { JournalEntry } from "../../engine/journal/journal.ts";

/** A jump of time, a pause or its end, with all that it made happen. */
export interface Jump {
  /** Of its entry in the journal. */
  readonly seq: number;
  /** Engine time to which it came, epoch milliseconds. */
  readonly at: number;
  /** Undefined for a pause or its end. */
  readonly advancedMs?: number;
  readonly paused?: boolean;
  readonly happened: readonly Happening[];
}

/** Entries of one kind, in words. */
export interface Happening {
  readonly text: string;
  readonly count: number;
  readonly isBad: boolean;
  /** The newest of them. */
  readonly last: JournalEntry;
}

interface Kind {
  readonly one: string;
  readonly many: string;
  readonly isBad?: boolean;
}

/** Entries that tell of something that time did, by service and type. */
const KINDS: Readonly<Record<string, Kind>> = {
  "events/schedule": { one: "schedule ran", many: "schedules ran" },
  "execute-api/disconnect": { one: "connection was closed", many: "connections were closed" },
  "dynamodb/ttl": { one: "table let expired items go", many: "times tables let expired items go" },
  "lambda/report": { one: "function call", many: "function calls" },
  "lambda/batch": { one: "batch was delivered", many: "batches were delivered" },
  "execute-api/post": { one: "message was posted", many: "messages were posted" },
  "secretsmanager/rotation": { one: "secret was rotated", many: "secrets were rotated" },
  "sqs/dead-letter": { one: "message became a dead letter", many: "messages became dead letters", isBad: true },
  "sqs/expire": { one: "message expired", many: "messages expired" },
  "execute-api/error": { one: "integration failed", many: "integrations failed", isBad: true },
  "events/delivery-failed": { one: "event was not delivered", many: "events were not delivered", isBad: true },
};

/** Jumps and pauses among `entries`, newest first, each with what happened on its way. */
export function jumpsIn(entries: readonly JournalEntry[], most: number): readonly Jump[] {
  const jumps: Jump[] = [];
  for (let index = entries.length - 1; index >= 0 && jumps.length < most; index--) {
    const entry = entries[index];
    if (entry && isOfClock(entry)) jumps.push(jumpAt(entries, index, entry));
  }
  return jumps;
}

function jumpAt(entries: readonly JournalEntry[], index: number, { seq, at, data }: JournalEntry): Jump {
  if (typeof data.paused === "boolean") return { seq, at, paused: data.paused, happened: [] };
  const advancedMs = Number(data.advanceSeconds) * 1000 || 0;
  return { seq, at, advancedMs, happened: happenedIn(wayOf(entries, index, at - advancedMs)) };
}

/** Sockets answer in real time: a connection that a jump has closed ends a little later. */
const AFTERMATH_MS = 2_000;

/**
 * The entries of a jump's way: those before its own, back to the time at which it began and no further than the jump
 * before it, and the first ones after it.
 */
function wayOf(entries: readonly JournalEntry[], index: number, startedAt: number): readonly JournalEntry[] {
  const endsAt = (entries[index]?.at ?? 0) + AFTERMATH_MS;
  let first = index;
  while (isOfWay(entries[first - 1], startedAt)) first--;
  const isPart = (entry: JournalEntry | undefined) => entry !== undefined && entry.at <= endsAt && !isOfClock(entry);
  let end = index + 1;
  while (isPart(entries[end])) end++;
  return entries.slice(first, end);
}

const isOfWay = (entry: JournalEntry | undefined, startedAt: number) =>
  entry !== undefined && entry.at > startedAt && !isOfClock(entry);

const isOfClock = ({ service, type }: JournalEntry) => service === "engine" && type === "clock";

function happenedIn(way: readonly JournalEntry[]): readonly Happening[] {
  const found = new Map<string, { kind: Kind; count: number; last: JournalEntry }>();
  for (const entry of way) {
    const name = `${entry.service}/${entry.type}`;
    const kind = KINDS[name];
    if (kind) found.set(name, { kind, count: (found.get(name)?.count ?? 0) + 1, last: entry });
  }
  return [...found.values()].map(({ kind: { one, many, isBad = false }, count, last }) => ({
    text: count === 1 ? one : many,
    count,
    isBad,
    last,
  }));
}
