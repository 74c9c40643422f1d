/** The size in V8's heap of objects, their fields and their places in lists, apart from what they hold. */
const FIELD_BYTES = 16;
const OBJECT_BYTES = 32;
const STRING_BYTES = 16;

/** Shorter texts are counted as if they had two bytes a character: looking would take longer. */
const SHORT_CHARACTERS = 64;
const SHORT_TEXT_BYTES = STRING_BYTES + 2 * SHORT_CHARACTERS;

/** Deeper than any event that AWS sends; what is deeper has perhaps no end. */
const DEEPEST = 32;

/** V8 keeps a text in one byte a character, or in two when one of them needs it. */
function textBytes(text: string): number {
  const isNarrow = text.length > SHORT_CHARACTERS && Buffer.byteLength(text) === text.length;
  return STRING_BYTES + (isNarrow ? text.length : 2 * text.length);
}

/** About how much memory plain data takes. Stops to count above `limit`, so that it never takes long. */
export function sizeOf(value: unknown, limit: number, depth = 0): number {
  if (typeof value === "string") return textBytes(value);
  if (typeof value !== "object" || value === null) return 0;
  if (ArrayBuffer.isView(value)) return OBJECT_BYTES + value.byteLength;
  if (depth > DEEPEST) return limit + 1;
  let bytes = OBJECT_BYTES;
  for (const key in value) {
    bytes += FIELD_BYTES + sizeOf((value as Record<string, unknown>)[key], limit - bytes, depth + 1);
    if (bytes > limit) return bytes;
  }
  return bytes;
}

const mark = (what: string) => `…[truncated ${what}]`;

/** The beginning of a text that fits, with a mark that says how much is missing. */
function cutText(text: string, maxBytes: number): string {
  if (textBytes(text) <= maxBytes) return text;
  // Two bytes a character, as it may need; and no half of a surrogate pair.
  const kept = text.slice(0, Math.max(0, Math.floor(maxBytes / 2))).replace(/[\uD800-\uDBFF]$/, "");
  const missing = Buffer.byteLength(text) - Buffer.byteLength(kept);
  // Written anew: a part of a text holds the whole of it in memory.
  return Buffer.from(`${kept}${mark(`${missing} bytes`)}`).toString();
}

/** A copy of data that takes about `maxBytes`: texts and lists are cut with a mark, in their order. */
export function cutData(data: Readonly<Record<string, unknown>>, maxBytes: number): Record<string, unknown> {
  let left = maxBytes;

  function copy(value: unknown, depth: number): unknown {
    left -= FIELD_BYTES;
    if (typeof value === "string") {
      // Short ones are names: they matter more than room.
      const text = cutText(value, Math.max(left, SHORT_TEXT_BYTES));
      left -= textBytes(text);
      return text;
    }
    if (typeof value !== "object" || value === null) return value;
    if (ArrayBuffer.isView(value)) return mark(`${value.byteLength} bytes`);
    if (depth > DEEPEST) return mark("what is deeper");
    left -= OBJECT_BYTES;
    return Array.isArray(value) ? copyList(value, depth) : copyFields(value as Record<string, unknown>, depth);
  }

  function copyList(list: readonly unknown[], depth: number): readonly unknown[] {
    const copied: unknown[] = [];
    for (const value of list) {
      if (left <= 0) return [...copied, mark(`${list.length - copied.length} of ${list.length}`)];
      copied.push(copy(value, depth + 1));
    }
    return copied;
  }

  function copyFields(fields: Readonly<Record<string, unknown>>, depth: number): Record<string, unknown> {
    const copied: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(fields)) {
      // Unless there are very many.
      if (left <= -maxBytes) return copied;
      copied[name] = copy(value, depth + 1);
    }
    return copied;
  }

  return copyFields(data, 0);
}
