import type { JournalEntry } from "./entry.ts";

export interface Filter {
  /** Name of the service; empty for all. */
  readonly service: string;
  /** Words that must all occur, anywhere in the entry, in any case. */
  readonly text: string;
}

export function createFilter({ service, text }: Filter): (entry: JournalEntry) => boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return (entry) => {
    if (service !== "" && entry.service !== service) return false;
    if (words.length === 0) return true;
    const haystack = `${entry.service} ${entry.type} ${JSON.stringify(entry.data)}`.toLowerCase();
    return words.every((word) => haystack.includes(word));
  };
}

/** Returns the newest `limit` entries that pass, newest first. */
export function selectNewest(
  entries: readonly JournalEntry[],
  passes: (entry: JournalEntry) => boolean,
  limit: number,
): JournalEntry[] {
  const found: JournalEntry[] = [];
  for (let index = entries.length - 1; index >= 0 && found.length < limit; index--) {
    const entry = entries[index];
    if (entry && passes(entry)) found.push(entry);
  }
  return found;
}
