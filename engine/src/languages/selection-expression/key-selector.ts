import { messageOf, UserError } from "../../kernel/errors.ts";

/** Finds the entry for an evaluated key; undefined when none fits and there is no `$default`. */
export type KeySelector<T> = (key: string) => T | undefined;

interface PatternEntry<T> {
  readonly pattern: RegExp;
  readonly entry: T;
}

/**
 * Compiles the keys that an expression selects among: the same text first, then `/patterns/` in their order, then
 * `$default`. A pattern has to match the whole value, as Java's `matches` does.
 * Throws a `UserError` when a pattern is no regular expression.
 */
export function compileKeySelector<T>(entries: Iterable<readonly [key: string, entry: T]>): KeySelector<T> {
  const byKey = new Map(entries);
  const patterns: PatternEntry<T>[] = [];
  for (const [key, entry] of byKey) {
    const source = /^\/(.+)\/$/s.exec(key)?.[1];
    if (source !== undefined) patterns.push({ pattern: compilePattern(source), entry });
  }
  return (key) => byKey.get(key) ?? patterns.find(({ pattern }) => pattern.test(key))?.entry ?? byKey.get("$default");
}

/** Java writes flags inside the pattern, JavaScript beside it. */
const JAVA_FLAGS = /^\(\?([ims]+)\)/;

function compilePattern(source: string): RegExp {
  const [prefix = "", flags = ""] = JAVA_FLAGS.exec(source) ?? [];
  try {
    return new RegExp(`^(?:${source.slice(prefix.length)})$`, flags);
  } catch (error) {
    throw new UserError(`The key "/${source}/" is not a pattern: ${messageOf(error)}`);
  }
}
