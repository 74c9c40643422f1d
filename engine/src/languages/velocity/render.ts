import { macrosOf, renderCall } from "./directives.ts";
import { assign, dereference, evaluate, holds } from "./evaluate.ts";
import { isMissing, Renderable, textOf } from "./java/values.ts";
import type { Template, TemplateNode } from "./parser/ast.ts";
import { Budget, type Rendering, type UnknownMethod } from "./rendering.ts";
import { createVariables, type Variables } from "./variables.ts";

/** Renders a parsed template with these variables. Throws what a method, or `$util`, throws. */
export function render(
  template: Template,
  variables: Iterable<readonly [string, unknown]>,
  unknownMethod: (unknown: UnknownMethod) => void,
): string {
  const rendering: Rendering = {
    macros: macrosOf(template),
    budget: new Budget(),
    macroDepth: 0,
    evaluateDepth: 0,
    stop: undefined,
    unknownMethod: once(unknownMethod),
    render: (body, scope) => renderNodes(body, scope, rendering),
  };
  return rendering.render(template, createVariables(variables));
}

/** Tells of each method and line once: a loop calls the same one many times. */
function once(tell: (unknown: UnknownMethod) => void): (unknown: UnknownMethod) => void {
  const told = new Set<string>();
  return (unknown) => {
    const key = `${unknown.line} ${unknown.method}`;
    if (!told.has(key)) tell(unknown);
    told.add(key);
  };
}

function renderNodes(nodes: Template, variables: Variables, rendering: Rendering): string {
  let text = "";
  for (const node of nodes) {
    if (rendering.stop) break;
    rendering.budget.step();
    const renderer = RENDERERS[node.type] as (node: TemplateNode, variables: Variables, rendering: Rendering) => string;
    text = rendering.budget.text(text + renderer(node, variables, rendering));
  }
  return text;
}

type Kind<T extends TemplateNode["type"]> = Extract<TemplateNode, { type: T }>;

const RENDERERS: {
  readonly [T in TemplateNode["type"]]: (node: Kind<T>, variables: Variables, rendering: Rendering) => string;
} = {
  text: ({ text }) => text,
  reference: (reference, variables, rendering) => {
    const value = dereference(reference, variables, rendering);
    return reference.prefix + (value instanceof Renderable ? value.render(variables) : textOf(value));
  },
  escaped: ({ prefix, source }) => prefix + source,
  set: ({ target, value }, variables, rendering) => {
    const result = evaluate(value, variables, rendering);
    // Velocity leaves a variable as it is when there is nothing to set it to.
    if (!isMissing(result)) assign(target, result, variables, rendering);
    return "";
  },
  if: ({ branches }, variables, rendering) => {
    const branch = branches.find(({ condition }) => !condition || holds(condition, variables, rendering));
    return branch ? rendering.render(branch.body, variables) : "";
  },
  call: renderCall,
};
