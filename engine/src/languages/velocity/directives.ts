import { evaluate } from "./evaluate.ts";
import { int } from "./java/numbers.ts";
import { HostObject, isMissing, JavaIterator, Renderable, textOf } from "./java/values.ts";
import type { Argument, Call, Template } from "./parser/ast.ts";
import { parseTemplate } from "./parser/template.ts";
import { type Rendering, STOP_ALL } from "./rendering.ts";
import { createMacroVariables, type Variables, withoutVariable } from "./variables.ts";

/** A loop is stopped after this many rounds (API Gateway quotas, "#foreach iterations in mapping templates"). */
const MOST_ITERATIONS = 1_000;

/** Macros in each other; the default of Velocity's `velocimacro.max.depth`. */
const DEEPEST_MACRO = 20;

/** A `#define`d block in itself; the default of Velocity's `define.provide.max.depth`. */
const DEEPEST_BLOCK = 2;

type Directive = (call: Call, variables: Variables, rendering: Rendering) => string;

const DIRECTIVES: Readonly<Record<string, Directive>> = {
  foreach: renderLoop,
  break: ({ args: [argument], line }, variables, rendering) => {
    const loop = argument && argumentValue(argument, variables, rendering);
    if (argument && !(loop instanceof HostObject))
      throw new TypeError(`line ${line}: #break takes a loop, as $foreach.`);
    rendering.stop ??= { of: loop };
    return "";
  },
  stop: (_call, _variables, rendering) => {
    rendering.stop = STOP_ALL;
    return "";
  },
  define: ({ args: [name], body = [] }, variables, rendering) => {
    if (name?.type === "reference") variables.put(name.name, createBlock(body, variables, rendering));
    return "";
  },
  // Macros are known before the rendering begins.
  macro: () => "",
  literal: ({ source }) => source,
  evaluate: ({ args: [argument] }, variables, rendering) => {
    // Velocity goes on until Java's stack is exhausted.
    if (rendering.evaluateDepth >= DEEPEST_MACRO) throw new RangeError(`More than ${DEEPEST_MACRO} #evaluate nest.`);
    const template = parseTemplate(argument ? textOf(argumentValue(argument, variables, rendering)) : "");
    for (const [name, macro] of macrosOf(template)) rendering.macros.set(name, macro);
    rendering.evaluateDepth++;
    const text = rendering.render(template, variables);
    rendering.evaluateDepth--;
    if (rendering.stop?.of === undefined || rendering.stop === STOP_ALL) rendering.stop = undefined;
    return text;
  },
  include: refuseFile,
  parse: refuseFile,
};

function refuseFile({ name, line }: Call): never {
  throw new TypeError(`line ${line}: #${name} finds no file: a mapping template stands alone.`);
}

/** Renders a directive, a call of a macro, or, when it is none, its text as it was written. */
export function renderCall(call: Call, variables: Variables, rendering: Rendering): string {
  const directive = Object.hasOwn(DIRECTIVES, call.name) ? DIRECTIVES[call.name] : undefined;
  if (directive) return directive(call, variables, rendering);
  const macro = rendering.macros.get(call.name.replace(/^@/, ""));
  if (!macro || (call.name.startsWith("@") && !call.body)) return call.source;
  return renderMacro(macro, call, { variables, rendering });
}

/** All macros of a template, also of those parts that are not rendered; the last of a name counts. */
export function macrosOf(template: Template): Map<string, Call> {
  const parts = template.flatMap((node) => {
    if (node.type === "if") return node.branches.flatMap(({ body }) => [...macrosOf(body)]);
    if (node.type !== "call") return [];
    const [name] = node.args;
    const own: [string, Call][] = node.name === "macro" && name?.type === "word" ? [[name.word, node]] : [];
    return [...own, ...macrosOf(node.body ?? [])];
  });
  return new Map(parts);
}

function argumentValue(argument: Argument, variables: Variables, rendering: Rendering): unknown {
  if (argument.type === "word") throw new TypeError(`"${argument.word}" is no value.`);
  return evaluate(argument, variables, rendering);
}

