import type { JournalEntry } from "../kernel/journal.ts";

type Data = JournalEntry["data"];

/** Members that name what another one names already, or nothing that helps a reader. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  ...["apiId", "stage", "functionName", "logicalId", "billedMs", "memory", "remotePort", "initMs"],
  ...["source", "functionArn", "eventType", "allowedBy", "bytes", "sentBytes"],
]);

const LONGEST_VALUE = 300;

/** An entry in one line: `lambda/report Say durationMs=3 error="Error: no such word at /app/say.ts:3:9"`. */
export function journalLine({ service, type, data }: Pick<JournalEntry, "service" | "type" | "data">): string {
  const name = data.logicalId ?? data.functionName;
  const members = Object.entries(data)
    .filter(([key, value]) => !LEFT_OUT.has(key) && value !== undefined)
    .map(([key, value]) => `${key}=${FORMS[key]?.(value) ?? shown(value)}`);
  return [`${service}/${type}`, ...(name === undefined ? [] : [String(name)]), ...members].join(" ");
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-/;

/** Members that are shown in another form than their value's. */
const FORMS: Readonly<Record<string, (value: unknown) => string>> = {
  // As much as tells invocations apart.
  requestId: (value) => (UUID.test(String(value)) ? String(value).slice(0, 8) : String(value)),
  durationMs: (value) => String(Math.round(Number(value))),
  error: (value) => shown(isError(value) ? describeError(value) : value),
};

const isError = (value: unknown): value is Data => typeof value === "object" && value !== null && "errorType" in value;

/** An error of a function in words, with its place. */
const describeError = ({ errorType, errorMessage, location }: Data): string =>
  `${errorType}: ${errorMessage}${location === undefined ? "" : ` at ${location}`}`;

function shown(value: unknown): string {
  const text = typeof value === "string" && !/\s/.test(value) ? value : (JSON.stringify(value) ?? String(value));
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
