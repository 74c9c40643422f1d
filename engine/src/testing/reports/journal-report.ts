import type { Journal, JournalEntry } from "../../kernel/journal.ts";
import { journalLine } from "../../library/journal-line.ts";

/** The entries that a report shows at most: the last ones. */
const MOST_ENTRIES = 30;

/** Entries that repeat others, or tell of the start. */
const NOISE: ReadonlySet<string> = new Set([
  "execute-api/metrics",
  "execute-api/access-log",
  "execute-api/notice",
  "dynamodb/process",
  "dynamodb/call",
  "lambda/build",
  "lambda/init",
]);

export interface JournalReportOptions {
  /** Leaves out entries up to this one. */
  readonly after?: number;
  /** Names whom it is about: `connection x`. */
  readonly of: string;
  readonly isRelevant?: (entry: JournalEntry) => boolean;
}

/** The part of the journal that explains a failure, as text with a line for each entry. */
export function reportJournal(
  journal: Pick<Journal, "entries">,
  { after = 0, of, isRelevant = () => true }: JournalReportOptions,
): string {
  const shown = journal.entries((entry) => entry.seq > after && isTelling(entry) && isRelevant(entry));
  if (shown.length === 0) return `Journal of ${of}: nothing.`;
  const last = shown.slice(-MOST_ENTRIES);
  const left = shown.length - last.length;
  const start = last[0]?.at ?? 0;
  const lines = last.map((entry) => `  ${`+${entry.at - start}`.padStart(6)} ms  ${journalLine(entry)}`);
  return [`Journal of ${of}${left > 0 ? `, without the first ${left} entries` : ""}:`, ...lines].join("\n");
}

const isTelling = ({ service, type, data }: JournalEntry) =>
  data.error !== undefined || !(NOISE.has(`${service}/${type}`) || INVOKE_ERROR.test(String(data.line)));

/** The runtime's record of an error, which the report of the invocation names too. */
const INVOKE_ERROR = /^\s*Invoke Error\s/;
