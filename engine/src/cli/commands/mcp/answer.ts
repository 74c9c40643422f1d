import { maskData } from "../../../kernel/masking.ts";

/** A page of text for a model; clients cut answers that are much longer. */
const MOST_CHARACTERS = 30_000;

/** The longest text within an answer, such as a line of a log or the payload of a message. */
const LONGEST_TEXT = 4_000;

/** Plain data as a client may see it: without secrets, by the rules of what else leaves the engine, and with no long text. */
export const shown = (data: unknown): unknown => shortened(maskData(data));

function shortened(data: unknown): unknown {
  if (typeof data === "string") return cut(data);
  if (Array.isArray(data)) return data.map(shortened);
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, shortened(value)]));
}

function cut(text: string): string {
  const more = text.length - LONGEST_TEXT;
  return more > 0 ? `${text.slice(0, LONGEST_TEXT)}… (${more} more characters)` : text;
}

/** A value of any size: a long one is its JSON, of which the begin is shown. */
export function whole(data: unknown): unknown {
  const text = JSON.stringify(data) ?? "";
  return text.length > MOST_CHARACTERS ? text : data;
}

/** The part of a list that fits into an answer. */
export interface Fitting {
  readonly items: readonly unknown[];
  readonly leftOut: number;
}

/** The first of `list` that fit, at most `limit`. */
export function first(list: readonly unknown[], limit = list.length): Fitting {
  const items: unknown[] = [];
  let characters = 0;
  for (const item of list.slice(0, limit)) {
    characters += JSON.stringify(shown(item))?.length ?? 0;
    if (characters > MOST_CHARACTERS && items.length > 0) break;
    items.push(item);
  }
  return { items, leftOut: list.length - items.length };
}

/** The last of `list` that fit, at most `limit`, in their order. */
export function last(list: readonly unknown[], limit?: number): Fitting {
  const { items, leftOut } = first(list.toReversed(), limit);
  return { items: items.toReversed(), leftOut };
}
