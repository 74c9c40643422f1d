import { inspect, stripVTControlCharacters } from "node:util";

/** The reason for which a case does not hold. */
export interface Difference {
  /** One line. */
  readonly message: string;
  readonly expected?: string;
  readonly seen?: string;
}

const LONGEST = 500;

/** The difference that a failed assertion tells of, or another error. */
export function differenceOf(error: unknown): Difference {
  const text = stripVTControlCharacters(error instanceof Error ? error.message : String(error));
  const { matcherResult } = Object(error) as { matcherResult?: { expected?: unknown; actual?: unknown } };
  const values =
    matcherResult && "actual" in matcherResult
      ? { expected: inspected(matcherResult.expected), seen: inspected(matcherResult.actual) }
      : { expected: linesOf(text, EXPECTED), seen: linesOf(text, SEEN) };
  return {
    message: shortened(text),
    ...(values.expected && { expected: values.expected }),
    ...(values.seen && { seen: values.seen }),
  };
}

/** Lines of a matcher that keeps no values: `Expected pattern: /y/`, and those of a difference between objects. */
const EXPECTED = /^(?:Expected [^:]*:|- (?!Expected))(.*)$/gm;
const SEEN = /^(?:Received [^:]*:|\+ (?!Received))(.*)$/gm;

const linesOf = (text: string, lines: RegExp) =>
  shortened([...text.matchAll(lines)].map(([, value = ""]) => value).join(" "));

const inspected = (value: unknown) => shortened(inspect(value, { depth: 6, breakLength: Number.POSITIVE_INFINITY }));

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
