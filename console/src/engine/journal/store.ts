import type { JournalEntry } from "./entry.ts";

/** The newest entries of the journal. */
export interface JournalStore {
  /** Entries that are kept, oldest first. */
  readonly entries: readonly JournalEntry[];
  /** Names of services, in order of their first appearance. */
  readonly services: readonly string[];
  /** Number of entries since the last clear, kept or not. */
  readonly total: number;
  /** Adds an entry whose text has so many characters. */
  add(entry: JournalEntry, characters?: number): void;
  clear(): void;
}

/** Most names that are offered. They come from the engine, but a list without an end would hang the page. */
const MOST_SERVICES = 100;

/** Most characters of all entries together: a few that are very long must not fill the browser's memory. */
const MOST_CHARACTERS = 32_000_000;

export function createJournalStore(capacity: number, mostCharacters = MOST_CHARACTERS): JournalStore {
  let entries: JournalEntry[] = [];
  let lengths: number[] = [];
  let characters = 0;
  let total = 0;
  const services = new Set<string>();

  /** Called now and then, since each time would copy them all. */
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
