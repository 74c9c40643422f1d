const VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

/** The words in which AWS's parser refuses a text, and the place. */
export interface JsonProblem {
  readonly message: string;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
}

/** Words of JSON, and what may be none: a bare word, a character. */
const TOKEN =
  /[ \t\r\n]*(?:(?<text>"(?:[^"\\]|\\.)*")|(?<number>-?\d[\d.eE+-]*)|(?<word>[A-Za-z_$][\w$]*)|(?<mark>[^ \t\r\n]))/y;

type Expected = "value" | "name" | "colon" | "comma";

interface Reading {
  expects: Expected;
  /** The brackets that are open. */
  readonly open: ("{" | "[")[];
  /** Nothing came after the last bracket. */
  isEmpty: boolean;
}

/** A problem whose words are not known. */
const UNKNOWN = Symbol("unknown");

/** Bare text in bytes as Latin-1 has them, which cannot begin a character of UTF-8. */
const NO_START = /[\x80-\xbf]/;

/** Finds out in what a text is no JSON; undefined where AWS's words are not known. Bytes are taken as Latin-1 text. */
export function jsonProblem(text: string, { isBytes = false } = {}): JsonProblem | undefined {
  const reading: Reading = { expects: "value", open: [], isEmpty: false };
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match?.groups; match = TOKEN.exec(text)) {
    const { text: quoted, number, word, mark } = match.groups;
    const [token = "", end] = [quoted ?? number ?? word ?? mark, TOKEN.lastIndex];
    const problem = read(token, word !== undefined, reading);
    if (problem === UNKNOWN) return undefined;
    if (problem === undefined) continue;
    const bad = isBytes && problem.isWord ? NO_START.exec(text.charAt(end)) : null;
    if (bad) return at(text, end + 1, `Invalid UTF-8 start byte 0x${bad[0].charCodeAt(0).toString(16)}`);
    return at(text, problem.isWord ? end : end - token.length, problem.message);
  }
  return undefined;
}

function at(text: string, index: number, message: string): JsonProblem {
  const before = text.slice(0, index).split("\n");
  return { message, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

interface Found {
  readonly message: string;
  readonly isWord?: boolean;
}

const read = (token: string, isWord: boolean, reading: Reading): Found | typeof UNKNOWN | undefined =>
  EXPECTATIONS[reading.expects](token, isWord, reading);

const EXPECTATIONS: Readonly<Record<Expected, typeof read>> = {
  value(token, isWord, reading) {
    if (isWord && !["true", "false", "null"].includes(token))
      return { message: `Unrecognized token '${token}': was expecting ${VALUES}`, isWord };
    if (token === "{" || token === "[") return opened(token, reading);
    if (token === "]" && reading.isEmpty) return closed(reading);
    // A text without an end.
    if (token === '"') return UNKNOWN;
    if (!isWord && !/^["\d-]/.test(token)) return unexpected(token, `expected a valid value ${VALUES}`);
    return goOn(reading, "comma");
  },
  name(token, _isWord, reading) {
    if (token === "}" && reading.isEmpty) return closed(reading);
    if (token === '"') return UNKNOWN;
    if (!token.startsWith('"')) return unexpected(token, "was expecting double-quote to start field name");
    return goOn(reading, "colon");
  },
  colon: (token, _isWord, reading) =>
    token === ":"
      ? goOn(reading, "value")
      : unexpected(token, "was expecting a colon to separate field name and value"),
  comma(token, _isWord, reading) {
    const bracket = reading.open.at(-1);
    if (bracket === undefined) return UNKNOWN;
    if (token === ",") return goOn(reading, bracket === "{" ? "name" : "value");
    if (token === (bracket === "{" ? "}" : "]")) return closed(reading);
    if (token === "}" || token === "]") return UNKNOWN;
    return unexpected(token, `was expecting comma to separate ${bracket === "{" ? "Object" : "Array"} entries`);
  },
};

function goOn(reading: Reading, expects: Expected): undefined {
  reading.expects = expects;
  reading.isEmpty = false;
}

function opened(bracket: "{" | "[", reading: Reading): undefined {
  reading.open.push(bracket);
  reading.expects = bracket === "{" ? "name" : "value";
  reading.isEmpty = true;
}

function closed(reading: Reading): undefined {
  reading.open.pop();
  goOn(reading, "comma");
}

function unexpected(token: string, expectation: string): Found {
  const code = token.charCodeAt(0);
  const shown = code < 32 || (code > 126 && code < 160) ? "(CTRL-CHAR, " : `'${token.charAt(0)}' (`;
  const hex = code > 255 ? ` / 0x${code.toString(16)}` : "";
  return { message: `Unexpected character (${shown}code ${code}${hex})): ${expectation}` };
}

/** The place as parsers tell it that are not to show the text. */
export const hiddenPlace = ({ line, column }: JsonProblem): string =>
  `\n at [Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); line: ${line}, column: ${column}]`;

/** The most of a text that parsers show. */
const LONGEST_SHOWN = 500;

/** The place as parsers tell it that show the text. */
export function shownPlace(text: string, { line, column }: JsonProblem): string {
  const rest = text.length - LONGEST_SHOWN;
  const more = rest > 0 ? `[truncated ${rest} chars]` : "";
  return `\n at [Source: (String)"${text.slice(0, LONGEST_SHOWN)}"${more}; line: ${line}, column: ${column}]`;
}
