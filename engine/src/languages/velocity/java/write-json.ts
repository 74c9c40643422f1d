import { JavaNumber } from "./numbers.ts";

export interface JsonTextOptions {
  /** A list that is printed by itself has its slashes escaped, `$input.json` has not. */
  readonly escapesSlashes: boolean;
}

type Piece = { readonly text: string } | { readonly value: unknown };

/** Writes JSON as json-smart does. It keeps its own stack, because a message may nest tens of thousands of levels deep. */
export function jsonTextOf(value: unknown, options: JsonTextOptions = { escapesSlashes: false }): string {
  const texts: string[] = [];
  const todo: Piece[] = [{ value }];
  for (let piece = todo.pop(); piece; piece = todo.pop()) {
    if ("text" in piece) texts.push(piece.text);
    else if (piece.value instanceof Map || Array.isArray(piece.value))
      for (const part of piecesOf(piece.value, options).reverse()) todo.push(part);
    else texts.push(scalar(piece.value, options));
  }
  return texts.join("");
}

function piecesOf(value: Map<unknown, unknown> | unknown[], options: JsonTextOptions): Piece[] {
  const isList = Array.isArray(value);
  const pieces: Piece[] = [{ text: isList ? "[" : "{" }];
  for (const [name, item] of value.entries()) {
    const separator = pieces.length > 1 ? "," : "";
    pieces.push({ text: isList ? separator : `${separator}${quote(String(name), options)}:` }, { value: item });
  }
  pieces.push({ text: isList ? "]" : "}" });
  return pieces;
}

function scalar(value: unknown, options: JsonTextOptions): string {
  if (value === undefined || value === null) return "null";
  if (typeof value === "boolean" || value instanceof JavaNumber) return String(value);
  return quote(String(value), options);
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  '"': '\\"',
  "\\": "\\\\",
};

function quote(text: string, { escapesSlashes }: JsonTextOptions): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to be escaped.
  const escaped = text.replace(/["\\\u0000-\u001f\u0080-\u009f\u2000-\u20ff]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    return ESCAPES[character] ?? `\\u${code}`;
  });
  return `"${escapesSlashes ? escaped.replaceAll("/", "\\/") : escaped}"`;
}
