import { cutData, sizeOf } from "./journal-data.ts";
import type { Span, Tracer } from "./tracing.ts";

/** One thing that happened, as plain data: what tests wait for and what the console and the terminal show. */
export interface JournalEntry {
  readonly seq: number;
  /** Engine time, epoch milliseconds. */
  readonly at: number;
  readonly service: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The piece of work in which it came about. Absent: it belongs to no trace. */
  readonly trace?: Span;
  /** Milliseconds since that began. The last entry of a span tells thereby how long it took. */
  readonly elapsedMs?: number;
}

export type JournalMatch =
  | ((entry: JournalEntry) => boolean)
  | { service?: string; type?: string; data?: Record<string, unknown> };

/** The part of the journal that a service needs. */
export interface Recorder {
  record(service: string, type: string, data?: Record<string, unknown>): void;
}

export interface Journal extends Recorder {
  /** The newest entries, which are kept, oldest first. */
  entries(match?: JournalMatch): readonly JournalEntry[];
  /**
   * The first entry after a sequence number that is kept. Entries are numbered without a gap: when it is not the next
   * number, those between are forgotten.
   */
  next(afterSeq: number): JournalEntry | undefined;
  /** The number of the newest entry; 0 when there was none. */
  readonly lastSeq: number;
  /**
   * Resolves with the first entry that matches: one that is kept already, or the next to come.
   * `after` leaves out entries up to that sequence number. Rejects with the signal's reason.
   */
  waitFor(match: JournalMatch, options?: { after?: number; signal?: AbortSignal }): Promise<JournalEntry>;
  /** Calls `listener` for each new entry, with about the memory that it takes, until disposed. */
  subscribe(listener: (entry: JournalEntry, bytes: number) => void): Disposable;
}

export interface JournalOptions {
  /** About how much memory the entries may take together. */
  readonly maxBytes?: number;
  readonly maxEntries?: number;
  /** Without it no entry belongs to a trace. */
  readonly tracer?: Pick<Tracer, "current" | "elapsedMs">;
}

/** The memory that entries take at most; older entries are forgotten, so that a long run stays within bounds. */
export const DEFAULT_JOURNAL_BYTES = 64 * 1024 * 1024;
const KEPT_ENTRIES = 20_000;

/**
 * The largest entry: the size of an event of CloudWatch Logs for many years. A text that is longer is cut.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
const LARGEST_ENTRY_BYTES = 256 * 1024;

/** The size of an entry without its data; entries of a span share it. */
const ENTRY_BYTES = 192;

function predicate(match: JournalMatch): (entry: JournalEntry) => boolean {
  if (typeof match === "function") return match;
  const { service, type, data = {} } = match;
  return (entry) =>
    (service === undefined || entry.service === service) &&
    (type === undefined || entry.type === type) &&
    Object.entries(data).every(([key, value]) => entry.data[key] === value);
}

/** The newest entries within the bounds. The oldest can go without the others being moved each time. */
class KeptEntries {
  #entries: (JournalEntry | undefined)[] = [];
  #sizes: number[] = [];
  #first = 0;
  #bytes = 0;
  readonly #maxBytes: number;
  readonly #maxEntries: number;

  constructor({ maxBytes = DEFAULT_JOURNAL_BYTES, maxEntries = KEPT_ENTRIES }: JournalOptions) {
    this.#maxBytes = maxBytes;
    this.#maxEntries = maxEntries;
  }

  get length(): number {
    return this.#entries.length - this.#first;
  }

  add(entry: JournalEntry, bytes: number): void {
    this.#entries.push(entry);
    this.#sizes.push(bytes);
    this.#bytes += bytes;
    while (this.length > this.#maxEntries || (this.#bytes > this.#maxBytes && this.length > 1)) this.#forgetFirst();
  }

  /** The one at `index`, the oldest being at 0. */
  at(index: number): JournalEntry | undefined {
    return index < 0 ? undefined : this.#entries[this.#first + index];
  }

  all(): readonly JournalEntry[] {
    return this.#entries.slice(this.#first) as JournalEntry[];
  }

  #forgetFirst(): void {
    this.#bytes -= this.#sizes[this.#first] ?? 0;
    this.#entries[this.#first] = undefined;
    this.#first++;
    if (this.#first < this.#maxEntries) return;
    this.#entries = this.#entries.slice(this.#first);
    this.#sizes = this.#sizes.slice(this.#first);
    this.#first = 0;
  }
}

export function createJournal(now: () => number, options: JournalOptions = {}): Journal {
  const kept = new KeptEntries(options);
  const largestEntryBytes = Math.min(LARGEST_ENTRY_BYTES, options.maxBytes ?? DEFAULT_JOURNAL_BYTES);
  // Made anew with each change: whoever is told may subscribe, or leave.
  let listeners: readonly ((entry: JournalEntry, bytes: number) => void)[] = [];
  const { tracer } = options;
  let seq = 0;

  const journal: Journal = {
    record(service, type, given = {}) {
      const size = sizeOf(given, largestEntryBytes);
      const isTooLarge = size > largestEntryBytes;
      const data = isTooLarge ? cutData(given, largestEntryBytes) : given;
      const bytes = ENTRY_BYTES + (isTooLarge ? sizeOf(data, Number.POSITIVE_INFINITY) : size);
      const trace = tracer?.current;
      seq += 1;
      const entry: JournalEntry =
        tracer && trace
          ? { seq, at: now(), service, type, data, trace, elapsedMs: tracer.elapsedMs(trace) }
          : { seq, at: now(), service, type, data };
      kept.add(entry, bytes);
      for (const listener of listeners) listener(entry, bytes);
    },
    entries(match) {
      return match ? kept.all().filter(predicate(match)) : kept.all();
    },
    next(afterSeq) {
      const oldest = seq - kept.length + 1;
      return kept.at(Math.max(0, afterSeq + 1 - oldest));
    },
    get lastSeq() {
      return seq;
    },
    waitFor(match, { after = 0, signal } = {}) {
      const matches = predicate(match);
      const found = kept.all().find((entry) => entry.seq > after && matches(entry));
      if (found) return Promise.resolve(found);
      return new Promise((resolve, reject) => {
        const abort = () => settle(() => reject(signal?.reason));
        const subscription = journal.subscribe((entry) => matches(entry) && settle(() => resolve(entry)));
        function settle(finish: () => void): void {
          subscription[Symbol.dispose]();
          signal?.removeEventListener("abort", abort);
          finish();
        }
        if (signal?.aborted) abort();
        else signal?.addEventListener("abort", abort);
      });
    },
    subscribe(listener) {
      // Another may be the same function.
      const tell: typeof listener = (entry, bytes) => listener(entry, bytes);
      listeners = [...listeners, tell];
      return {
        [Symbol.dispose]() {
          listeners = listeners.filter((each) => each !== tell);
        },
      };
    },
  };
  return journal;
}
