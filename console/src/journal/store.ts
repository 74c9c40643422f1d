import type { JournalEntry } from "./entry.ts";

/** The newest entries of the journal. */
export interface JournalStore {
  /** Oldest first. */
  readonly entries: readonly JournalEntry[];
  /** In order of their first appearance. */
  readonly services: readonly string[];
  /** How many have come since the last clear, kept or not. */
  readonly total: number;
  /** `characters`: how long its text is. */
  add(entry: JournalEntry, characters?: number): void;
  clear(): void;
}

/** Names come from the engine, but a list without an end would hang the page. */
const MOST_SERVICES = 100;

/** What the entries may take together: a few that are very long must not fill the browser's memory. */
const MOST_CHARACTERS = 32_000_000;

export function createJournalStore(capacity: number, mostCharacters = MOST_CHARACTERS): JournalStore {
  let entries: JournalEntry[] = [];
  let lengths: number[] = [];
  let characters = 0;
  let total = 0;
  const services = new Set<string>();

  /** Now and then, since each time would copy them all. */
  function forgetOldest(): void {
    let first = Math.max(0, entries.length - capacity);
    let left = lengths.slice(first).reduce((sum, length) => sum + length, 0);
    for (; left > mostCharacters / 2 && first < entries.length - 1; first++) left -= lengths[first] ?? 0;
    entries = entries.slice(first);
    lengths = lengths.slice(first);
    characters = left;
  }

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
    add(entry, length = 0) {
      total += 1;
      if (services.size < MOST_SERVICES) services.add(entry.service);
      entries.push(entry);
      lengths.push(length);
      characters += length;
      if (entries.length >= 2 * capacity || characters > mostCharacters) forgetOldest();
    },
    clear() {
      entries = [];
      lengths = [];
      characters = 0;
      total = 0;
    },
  };
}
