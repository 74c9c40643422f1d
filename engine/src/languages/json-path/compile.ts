import { UserError } from "../../kernel/errors.ts";
import { closingIndex } from "./brackets.ts";
import { follow, type Selector, type Step } from "./evaluate.ts";
import { compileFilter } from "./filter.ts";
import { selectAll, selectIndices, selectMatching, selectNames, selectSlice } from "./selectors.ts";

/**
 * Reads a value: undefined when nothing is found. A path that can select several values (`*`, `..`, slices, filters,
 * lists) gives an array of them, empty if there are none: so does Jayway's JsonPath, which API Gateway's pages point to.
 */
export type JsonPath = (root: unknown) => unknown;

/**
 * Visits of one evaluation: enough for `$..*` on the largest message (128 KB, so at most 65,536 values, three visits each).
 * Without it `$..*..*` makes a small message cost seconds. A walk that needs more finds nothing.
 */
const MOST_VISITS = 300_000;

/**
 * Compiles `$.a['b'][0]..c[1:3][?(@.x == 1)]`; the leading `$` may be missing.
 * Throws a `UserError` when the text is no JSONPath.
 */
export function compileJsonPath(text: string): JsonPath {
  const steps = parseSteps(text);
  const definite = steps.every((step) => step.definite);
  return (root) => {
    const found = follow(steps, root, { root, visitsLeft: MOST_VISITS });
    return definite ? found[0] : found;
  };
}

const SEGMENT = /(\.\.|\.)?(?:([^.[\]()'"\s]+)|\[)/y;

function parseSteps(text: string): Step[] {
  const path = text.replace(/^\$(?=[.[]|$)/, "");
  const segment = new RegExp(SEGMENT);
  const steps: Step[] = [];
  for (let at = 0; at < path.length; at = segment.lastIndex) {
    segment.lastIndex = at;
    const match = segment.exec(path);
    const [, dots, name] = match ?? [];
    const isBareName = name !== undefined && dots === undefined;
    if (!match || (isBareName && at > 0)) throw noJsonPath(text);
    const part = name === undefined ? bracketed(path, segment, text) : byName(name);
    const descend = dots === "..";
    steps.push({ ...part, descend, definite: part.definite && !descend });
  }
  return steps;
}

type Part = Omit<Step, "descend">;

const single = (select: Selector): Part => ({ select, definite: true });
const several = (select: Selector): Part => ({ select, definite: false });

const byName = (name: string): Part => (name === "*" ? several(selectAll) : single(selectNames([name])));

/** The part between the brackets that begin just before the segment's end; leaves the segment behind them. */
function bracketed(path: string, segment: RegExp, text: string): Part {
  const open = segment.lastIndex - 1;
  const close = closingIndex(path, open);
  const content = path.slice(open + 1, close).trim();
  segment.lastIndex = close + 1;
  for (const [form, compile] of close < 0 ? [] : BRACKET_FORMS) {
    const match = form.exec(content);
    if (match) return compile(match);
  }
  throw noJsonPath(text);
}

const QUOTED = `'(?:[^'\\\\]|\\\\.)*'|"(?:[^"\\\\]|\\\\.)*"`;

const BRACKET_FORMS: readonly (readonly [RegExp, (match: RegExpExecArray) => Part])[] = [
  [/^\*$/, () => several(selectAll)],
  [/^-?\d+$/, ([index]) => single(selectIndices([Number(index)]))],
  [/^-?\d+(?:\s*,\s*-?\d+)+$/, ([list]) => several(selectIndices(list.split(",").map(Number)))],
  [/^(-?\d+)?:(-?\d+)?(?::(\d+))?$/, ([, start, end, step]) => several(selectSlice(toSlice(start, end, step)))],
  [new RegExp(`^(?:${QUOTED})$`, "s"), ([name]) => single(selectNames([unquote(name)]))],
  [new RegExp(`^(?:${QUOTED})(?:\\s*,\\s*(?:${QUOTED}))+$`, "s"), ([list]) => several(selectNames(namesIn(list)))],
  [/^\?\s*\((.*)\)$/s, ([, filter = ""]) => several(selectMatching(compileFilter(filter, compileOperand)))],
];

function toSlice(start?: string, end?: string, step?: string) {
  const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  return { start: number(start), end: number(end), step: Math.max(1, Number(step ?? 1)) };
}

const unquote = (text: string) => text.slice(1, -1).replace(/\\(.)/gs, "$1");
const namesIn = (list: string) => (list.match(new RegExp(QUOTED, "gs")) ?? []).map(unquote);

/** A path inside a filter: `@` is the node under test, `$` the whole document. */
function compileOperand(path: string) {
  const steps = parseSteps(path.slice(1));
  const fromRoot = path.startsWith("$");
  return (node: unknown, walk: { root: unknown; visitsLeft: number }) =>
    follow(steps, fromRoot ? walk.root : node, walk);
}

const noJsonPath = (text: string) => new UserError(`"${text}" is not a JSONPath expression.`);
