/** One rule that a value breaks. It names the place and the rule, and never quotes the value. */
export interface Violation {
  /** JSON pointer; "" is the whole value. */
  readonly path: string;
  readonly message: string;
}

/** What is wrong with a value at a place: nothing when the list is empty. */
export type Check = (value: unknown, path: string, depth: number) => readonly Violation[];

/** Compiles a schema inside another one. */
export type CompileSchema = (schema: unknown) => Check;

/** Compiles the argument of a keyword; its siblings are in `schema`. Throws a `UserError` when it makes no sense. */
export type Keyword = (argument: unknown, schema: Readonly<Record<string, unknown>>, compile: CompileSchema) => Check;

export const VALID: readonly Violation[] = [];

/** A check by a yes or no. */
export const rule =
  (holds: (value: unknown) => boolean, message: string): Check =>
  (value, path) =>
    holds(value) ? VALID : [{ path, message }];

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** JSON pointers escape these two (RFC 6901). */
export const childPath = (path: string, key: string | number) =>
  `${path}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;
