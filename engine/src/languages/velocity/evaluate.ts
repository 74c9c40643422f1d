import { type Expression, type PathPart, parseTemplate, type Reference, type TemplateNode } from "./ast.ts";
import { callMethod } from "./methods.ts";
import { OPERATORS } from "./operators.ts";
import { lookUp, type RenderState } from "./scope.ts";
import { HostObject, isMap, isTrue, ownMember, setMember, TemplateList, textOf } from "./values.ts";

/** More numbers than a range may have would be dropped by the loop anyway; a message may name the end of the range. */
const LONGEST_RANGE = 1_000;

type Kind<T extends Expression["type"]> = Extract<Expression, { type: T }>;

/** The value of an expression; undefined when it refers to nothing. */
export function evaluate(expression: Expression, state: RenderState): unknown {
  switch (expression.type) {
    case "references":
      return dereference(expression, state);
    case "math":
      return calculate(expression, state);
    case "string":
      return interpolate(expression, state);
    case "array":
      return expression.isRange ? range(expression, state) : listOf(expression, state);
    case "map":
      return mapOf(expression, state);
    case "bool":
      return BOOLEANS[String(expression.value)];
    default:
      return expression.type === "runt" ? expression.value : Number(expression.value);
  }
}

const BOOLEANS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

function dereference({ id, path = [] }: Reference, state: RenderState): unknown {
  const block = path.length === 0 ? state.blocks.get(id) : undefined;
  if (block) return state.render(block);
  return path.reduce((value, part) => follow(value, part, state), lookUp(state, id));
}

function follow(value: unknown, part: PathPart, state: RenderState): unknown {
  if (value === undefined || value === null) return undefined;
  if (part.type === "property") return memberOf(value, part.id);
  if (part.type === "index") return memberOf(value, textOf(evaluate(part.id, state)));
  const args = (part.args || []).map((argument) => evaluate(argument, state));
  if (!(value instanceof HostObject)) return callMethod(value, part.id, args);
  const method = ownMember(value.members, part.id);
  return typeof method === "function" ? method(...args) : undefined;
}

function memberOf(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return /^\d+$/.test(name) ? value[Number(name)] : undefined;
  if (isMap(value)) return ownMember(value, name);
  const member = value instanceof HostObject ? ownMember(value.members, name) : undefined;
  return typeof member === "function" ? undefined : member;
}

/** Assigns a member of a map or a list: `#set($a.b[0] = …)`. */
export function assignMember(reference: Reference, value: unknown, state: RenderState): void {
  const { path = [] } = reference;
  const last = path.at(-1);
  const owner = dereference({ ...reference, path: path.slice(0, -1) }, state);
  if (!last || last.type === "method" || typeof owner !== "object" || owner === null || owner instanceof HostObject)
    return;
  const name = last.type === "property" ? last.id : textOf(evaluate(last.id, state));
  if (!Array.isArray(owner) || /^\d{1,4}$/.test(name)) setMember(owner, name, value);
}

/** Double-quoted texts are templates themselves; each is parsed once. */
const parsedTexts = new WeakMap<Expression, readonly TemplateNode[]>();

function interpolate(expression: Kind<"string">, state: RenderState): string {
  const { value, isEval } = expression;
  if (!isEval || !/[$#]/.test(value)) return value;
  const nodes = parsedTexts.get(expression) ?? parseTemplate(value);
  parsedTexts.set(expression, nodes);
  return state.render(nodes);
}

const listOf = ({ value }: Kind<"array">, state: RenderState) =>
  TemplateList.from(value.map((item) => (typeof item === "object" ? evaluate(item, state) : Number(item))));

function range({ value }: Kind<"array">, state: RenderState): unknown[] {
  const [start = 0, end = 0] = value.map((bound) => Number(typeof bound === "object" ? evaluate(bound, state) : bound));
  const length = Math.min(Math.abs(end - start) + 1, LONGEST_RANGE);
  if (!Number.isInteger(start) || !Number.isInteger(end)) return new TemplateList();
  return TemplateList.from({ length }, (_, at) => (end < start ? start - at : start + at));
}

function mapOf({ value = {} }: Kind<"map">, state: RenderState): object {
  const map = {};
  for (const [key, content] of Object.entries(value)) setMember(map, key, evaluate(content, state));
  return map;
}

function calculate({ operator, expression }: Kind<"math">, state: RenderState): unknown {
  const [left, right] = expression;
  const a = left && evaluate(left, state);
  const b = () => right && evaluate(right, state);
  if (operator === "||") return isTrue(a) || isTrue(b());
  if (operator === "&&") return isTrue(a) && isTrue(b());
  return OPERATORS[operator]?.(a, b());
}
