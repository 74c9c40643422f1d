import type { JournalEntry } from "../../engine/journal/entry.ts";

/** The trace that an entry belongs to; undefined when it names none. */
export const traceIdOf = ({ trace }: JournalEntry): string | undefined => trace?.traceId;
