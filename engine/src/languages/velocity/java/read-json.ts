import { parseJson } from "../../../kernel/parse-json.ts";
import { numberOfJson } from "./numbers.ts";

const TOKEN = /[[\]{}:,]|"[^"\\]*(?:\\.[^"\\]*)*"|[^\s[\]{}:,"]+/gs;
const WORDS: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };

interface Level {
  readonly holder: unknown[] | Map<unknown, unknown>;
  name: string | undefined;
}

/**
 * The value that a JSON text says, with every digit of its numbers and the order of its members; undefined when the text
 * is no JSON. It keeps its own stack, because a message may nest tens of thousands of levels deep.
 */
export function readJson(text: string): unknown {
  if (parseJson(text) === undefined) return undefined;
  const root: unknown[] = [];
  const levels: Level[] = [{ holder: root, name: undefined }];
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === "]" || token === "}") levels.pop();
    else if (token !== ":" && token !== ",") take(token, levels);
  }
  return root[0];
}

/** Takes the name of a member, or a value, which may begin a level of its own. */
function take(token: string, levels: Level[]): void {
  const level = levels.at(-1);
  if (level?.holder instanceof Map && level.name === undefined) level.name = JSON.parse(token);
  else {
    const value = valueOfToken(token);
    if (level) add(level, value);
    if (Array.isArray(value) || value instanceof Map) levels.push({ holder: value, name: undefined });
  }
}

function valueOfToken(token: string): unknown {
  if (token === "[") return [];
  if (token === "{") return new Map();
  if (token.startsWith('"')) return JSON.parse(token);
  return Object.hasOwn(WORDS, token) ? WORDS[token] : numberOfJson(token);
}

function add(level: Level, value: unknown): void {
  if (Array.isArray(level.holder)) level.holder.push(value);
  else level.holder.set(level.name, value);
  level.name = undefined;
}
