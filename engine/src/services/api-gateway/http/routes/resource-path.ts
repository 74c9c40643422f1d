import { decodePathSegment } from "../../../../wire/protocols/rest-json.ts";

/** Values of the variables in a path, decoded, by name. */
export type PathParameters = Readonly<Record<string, string>>;

/** A path with variables: `/pets/{id}`, `/{proxy+}`. */
export interface ResourcePath {
  readonly text: string;
  /** The parameters of a request's path, given as its raw segments; undefined when it does not fit. */
  match(segments: readonly string[], decode?: (segment: string) => string): PathParameters | undefined;
  /** Rank of the path by how specific it is, segment by segment: the smaller text in order of characters is tried first. */
  readonly rank: string;
}

/** Fixed text comes before a variable, and a greedy variable after everything else. */
const RANKS = { text: "0", variable: "1", greedy: "2" } as const;

interface Segment {
  readonly kind: keyof typeof RANKS;
  readonly name: string;
}

/** Compiles a path of a route or a resource. `$default` fits every path. */
export function compileResourcePath(text: string): ResourcePath {
  if (text === "$default") return { text, rank: "3", match: () => ({}) };
  const segments = splitPath(text).map(compileSegment);
  return {
    text,
    rank: segments.map(({ kind }) => RANKS[kind]).join(""),
    match: (given, decode = decodePathSegment) => matchSegments(segments, given, decode),
  };
}

/** The segments of a path. A slash at the end makes no difference. */
export function splitPath(path: string): readonly string[] {
  const segments = path.replace(/^\//, "").split("/");
  return segments.at(-1) === "" ? segments.slice(0, -1) : segments;
}

function compileSegment(text: string): Segment {
  const [, name, plus] = /^\{([^{}+]+)(\+?)\}$/.exec(text) ?? [];
  if (name === undefined) return { kind: "text", name: text };
  return { kind: plus ? "greedy" : "variable", name };
}

function matchSegments(
  segments: readonly Segment[],
  given: readonly string[],
  decode: (segment: string) => string,
): PathParameters | undefined {
  const parameters: [string, string][] = [];
  for (const [index, { kind, name }] of segments.entries()) {
    const value = given[index];
    if (value === undefined || (value === "" && kind !== "text")) return undefined;
    if (kind === "greedy") return Object.fromEntries([...parameters, [name, decode(given.slice(index).join("/"))]]);
    if (kind === "text" && decodePathSegment(value) !== name) return undefined;
    if (kind === "variable") parameters.push([name, decode(value)]);
  }
  return given.length === segments.length ? Object.fromEntries(parameters) : undefined;
}
