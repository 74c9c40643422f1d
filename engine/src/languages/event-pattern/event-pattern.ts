import { parseJson } from "../../kernel/parse-json.ts";
import { jsonProblem, shownPlace } from "../json-problem.ts";
import { invalid, isObject, type JsonObject } from "./invalid.ts";
import { VALUE_TESTS } from "./value-tests.ts";

export type EventPattern = (event: unknown) => boolean;

/** Looks at all scalars that an event has in one place: none, one, or those of an array. */
type FieldTest = (values: readonly unknown[]) => boolean;

/**
 * Compiles an event pattern: of an EventBridge rule, and in the same language of an SNS filter policy and of an event
 * source mapping's filter. Takes the pattern as JSON text or parsed.
 * An array in an event matches when one of its values does; in an array of objects one object has to match in whole.
 * A name with dots is a path, in patterns and in events.
 * Throws `InvalidEventPatternException`.
 */
export function compileEventPattern(pattern: unknown): EventPattern {
  const parsed = typeof pattern === "string" ? parse(pattern) : pattern;
  if (!isObject(parsed)) throw invalid("Filter is not an object");
  const test = compileObject(Object.entries(parsed));
  return (event) => objectsAt([event]).some(test);
}

function parse(text: string): unknown {
  const value = parseJson(text);
  if (value !== undefined) return value;
  const problem = jsonProblem(text);
  throw invalid(problem ? problem.message + shownPlace(text, problem) : "Invalid JSON");
}

/** A member of a pattern's object. */
type Member = readonly [name: string, value: unknown];

/** The values that an object has under one name. */
type Members = (name: string) => readonly unknown[];

/** Looks at an object of an event. */
type ObjectTest = (members: Members) => boolean;

/** Deeper patterns are refused, dots in names counted: each level takes some of the stack, here and at each event. */
const DEEPEST_NESTING = 200;

function compileObject(pattern: readonly Member[], depth = 1): ObjectTest {
  if (depth > DEEPEST_NESTING) throw invalid(`More than ${DEEPEST_NESTING} levels are nested`);
  const alternatives = pattern.flatMap(([name, value]) => (name === "$or" && isAlternatives(value) ? [value] : []));
  const fields = pattern.filter(([name, value]) => !(name === "$or" && isAlternatives(value)));
  for (const field of fields) checkField(field);
  const tests = [
    ...alternatives.map((patterns) => compileAlternatives(patterns, depth)),
    ...[...byFirstName(fields)].map(([name, patterns]) => compileField(name, patterns, depth)),
  ];
  return (members) => tests.every((test) => test(members));
}

function checkField([name, value]: Member): void {
  if (!Array.isArray(value) && !isObject(value)) throw invalid(`"${name}" must be an object or an array`);
  if (isObject(value) && Object.keys(value).length === 0) throw invalid("Empty objects are not allowed");
}

function compileAlternatives(patterns: readonly JsonObject[], depth: number): ObjectTest {
  const alternatives = patterns.map((pattern) => compileObject(Object.entries(pattern), depth + 1));
  return (members) => alternatives.some((alternative) => alternative(members));
}

/** All that a pattern says of one name: lists of what its values may be, and objects of what is inside. */
function compileField(name: string, patterns: readonly unknown[], depth: number): ObjectTest {
  const leaves = patterns.filter((pattern) => Array.isArray(pattern)).map(compileLeaf);
  const inside = patterns.filter(isObject).flatMap((pattern) => Object.entries(pattern));
  const nested = inside.length > 0 ? compileObject(inside, depth + 1) : () => true;
  return (members) => {
    const values = members(name);
    const scalars = values.flatMap(itemsOf).filter(isScalar);
    return leaves.every((test) => test(scalars)) && objectsAt(values).some(nested);
  };
}

/**
 * The objects of one place: those that stand there by themselves are one, to which dotted names add, and each of an
 * array is one with these. A path that leads nowhere is one without a value: `exists: false` matches at its end.
 */
function objectsAt(values: readonly unknown[]): Members[] {
  const own = membersOf(values.filter(isObject));
  const inArrays = values
    .filter((value) => Array.isArray(value))
    .flatMap(itemsOf)
    .filter(isObject);
  if (inArrays.length === 0) return [own];
  return inArrays.map((object) => {
    const members = membersOf([object]);
    return (name) => [...own(name), ...members(name)];
  });
}

function membersOf(objects: readonly JsonObject[]): Members {
  const members = byFirstName(objects.flatMap((object) => Object.entries(object)));
  return (name) => members.get(name) ?? [];
}

/** `{"a.b": …}` says the same as `{"a": {"b": …}}`, in patterns and in events: values under the part before a dot. */
function byFirstName(members: readonly Member[]): ReadonlyMap<string, readonly unknown[]> {
  const groups = new Map<string, unknown[]>();
  for (const [name, value] of members) {
    const dot = name.indexOf(".");
    const first = dot < 0 ? name : name.slice(0, dot);
    const group = groups.get(first) ?? [];
    if (group.length === 0) groups.set(first, group);
    group.push(dot < 0 ? value : { [name.slice(dot + 1)]: value });
  }
  return groups;
}

/** A field that only happens to be called `$or` has values or operators in its list. */
const isAlternatives = (pattern: unknown): pattern is readonly JsonObject[] =>
  Array.isArray(pattern) &&
  pattern.length > 1 &&
  pattern.every((item) => isObject(item) && Object.keys(item).every((key) => !isOperator(key)));

const isOperator = (name: string) => name === "exists" || Object.hasOwn(VALUE_TESTS, name);

function compileLeaf(alternatives: readonly unknown[]): FieldTest {
  if (alternatives.length === 0) throw invalid("Empty arrays are not allowed");
  const tests = alternatives.map(compileAlternative);
  return (values) => tests.some((test) => test(values));
}

function compileAlternative(pattern: unknown): FieldTest {
  if (Array.isArray(pattern)) throw invalid("Match value must be String, number, true, false, or null");
  if (!isObject(pattern)) return (values) => values.includes(pattern);
  const [[name = "", argument] = [], ...others] = Object.entries(pattern);
  if (others.length > 0) throw invalid("Only one key allowed in match expression");
  if (name === "exists") return compileExists(argument);
  const compile = Object.hasOwn(VALUE_TESTS, name) ? VALUE_TESTS[name] : undefined;
  if (!compile) throw invalid(`Unrecognized match type ${name}`);
  const test = compile(argument);
  return (values) => values.some(test);
}

function compileExists(wanted: unknown): FieldTest {
  if (typeof wanted !== "boolean") throw invalid("exists match pattern must be either true or false.");
  return (values) => values.length > 0 === wanted;
}

const isScalar = (value: unknown) => value !== undefined && (typeof value !== "object" || value === null);

/** The value itself, or what an array and the arrays in it hold. It keeps its own stack: events may nest very deep. */
function itemsOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) return [value];
  const items: unknown[] = [];
  const stack: unknown[] = [value];
  while (stack.length > 0) {
    const item = stack.pop();
    if (Array.isArray(item)) for (const inner of item) stack.push(inner);
    else items.push(item);
  }
  return items;
}
