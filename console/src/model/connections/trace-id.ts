import type { JournalEntry } from "../../engine/journal/entry.ts";

/** The trace that an entry belongs to; undefined when it names none. */
export function traceIdOf(entry: JournalEntry & { readonly trace?: unknown }): string | undefined {
  const { trace } = entry;
  if (typeof trace !== "object" || trace === null || !("traceId" in trace)) return undefined;
  return typeof trace.traceId === "string" ? trace.traceId : undefined;
}
