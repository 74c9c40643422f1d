import type { Block, Statement, TemplateNode } from "./ast.ts";
import { assignMember, evaluate } from "./evaluate.ts";
import { assign, type Directive, type RenderState, renderWith } from "./scope.ts";
import { isMap, isTrue, textOf } from "./values.ts";

/** A loop is stopped after this many rounds (API Gateway quotas, "#foreach iterations in mapping templates"). */
const MOST_ITERATIONS = 1_000;

/** Renders a parsed template with these variables. Throws whatever `$util` or a pattern in the template throws. */
export function render(nodes: readonly TemplateNode[], variables: Iterable<readonly [string, unknown]>): string {
  const state: RenderState = {
    variables: new Map(variables),
    locals: [],
    macros: new Map(),
    blocks: new Map(),
    breaking: false,
    render: (inner) => renderNodes(inner, state),
  };
  return state.render(nodes);
}

function renderNodes(nodes: readonly TemplateNode[], state: RenderState): string {
  let text = "";
  for (const node of nodes) {
    if (state.breaking) break;
    text += renderNode(node, state);
  }
  return text;
}

function renderNode(node: TemplateNode, state: RenderState): string {
  if (typeof node === "string") return node;
  const [statement, ...body]: Block = isBlock(node) ? node : [node];
  return DIRECTIVES[statement.type]?.(statement, body, state) ?? "";
}

const isBlock = (node: Statement | Block): node is Block => Array.isArray(node);

const DIRECTIVES: Readonly<Record<string, Directive>> = {
  references: (statement, _, state) => textOf(evaluate({ ...statement, type: "references" }, state)),
  raw: ({ value = "" }) => value,
  set: ({ equal }, _, state) => {
    if (!equal) return "";
    const [reference, expression] = equal;
    const value = evaluate(expression, state);
    if (reference.path) assignMember(reference, value, state);
    else assign(state, reference.id, value);
    return "";
  },
  if: (statement, body, state) => state.render(chosenBranch([statement, ...body], state)),
  foreach: loop,
  break: (_, __, state) => {
    state.breaking = true;
    return "";
  },
  define: ({ id }, body, state) => {
    state.blocks.set(id, body);
    return "";
  },
  macro: ({ id, args }, body, state) => {
    const parameters = (args || []).flatMap((argument) => (argument.type === "references" ? [argument.id] : []));
    state.macros.set(id, { parameters, body });
    return "";
  },
  macro_call: (statement, _, state) => callMacro(statement, [], state),
  macro_body: callMacro,
};

/** The nodes between the first branch whose condition holds and the next one. */
function chosenBranch(nodes: readonly TemplateNode[], state: RenderState): readonly TemplateNode[] {
  const isBranch = (node: TemplateNode) =>
    typeof node === "object" && "type" in node && /^(if|elseif|else)$/.test(node.type);
  const start = nodes.findIndex((node) => isBranch(node) && holds(node, state));
  if (start < 0) return [];
  const end = nodes.findIndex((node, at) => at > start && isBranch(node));
  return nodes.slice(start + 1, end < 0 ? undefined : end);
}

const holds = (node: TemplateNode, state: RenderState) =>
  typeof node === "object" &&
  "type" in node &&
  (node.condition === undefined || isTrue(evaluate(node.condition, state)));

function loop({ from, to = "" }: Statement, body: readonly TemplateNode[], state: RenderState): string {
  const source = from && evaluate(from, state);
  const items: readonly unknown[] = Array.isArray(source) ? source : isMap(source) ? Object.values(source) : [];
  const rounds = items.slice(0, MOST_ITERATIONS);
  let text = "";
  for (const [index, item] of rounds.entries()) {
    const hasNext = index + 1 < rounds.length;
    const foreach = { index, count: index + 1, hasNext, first: index === 0, last: !hasNext };
    const local = new Map<string, unknown>([
      [to, item],
      ["foreach", foreach],
      ["velocityCount", index + 1],
    ]);
    text += renderWith(state, local, body);
    if (state.breaking) break;
  }
  state.breaking = false;
  return text;
}

function callMacro({ id, args }: Statement, body: readonly TemplateNode[], state: RenderState): string {
  const macro = state.macros.get(id);
  if (!macro) return "";
  const values = (args || []).map((argument) => evaluate(argument, state));
  const local = new Map(macro.parameters.map((name, at): [string, unknown] => [name, values[at]]));
  local.set("bodyContent", state.render(body));
  return renderWith(state, local, macro.body);
}
