import { parseJson } from "../../kernel/parse-json.ts";

/** Texts, placeholders of an event's own parts, and words that stand bare where JSON wants a number or a text. */
const TOKEN = /"(?:[^"\\]|\\.)*"|<[^<>]*>|[A-Za-z][^\s"{}[\],]*/g;

const LITERALS = new Set(["true", "false", "null"]);

/**
 * JSON in which a made-up value stands where a number was meant: `{"Seconds":local-Own-Seconds}`. `standIn` gives what
 * is to stand there, as JSON. Undefined when the text is JSON already, or would not be any then.
 */
export function mendJson(text: string, standIn: (bare: string) => string): string | undefined {
  if (parseJson(text) !== undefined) return undefined;
  const mended = text.replace(TOKEN, (token) => (/^["<]/.test(token) || LITERALS.has(token) ? token : standIn(token)));
  return parseJson(mended) === undefined ? undefined : mended;
}
