/** Length of details in characters beyond which they are folded. */
const SUMMARY_LENGTH = 200;
/** Characters of one entry that are shown: more would make the page slow, and nobody reads it here. */
const FULL_LENGTH = 20_000;

/** Returns the engine's time as `12:34:56.789`. */
export const formatTime = (at: number): string => new Date(at).toISOString().slice(-13, -1);

/** Writes out what cannot be seen: control characters, and those that turn text around to look like other text. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) =>
    character === "\n" || character === "\t" ? character : `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}

export interface Details {
  /** All in one line. */
  readonly summary: string;
  /** Returns everything, if the summary is not all; a function, since most are never looked at. */
  readonly full?: () => string;
}

/** Returns the data of an entry, for reading. */
export function formatDetails(data: Readonly<Record<string, unknown>>): Details {
  const line = Object.entries(data)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${formatValue(value)}`)
    .join("  ");
  const summary = visible(line).replace(/\s*\n\s*/g, " ⏎ ");
  if (summary.length <= SUMMARY_LENGTH) return { summary };
  return {
    summary: cut(summary, SUMMARY_LENGTH),
    full: () => cut(visible(JSON.stringify(data, null, 2)), FULL_LENGTH),
  };
}

/** Returns a message of any type, for reading. */
export const formatValue = (value: unknown): string =>
  typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));

/** Returns the message of whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Cuts the end off, never through the middle of a character. */
const cut = (text: string, length: number) =>
  text.length <= length ? text : `${text.slice(0, length).replace(/[\uD800-\uDBFF]$/, "")}…`;
