import { parseJson } from "../../kernel/parse-json.ts";
import { invalid, isObject, type JsonObject } from "./invalid.ts";
import { VALUE_TESTS } from "./value-tests.ts";

export type EventPattern = (event: unknown) => boolean;

/** Looks at all scalars that an event has in one place: none, one, or those of an array. */
type FieldTest = (values: readonly unknown[]) => boolean;

/**
 * Compiles an event pattern: of an EventBridge rule, and in the same language of an SNS filter policy and of an event
 * source mapping's filter. Takes the pattern as JSON text or parsed.
 * An array in an event matches when one of its values does; in an array of objects one object has to match in whole.
 * Throws `InvalidEventPatternException`.
 */
export function compileEventPattern(pattern: unknown): EventPattern {
  const parsed = typeof pattern === "string" ? parse(pattern) : pattern;
  if (!isObject(parsed)) throw invalid("Filter is not an object");
  return compileObject(parsed);
}

function parse(text: string): unknown {
  const value = parseJson(text);
  if (value === undefined) throw invalid("Invalid JSON");
  return value;
}

const NO_MEMBERS: JsonObject = {};

function compileObject(pattern: JsonObject): EventPattern {
  const fields = Object.entries(pattern).map(([name, value]) => compileField(name, value));
  return (node) => {
    const objects = itemsOf(node).filter(isObject);
    // A path that leads nowhere is a path without a value: `exists: false` matches at its end.
    return (objects.length > 0 ? objects : [NO_MEMBERS]).some((object) => fields.every((field) => field(object)));
  };
}

function compileField(name: string, pattern: unknown): (object: JsonObject) => boolean {
  if (name === "$or" && isAlternatives(pattern)) {
    const alternatives = pattern.map(compileObject);
    return (object) => alternatives.some((alternative) => alternative(object));
  }
  const member = (object: JsonObject) => (Object.hasOwn(object, name) ? object[name] : undefined);
  if (Array.isArray(pattern)) {
    const test = compileLeaf(pattern);
    return (object) => test(itemsOf(member(object)).filter(isScalar));
  }
  if (!isObject(pattern)) throw invalid(`"${name}" must be an object or an array`);
  if (Object.keys(pattern).length === 0) throw invalid("Empty objects are not allowed");
  const nested = compileObject(pattern);
  return (object) => nested(member(object));
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
