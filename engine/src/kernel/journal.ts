/** One thing that happened, as plain data: what tests wait for and what the console and the terminal show. */
export interface JournalEntry {
  readonly seq: number;
  /** Engine time, epoch milliseconds. */
  readonly at: number;
  readonly service: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export type JournalMatch =
  | ((entry: JournalEntry) => boolean)
  | { service?: string; type?: string; data?: Record<string, unknown> };

/** The part of the journal that a service needs. */
export interface Recorder {
  record(service: string, type: string, data?: Record<string, unknown>): void;
}

export interface Journal extends Recorder {
  /** What is kept (the newest entries), oldest first. */
  entries(match?: JournalMatch): readonly JournalEntry[];
  /**
   * Resolves with the first entry that matches: one that is kept already, or the next to come.
   * `after` leaves out entries up to that sequence number. Rejects with the signal's reason.
   */
  waitFor(match: JournalMatch, options?: { after?: number; signal?: AbortSignal }): Promise<JournalEntry>;
  /** Calls `listener` for each new entry, until disposed. */
  subscribe(listener: (entry: JournalEntry) => void): Disposable;
}

/** Entries that are kept; older ones are forgotten, so that a long run stays within bounds. */
const KEPT_ENTRIES = 20_000;

function predicate(match: JournalMatch): (entry: JournalEntry) => boolean {
  if (typeof match === "function") return match;
  const { service, type, data = {} } = match;
  return (entry) =>
    (service === undefined || entry.service === service) &&
    (type === undefined || entry.type === type) &&
    Object.entries(data).every(([key, value]) => entry.data[key] === value);
}

export function createJournal(now: () => number): Journal {
  const kept: JournalEntry[] = [];
  const listeners = new Set<(entry: JournalEntry) => void>();
  let seq = 0;

  const journal: Journal = {
    record(service, type, data = {}) {
      const entry = { seq: ++seq, at: now(), service, type, data };
      kept.push(entry);
      if (kept.length > KEPT_ENTRIES * 1.25) kept.splice(0, kept.length - KEPT_ENTRIES);
      for (const listener of [...listeners]) listener(entry);
    },
    entries(match) {
      return match ? kept.filter(predicate(match)) : [...kept];
    },
    waitFor(match, { after = 0, signal } = {}) {
      const matches = predicate(match);
      const found = kept.find((entry) => entry.seq > after && matches(entry));
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
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
  };
  return journal;
}
