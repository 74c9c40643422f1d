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
    const text = shown(item);
    characters += JSON.stringify(text)?.length ?? 0;
    if (characters > MOST_CHARACTERS && items.length > 0) break;
    items.push(text);
  }
  return { items, leftOut: list.length - items.length };
}

/** The last of `list` that fit, at most `limit`, in their order. */
export function last(list: readonly unknown[], limit?: number): Fitting {
  const { items, leftOut } = first(list.toReversed(), limit);
  return { items: items.toReversed(), leftOut };
}

/** A text without secrets, of which the begin is told when it is too long. */
export function page(text: string): { readonly text: string; readonly isCut: boolean } {
  const masked = String(maskData(text));
  return { text: masked.slice(0, MOST_CHARACTERS), isCut: masked.length > MOST_CHARACTERS };
}
