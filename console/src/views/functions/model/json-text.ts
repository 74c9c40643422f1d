import { mistakeAt } from "./json-mistake.ts";

/** A mistake in a JSON text, with its place where the browser tells it. */
export interface JsonProblem {
  readonly message: string;
  /** From 1. */
  readonly line?: number;
  readonly column?: number;
}

/** Finds out what is wrong with a JSON text; undefined when nothing is. */
export function jsonProblem(text: string): JsonProblem | undefined {
  if (text.trim() === "") return { message: "Write an event in JSON; {} is an empty one." };
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return locate(error instanceof Error ? error.message : String(error), text);
  }
}

/** Browsers tell the place in ways of their own, or not at all. */
function locate(message: string, text: string): JsonProblem {
  const words = message
    .replace(/^JSON\.parse: /, "")
    .replace(/ in JSON at position[\s\S]*$/, "")
    .replace(/, (?:\.\.\.)?"[\s\S]*is not valid JSON$/, "")
    .replace(/ at line \d+ column \d+ of the JSON data$/, "");
  const before = text.slice(0, mistakeAt(text) ?? text.length).split("\n");
  return { message: words, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** Says a problem in one line. */
export const sayProblem = ({ message, line, column }: JsonProblem): string =>
  line === undefined ? message : `Line ${line}, column ${column}: ${message}`;

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;
const OPENS = /^[{[]$/;
const CLOSES = /^[}\]]$/;

/** JSON set in lines; exact, as numbers that are too long for the browser are left as they are written. */
export function pretty(text: string): string {
  if (jsonProblem(text)) return text;
  const tokens = text.match(TOKEN) ?? [];
  let depth = 0;
  const newLine = () => `\n${"  ".repeat(depth)}`;
  const set = (token: string, before: string, after: string): string => {
    if (OPENS.test(token)) {
      depth++;
      return CLOSES.test(after) ? token : token + newLine();
    }
    if (CLOSES.test(token)) {
      depth--;
      return OPENS.test(before) ? token : newLine() + token;
    }
    if (token === ",") return token + newLine();
    return token === ":" ? ": " : token;
  };
  return tokens.map((token, at) => set(token, tokens[at - 1] ?? "", tokens[at + 1] ?? "")).join("");
}

/** The mark that the engine leaves in place of a secret. */
export const isMasked = (text: string): boolean => /\[masked, \d+ characters?\]/.test(text);
