import type { JournalEntry } from "./journal-entry.ts";

/** The newest entries of the journal. */
export interface JournalStore {
  /** Oldest first. */
  readonly entries: readonly JournalEntry[];
  /** In order of their first appearance. */
  readonly services: readonly string[];
  /** How many have come since the last clear, kept or not. */
  readonly total: number;
  add(entry: JournalEntry): void;
  clear(): void;
}

/** Names come from the engine, but a list without an end would hang the page. */
const MOST_SERVICES = 100;

export function createJournalStore(capacity: number): JournalStore {
  let entries: JournalEntry[] = [];
  let total = 0;
  const services = new Set<string>();

  return {
    get entries() {
      return entries.slice(-capacity);
    },
    get services() {
      return [...services];
    },
    get total() {
      return total;
    },
    add(entry) {
      total += 1;
      if (services.size < MOST_SERVICES) services.add(entry.service);
      entries.push(entry);
      // Now and then, since each time would copy them all.
      if (entries.length >= 2 * capacity) entries = entries.slice(-capacity);
    },
    clear() {
      entries = [];
      total = 0;
    },
  };
}
