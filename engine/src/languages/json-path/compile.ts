import { UserError } from "../../kernel/errors.ts";
import { closingIndex } from "./brackets.ts";
import { follow, type Selector, type Step, type Walk } from "./evaluate.ts";
import { compileFilter, type Operand, type Test } from "./filter.ts";
import { FUNCTIONS } from "./functions.ts";
import { NOTHING } from "./operators.ts";
import {
  selectAll,
  selectIndices,
  selectMatching,
  selectMatchingObjects,
  selectMembers,
  selectNames,
  selectSlice,
} from "./selectors.ts";

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
  const read = compileParts(text);
  return (root) => {
    const found = read(root, { root, visitsLeft: MOST_VISITS });
    return found === NOTHING ? undefined : found;
  };
}

const FUNCTION = /\.(\w+)\((\d*)\)$/;

/** The steps of a path, and the function at its end, to which a path with `..` gives all that it found. */
function compileParts(text: string): (start: unknown, walk: Walk) => unknown {
  const [call = "", name = "", argument = "0"] = FUNCTION.exec(text) ?? [];
  const apply = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (call !== "" && !apply) throw noJsonPath(text);
  const steps = parseSteps(text.slice(0, text.length - call.length));
  const isOne = steps.every((step) => step.definite);
  const isScan = steps.some((step) => step.descend);
  const calculate = (value: unknown) => apply?.(value, Number(argument)) ?? NOTHING;
  return (start, walk) => {
    const found = follow(steps, start, walk);
    const values = apply && !isScan ? found.map(calculate).filter((value) => value !== NOTHING) : found;
    if (isOne) return values.length > 0 ? values[0] : NOTHING;
    return apply && isScan ? calculate(values) : values;
  };
}

const SEGMENT = /(\.\.|\.)?(?:([^.[\]()'"\s]+)|\[)/y;

function parseSteps(text: string): Step[] {
  const path = text.replace(/^[$@](?=[.[]|$)/, "");
  const segment = new RegExp(SEGMENT);
  const steps: (Step & Pick<Part, "merged">)[] = [];
  for (let at = 0; at < path.length; at = segment.lastIndex) {
    segment.lastIndex = at;
    const match = segment.exec(path);
    const [, dots, name] = match ?? [];
    const isBareName = name !== undefined && dots === undefined;
    if (!match || (isBareName && at > 0)) throw noJsonPath(text);
    const part = name === undefined ? bracketed(path, segment, text) : byName(name);
    const descend = dots === "..";
    const select = (descend && part.scanned) || part.select;
    steps.push({ ...part, select, descend, definite: part.definite && !descend });
  }
  return steps.map((step, at) => (at === steps.length - 1 && step.merged ? { ...step, ...step.merged } : step));
}

interface Part extends Omit<Step, "descend"> {
  /** Takes its place at the end of a path. */
  readonly merged?: Pick<Step, "select" | "definite">;
  /** Takes its place after `..`. */
  readonly scanned?: Selector;
}

const single = (select: Selector): Part => ({ select, definite: true });
const several = (select: Selector): Part => ({ select, definite: false });

/** Several names at the end of a path give one object with these members. */
const namesOf = (names: readonly string[]): Part => ({
  ...several(selectNames(names)),
  merged: single(selectMembers(names)),
});

const matching = (test: Test): Part => ({ ...several(selectMatching(test)), scanned: selectMatchingObjects(test) });

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
  [new RegExp(`^(?:${QUOTED})(?:\\s*,\\s*(?:${QUOTED}))+$`, "s"), ([list]) => namesOf(namesIn(list))],
  [/^\?\s*\((.*)\)$/s, ([, filter = ""]) => matching(compileFilter(filter, compileOperand))],
];

function toSlice(start?: string, end?: string, step?: string) {
  const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  return { start: number(start), end: number(end), step: Math.max(1, Number(step ?? 1)) };
}

/** A backslash is one, unless it stands before another, or before the quotation mark that it keeps from being the end. */
const unquote = (text: string) =>
  text.slice(1, -1).replace(/\\(.)/gs, (pair, next) => (next === "\\" || next === text.charAt(0) ? next : pair));
const namesIn = (list: string) => (list.match(new RegExp(QUOTED, "gs")) ?? []).map(unquote);

/** A path inside a filter: `@` is the node under test, `$` the whole document. */
function compileOperand(path: string): Operand {
  const read = compileParts(path);
  const isFromRoot = path.startsWith("$");
  return (node, walk) => {
    const found = read(isFromRoot ? walk.root : node, walk);
    return Array.isArray(found) && found.length === 0 && /\.\.|\*|\?/.test(path) ? NOTHING : found;
  };
}

const noJsonPath = (text: string) => new UserError(`"${text}" is not a JSONPath expression.`);
