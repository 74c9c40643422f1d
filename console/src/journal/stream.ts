import { type JournalEntry, parseEntry, parseGap } from "./entry.ts";

export interface JournalListener {
  /** Called when the stream is open; all that the engine keeps comes first. */
  opened(): void;
  /** Called with one that happened, or with `journal/gap` in place of forgotten ones, and the length of its text. */
  entry(entry: JournalEntry, characters: number): void;
  lost(): void;
}

const RETRY_MS = 1000;

/**
 * Follows the journal for as long as the page is open. It does not leave reconnecting to EventSource, which would ask
 * for what came after the last sequence number: a new engine counts from 1 again, and its beginning would be missing.
 */
export function followJournal(url: string, listener: JournalListener): void {
  const source = new EventSource(url);
  source.onopen = () => listener.opened();
  source.onmessage = ({ data }) => {
    const entry = parseEntry(String(data));
    if (entry) listener.entry(entry, String(data).length);
  };
  source.addEventListener("gap", ({ data }) => {
    const gap = parseGap(String(data));
    if (gap) listener.entry(gap, String(data).length);
  });
  source.onerror = () => {
    source.close();
    listener.lost();
    setTimeout(() => followJournal(url, listener), RETRY_MS);
  };
}