/** Renders what `#break` leaves without leaving more. */
function endingStop(rendering: Rendering, render: () => string): string {
  const text = render();
  if (rendering.stop && rendering.stop.of === undefined) rendering.stop = undefined;
  return text;
}

function createBlock(body: Template, variables: Variables, rendering: Rendering): Renderable {
  let depth = 0;
  return new Renderable((inside = variables) => {
    if (depth >= DEEPEST_BLOCK) return "";
    depth++;
    const text = endingStop(rendering, () => rendering.render(body, inside));
    depth--;
    return text;
  });
}

interface Place {
  readonly variables: Variables;
  readonly rendering: Rendering;
}

function renderMacro(
  { args: [, ...parameters], body = [] }: Call,
  call: Call,
  { variables, rendering }: Place,
): string {
  if (rendering.macroDepth >= DEEPEST_MACRO) throw new RangeError(`More than ${DEEPEST_MACRO} macros call each other.`);
  const args = new Map<string, () => unknown>();
  for (const [at, parameter] of parameters.entries()) {
    const argument = call.args[at];
    if (parameter.type === "reference" && argument)
      args.set(parameter.name, () => argumentValue(argument, variables, rendering));
  }
  const content = call.body && createBlock(call.body, variables, rendering);
  if (content) args.set("bodyContent", () => content);
  rendering.macroDepth++;
  const text = endingStop(rendering, () => rendering.render(body, createMacroVariables(variables, args)));
  rendering.macroDepth--;
  return text;
}

function itemsOf(value: unknown): readonly unknown[] {
  if (value instanceof Map) return [...value.values()];
  if (value instanceof JavaIterator) return value.items.slice(value.at);
  return Array.isArray(value) ? [...value] : [];
}

/** Names of a loop's own variables beside the element's. */
const LOOP_VARIABLES = ["velocityCount", "velocityHasNext", "foreach"];

function renderLoop(call: Call, variables: Variables, rendering: Rendering): string {
  const [element, , source] = call.args;
  if (element?.type !== "reference" || !source) return "";
  const items = itemsOf(argumentValue(source, variables, rendering)).slice(0, MOST_ITERATIONS);
  if (items.length === 0) return "";
  const saved = [element.name, ...LOOP_VARIABLES].map((name) => [name, variables.get(name)] as const);
  const loop = createLoop(variables.get("foreach"));
  variables.put("foreach", loop.scope);
  let text = "";
  for (const [index, item] of items.entries()) {
    rendering.budget.step();
    loop.advance(index, index + 1 < items.length);
    variables.put("velocityCount", int(index + 1));
    variables.put("velocityHasNext", index + 1 < items.length);
    variables.put(element.name, item);
    const inside = isMissing(item) ? withoutVariable(variables, element.name) : variables;
    text = rendering.budget.text(text + rendering.render(call.body ?? [], inside));
    if (rendering.stop) break;
  }
  for (const [name, value] of saved) isMissing(value) ? variables.remove(name) : variables.put(name, value);
  if (rendering.stop && (rendering.stop.of === undefined || rendering.stop.of === loop.scope))
    rendering.stop = undefined;
  return text;
}

/** `$foreach` of one loop. */
function createLoop(outer: unknown) {
  const parent = outer instanceof HostObject ? outer : undefined;
  const members = new Map<string, unknown>([
    ["parent", parent],
    ["topmost", parent?.members.get("topmost") ?? parent],
  ]);
  const getters = ["index", "count", "hasNext", "first", "last", "parent", "topmost"].flatMap((name) => {
    const capital = name.charAt(0).toUpperCase() + name.slice(1);
    return [`get${capital}`, `is${capital}`, name].map((method) => [method, () => members.get(name)] as const);
  });
  const scope = new HostObject(Object.fromEntries(getters), members);
  if (!parent) members.set("topmost", scope);
  function advance(index: number, hasNext: boolean): void {
    members.set("index", int(index));
    members.set("count", int(index + 1));
    members.set("hasNext", hasNext);
    members.set("first", index === 0);
    members.set("last", !hasNext);
  }
  return { scope, advance };
}
