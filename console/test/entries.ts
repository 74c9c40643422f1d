import type { JournalEntry } from "../src/engine/journal/entry.ts";

const AT = Date.parse("2026-01-31T12:00:00Z");

/** Returns an entry; each is one second after the one before. */
export function entry(seq: number, service = "lambda", type = "invoke", data: JournalEntry["data"] = {}): JournalEntry {
  return { seq, at: AT + seq * 1000, service, type, data };
}

export const seqs = (entries: readonly JournalEntry[]) => entries.map(({ seq }) => seq);
