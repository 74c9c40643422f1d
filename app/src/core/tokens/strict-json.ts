import { Refusal } from "./refusal.ts";

/** Depth of objects and lists in each other. Claims of real tokens have three levels. */
const MAX_DEPTH = 16;

/** Texts, and what gives them their place. Everything between is of no interest here. */
const PIECES = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The object in a part of a token. Throws a `Refusal` unless the part is JSON that everybody reads alike: UTF-8,
 * without a byte order mark, each name once, not too deep. A parser that takes the first of two equal names and one
 * that takes the last would see two different tokens under one signature.
 */
export function readStrictJson(part: string): Readonly<Record<string, unknown>> {
  const { text, value } = decode(part);
  const names: (Set<string> | undefined)[] = [];
  let last = "";
  for (const [piece] of text.matchAll(PIECES)) {
    if (piece === "{" || piece === "[") names.push(piece === "{" ? new Set() : undefined);
    else if (piece === "}" || piece === "]") names.pop();
    else if (piece === ":") addName(names.at(-1), last);
    if (names.length > MAX_DEPTH) throw malformed("is nested too deep");
    last = piece;
  }
  return value;
}

function addName(names: Set<string> | undefined, quoted: string): void {
  const name: string = JSON.parse(quoted);
  if (names?.has(name)) throw malformed("has a name twice");
  names?.add(name);
}

function decode(part: string): { readonly text: string; readonly value: Readonly<Record<string, unknown>> } {
  try {
    const text = utf8.decode(Buffer.from(part, "base64url"));
    const value = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { text, value };
  } catch {
    // What is no JSON is refused like JSON of another type.
  }
  throw malformed("is not the JSON of an object");
}

const malformed = (what: string) => new Refusal("token_malformed", `A part of the token ${what}.`);
