import { JsonNumber } from "../exact-json.ts";

type Piece = { readonly text: string } | { readonly value: unknown };

/**
 * A JSON value as API Gateway prints it: a string bare, an array `[a, b]`, an object `{k=v}` (the service runs on Java:
 * "[item1, item2]" [4.1/json-path]). It keeps its own stack, because a message may nest tens of thousands of levels
 * deep.
 */
export function javaText(value: unknown): string {
  const texts: string[] = [];
  const todo: Piece[] = [{ value }];
  for (let piece = todo.pop(); piece; piece = todo.pop()) {
    if ("text" in piece) texts.push(piece.text);
    else if (isLeaf(piece.value)) texts.push(String(piece.value));
    else for (const part of piecesOf(piece.value).reverse()) todo.push(part);
  }
  return texts.join("");
}

const isLeaf = (value: unknown): value is string | number | boolean | null | undefined | JsonNumber =>
  typeof value !== "object" || value === null || value instanceof JsonNumber;

function piecesOf(collection: object): Piece[] {
  const isArray = Array.isArray(collection);
  const pieces: Piece[] = [{ text: isArray ? "[" : "{" }];
  for (const [key, value] of Object.entries(collection)) {
    const separator = pieces.length > 1 ? ", " : "";
    pieces.push({ text: isArray ? separator : `${separator}${key}=` }, { value });
  }
  pieces.push({ text: isArray ? "]" : "}" });
  return pieces;
}
