import { int, JavaNumber } from "./java/numbers.ts";
import { HostObject, isMissing, JavaList, textOf } from "./java/values.ts";
import { CLASSES, callMethod, classOf, readProperty } from "./methods/call.ts";
import { OPERATORS } from "./operators.ts";
import type { Expression, PathPart, Reference } from "./parser/ast.ts";
import { FailedMethod, type Rendering } from "./rendering.ts";
import type { Variables } from "./variables.ts";

/** More numbers than a range may have would be dropped by the loop anyway; a message may name the end of the range. */
const LONGEST_RANGE = 1_000;

type Kind<T extends Expression["type"]> = Extract<Expression, { type: T }>;
type Evaluators = {
  readonly [T in Expression["type"]]: (node: Kind<T>, variables: Variables, rendering: Rendering) => unknown;
};

const EVALUATORS: Evaluators = {
  reference: dereference,
  literal: ({ value }) => value,
  interpolation: ({ body, padded }, variables, rendering) => {
    const text = rendering.render(body, variables);
    return padded ? text.slice(0, -1) : text;
  },
  list: ({ items }, variables, rendering) =>
    JavaList.holding(items.map((item) => evaluate(item, variables, rendering))),
  range,
  map: ({ entries }, variables, rendering) =>
    new Map(entries.map((entry) => entry.map((part) => evaluate(part, variables, rendering)) as [unknown, unknown])),
  not: ({ operand }, variables, rendering) => !holds(operand, variables, rendering),
  group: ({ inner }, variables, rendering) => evaluate(inner, variables, rendering),
  binary: calculate,
};

/** The value of an expression; undefined when it refers to nothing. */
export function evaluate<T extends Expression["type"]>(
  node: Kind<T>,
  variables: Variables,
  rendering: Rendering,
): unknown;
export function evaluate(node: Expression, variables: Variables, rendering: Rendering): unknown;
export function evaluate(node: Expression, variables: Variables, rendering: Rendering): unknown {
  rendering.budget.step();
  const value = (EVALUATORS[node.type] as (node: Expression, ...rest: [Variables, Rendering]) => unknown)(
    node,
    variables,
    rendering,
  );
  return typeof value === "string" ? rendering.budget.text(value) : value;
}

/** Velocity's truth: of a reference all but null and false, of anything else only true itself. */
export function holds(node: Expression, variables: Variables, rendering: Rendering): boolean {
  if (node.type === "group") return holds(node.inner, variables, rendering);
  const value = evaluate(node, variables, rendering);
  return value === true || (node.type === "reference" && !isMissing(value) && value !== false);
}

/** The value of a reference, or of as much of its path as `end` says. */
export function dereference(reference: Reference, variables: Variables, rendering: Rendering, end?: number): unknown {
  let value = variables.get(reference.name);
  const [first] = reference.path;
  if (isMissing(value) && first?.type === "method" && Object.hasOwn(CLASSES, reference.name))
    rendering.unknownMethod({ method: `$${reference.name}.${first.name}(…)`, line: reference.line });
  for (const part of reference.path.slice(0, end)) {
    if (isMissing(value)) return undefined;
    value = follow(value, part, { reference, variables, rendering });
  }
  return value;
}

interface Place {
  readonly reference: Reference;
  readonly variables: Variables;
  readonly rendering: Rendering;
}

function follow(value: unknown, part: PathPart, place: Place): unknown {
  const { variables, rendering } = place;
  if (part.type === "property") return readProperty(value, part.name)?.result;
  if (part.type === "index") {
    const index = evaluate(part.index, variables, rendering);
    if (value instanceof HostObject) return value.members.get(textOf(index));
    return call(value, "get", [fromEnd(value, index)], place);
  }
  return call(
    value,
    part.name,
    part.args.map((argument) => evaluate(argument, variables, rendering)),
    place,
  );
}

/** A negative index counts from the end. */
function fromEnd(list: unknown, index: unknown): unknown {
  return Array.isArray(list) && index instanceof JavaNumber && index.double < 0
    ? int(list.length + index.double)
    : index;
}

function call(self: unknown, name: string, args: readonly unknown[], { reference, rendering }: Place): unknown {
  const described = () => {
    const owner = self instanceof HostObject ? `$${reference.name}` : classOf(self);
    const types = args.map((value) => (isMissing(value) ? "null" : classOf(value)));
    return { method: `${owner}.${name}(${types.join(", ")})`, line: reference.line };
  };
  try {
    const called = callMethod(self, name, args);
    if (called) return called.result ?? undefined;
  } catch (error) {
    throw new FailedMethod(described(), error);
  }
  rendering.unknownMethod(described());
  return undefined;
}

/** Assigns `#set($name… = value)`. Nothing happens where there is no place for it. */
export function assign(target: Reference, value: unknown, variables: Variables, rendering: Rendering): void {
  const last = target.path.at(-1);
  // Velocity 1.7 sets a variable of another name for `${x}` and `$!x`.
  if (!last && target.form === "") variables.put(target.name, value);
  const owner = last && dereference(target, variables, rendering, -1);
  if (!last || isMissing(owner) || owner instanceof HostObject || last.type === "method") return;
  if (last.type === "property") {
    if (owner instanceof Map) callMethod(owner, "put", [last.name, value]);
    return;
  }
  const index = fromEnd(owner, evaluate(last.index, variables, rendering));
  if (!callMethod(owner, "set", [index, value])) callMethod(owner, "put", [index, value]);
}

function range({ from, to }: Kind<"range">, variables: Variables, rendering: Rendering): unknown {
  const bounds = [from, to].map((bound) => evaluate(bound, variables, rendering));
  if (!bounds.every((bound) => bound instanceof JavaNumber)) return undefined;
  const [start = 0, end = 0] = bounds.map((bound) => Math.trunc(bound.double));
  const length = Math.min(Math.abs(end - start) + 1, LONGEST_RANGE);
  return JavaList.holding(Array.from({ length }, (_, at) => int(end < start ? start - at : start + at)));
}

function calculate({ operator, left, right }: Kind<"binary">, variables: Variables, rendering: Rendering): unknown {
  if (operator === "||") return holds(left, variables, rendering) || holds(right, variables, rendering);
  if (operator === "&&") return holds(left, variables, rendering) && holds(right, variables, rendering);
  return OPERATORS[operator]?.(evaluate(left, variables, rendering), evaluate(right, variables, rendering));
}
