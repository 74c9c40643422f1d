import { contextValues, type RequestContext } from "./request-context.ts";

/** A piece of a text in a policy. What a variable stood for is literal: a `*` in it is no wildcard. */
export interface Piece {
  readonly text: string;
  readonly literal: boolean;
}

export type Matches = (actual: string) => boolean;
/** Makes a test of what a policy expects. */
export type Comparison = (expected: readonly Piece[]) => Matches;
/** Undefined when a policy variable has no value in this request: then nothing equals the text, nor is like it. */
export type Expected = (context: RequestContext) => Matches | undefined;

interface Variable {
  readonly key: string;
  readonly fallback: string | undefined;
}

/** Compiles a text of a policy. `variables`: whether `${aws:username}` and the like mean something in it. */
export function compileExpected(text: string, comparison: Comparison, variables: boolean): Expected {
  const parts = variables ? parseVariables(text) : [{ text, literal: false }];
  if (parts.every((part) => "text" in part)) {
    const matches = comparison(parts);
    return () => matches;
  }
  return (context) => {
    const pieces = parts.map((part) => ("text" in part ? part : resolve(part, context)));
    return pieces.every((piece) => piece !== undefined) ? comparison(pieces) : undefined;
  };
}

/** `${key}`, `${key, 'fallback'}`, and `${*}`, `${?}`, `${$}` for the characters themselves. */
const VARIABLE = /\$\{(?:([*?$])|([^},]+)(?:,\s*'([^']*)'\s*)?)\}/g;

function parseVariables(text: string): (Piece | Variable)[] {
  const parts: (Piece | Variable)[] = [];
  let end = 0;
  for (const match of text.matchAll(VARIABLE)) {
    const [whole, character, key = "", fallback] = match;
    if (match.index > end) parts.push({ text: text.slice(end, match.index), literal: false });
    parts.push(character === undefined ? { key: key.trim(), fallback } : { text: character, literal: true });
    end = match.index + whole.length;
  }
  if (end < text.length || text === "") parts.push({ text: text.slice(end), literal: false });
  return parts;
}

/** A key with several values cannot stand in for one text. */
function resolve({ key, fallback }: Variable, context: RequestContext): Piece | undefined {
  const values = contextValues(context, key) ?? [];
  const text = values.length === 1 ? values[0] : fallback;
  return text === undefined ? undefined : { text, literal: true };
}

export const plainText = (pieces: readonly Piece[]) => pieces.map(({ text }) => text).join("");
