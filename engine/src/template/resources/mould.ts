import type { z } from "zod";
import { NO_NUMBER } from "../../kernel/words/say-issue.ts";
import { JsonNumber } from "../../languages/exact-json.ts";
import { textInPlaceOf } from "../intrinsics/call.ts";
import { mapParts } from "../intrinsics/resolver.ts";
import { isContainer, isObject, objectOf, type PlainObject, textOf } from "../plain-data.ts";
import type { Positions } from "../positions.ts";
import { mendJson } from "./mend-json.ts";

type Path = readonly (string | number)[];
type Schema = z.ZodType;

/** The value of a property when its own does not fit; undefined when there is none. */
type Fit = (issue: z.core.$ZodIssue, value: unknown) => unknown;

export interface MouldDependencies {
  /** Tells whether the value at a path is made up here. */
  isMadeUp(path: Path): boolean;
  /** Hears of a made-up value that was given another form. */
  onMadeUp(path: Path, value: unknown): void;
}

/** The rounds in which a value may become another: a text a number, and that number the least that is allowed. */
const ROUNDS = 4;

/**
 * The properties as their type's schema wants them. CloudFormation turns scalars into each other: `true` where text is
 * meant is "true", "30" where a number is meant 30. What is made up takes the form that is wanted. A number
 * keeps its digits where text is meant (`1.0`), and is a plain one everywhere else.
 */
export function mould(schema: Schema, properties: PlainObject, positions: Positions, options: MouldDependencies) {
  const standIns = new Map<string, () => void>();
  let moulded = objectOf(mendTexts(properties, []));
  for (let round = 0; round < ROUNDS; round++) {
    const issues = schema.safeParse(moulded).error?.issues ?? [];
    const next = issues.flatMap(alternatives).reduce(amend, moulded);
    if (next === moulded) break;
    moulded = next;
  }
  for (const report of standIns.values()) report();
  return objectOf(plainNumbers(moulded, positions));

  /** Texts of JSON that hold what is made up: a number that was meant is 1, but where it decides what comes through. */
  function mendTexts(value: unknown, path: Path): unknown {
    if (isContainer(value)) return mapParts(value, (part, key) => mendTexts(part, [...path, key]), positions);
    if (typeof value !== "string" || !/^\s*[[{]/.test(value) || !options.isMadeUp(path)) return value;
    const decides = DECIDES_ACCESS.test(path.join("."));
    const mended = mendJson(value, (bare) => (decides ? JSON.stringify(bare) : "1"));
    if (mended !== undefined) standIns.set(path.join("."), () => options.onMadeUp(path, mended));
    return mended ?? value;
  }

  function amend(value: PlainObject, issue: z.core.$ZodIssue): PlainObject {
    const path = issue.path.map((key) => (typeof key === "symbol" ? String(key) : key));
    const current = valueAt(value, path);
    if (path.length === 0 || current === undefined) return value;
    const isMadeUp = options.isMadeUp(path);
    const fit = convert(issue, current) ?? (isMadeUp ? madeUpFit(issue, current, { value, path }) : undefined);
    if (fit === undefined || fit === current) return value;
    if (isMadeUp) standIns.set(path.join("."), () => options.onMadeUp(path, fit));
    return replaced(value, path, fit, positions) as PlainObject;
  }

  function madeUpFit(issue: z.core.$ZodIssue, current: unknown, { value, path }: { value: unknown; path: Path }) {
    const fit = standIn(issue, current) ?? choice(issue, path);
    if (fit !== undefined || !mayBeEmptyMap(issue, path)) return fit;
    const left = schema.safeParse(replaced(value, path, {}, positions)).error?.issues ?? [];
    return left.some((other) => path.every((key, index) => other.path[index] === key)) ? undefined : {};
  }
}

/** The issue, or for a value that fits no branch of a union what the first branch says of the value itself. */
function alternatives(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const [branch] = issue.errors.filter((issues) => issues.every(({ path }) => path.length === 0));
  return (branch ?? []).map((inner) => ({ ...inner, path: issue.path }));
}

/** A conversion of CloudFormation's own. */
const convert: Fit = (issue, value) => {
  const text = textOf(value);
  if (issue.code === "invalid_value") return issue.values.find((allowed) => allowed === text);
  if (issue.code !== "invalid_type" || text === undefined) return undefined;
  if (issue.expected === "string") return text;
  if (issue.expected === "number" || issue.expected === "int")
    return value instanceof JsonNumber || /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
  return issue.expected === "boolean" ? { true: true, false: false }[text] : undefined;
};

const BY_TYPE: Readonly<Record<string, (value: unknown) => unknown>> = {
  string: textInPlaceOf,
  number: () => 1,
  int: () => 1,
  boolean: () => true,
  array: (value) => [value],
};

/**
 * Properties that decide who may do what, or what comes through: a name chosen among theirs, or an empty map, could come
 * to mean "open". An empty definition of a state machine could not run.
 */
const DECIDES_ACCESS =
  /auth|jwt|(?<!retry)polic|access|permission|principal|effect|action|scope|filter|pattern|definition$/i;

/** Tells whether a map that only AWS knows may be empty here: an API without a route, a function without a variable. */
const mayBeEmptyMap = (issue: z.core.$ZodIssue, path: Path): boolean =>
  issue.code === "invalid_type" &&
  (issue.expected === "record" || issue.expected === "object") &&
  !DECIDES_ACCESS.test(path.join("."));

/** The first of the names that a property may have. */
function choice(issue: z.core.$ZodIssue, path: Path): unknown {
  return issue.code === "invalid_value" && !DECIDES_ACCESS.test(path.join(".")) ? issue.values[0] : undefined;
}

/** A value for what only AWS knows. Nothing is left out: without it, an authorizer or a policy could come to mean "open". */
const standIn: Fit = (issue, value) => {
  if (issue.code === "invalid_type") return BY_TYPE[issue.expected]?.(value);
  if (issue.message === NO_NUMBER) return 1;
  const isNumber = "origin" in issue && (issue.origin === "number" || issue.origin === "int");
  if (issue.code === "too_small" && isNumber) return Number(issue.minimum);
  if (issue.code === "too_big" && isNumber) return Number(issue.maximum);
  return undefined;
};

/** `value` with a plain number for each that kept its digits: what reads it takes a number for a number. */
export function plainNumbers(value: unknown, positions: Positions): unknown {
  if (value instanceof JsonNumber) return value.valueOf();
  return isContainer(value) ? mapParts(value, (part) => plainNumbers(part, positions), positions) : value;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (part, key) => (typeof part === "object" && part !== null ? (part as PlainObject)[key] : undefined),
    value,
  );
}

/** `container` with another value at a path; its other parts keep their places in the file. */
function replaced(container: unknown, [key, ...rest]: Path, value: unknown, positions: Positions): unknown {
  if (key === undefined) return value;
  if (Array.isArray(container)) {
    const list = container.map((item, index) => (index === key ? replaced(item, rest, value, positions) : item));
    return positions.inherit(list, container);
  }
  if (!isObject(container)) return container;
  return positions.inherit({ ...container, [key]: replaced(container[key], rest, value, positions) }, container);
}

/** Words for a value that could not keep the form in which it was made up. */
export const describeMoulded = (path: Path, value: unknown): string => {
  const name = path.filter((key) => typeof key === "string").join(".");
  return `${name} is ${JSON.stringify(value)} here: what it refers to does not run, so its value is not known.`;
};
