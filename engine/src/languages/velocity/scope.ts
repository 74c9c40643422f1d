import type { Statement, TemplateNode } from "./ast.ts";

/** The state of a rendering: variables, macros, `#define`d blocks. */
export interface RenderState {
  readonly variables: Map<string, unknown>;
  /** Loop variables and macro arguments, the innermost first. */
  readonly locals: Map<string, unknown>[];
  readonly macros: Map<string, { readonly parameters: readonly string[]; readonly body: readonly TemplateNode[] }>;
  readonly blocks: Map<string, readonly TemplateNode[]>;
  /** After `#break`, until the loop ends. */
  breaking: boolean;
  render(nodes: readonly TemplateNode[]): string;
}

/** The variables where `name` is to be found, or to be made. */
function holderOf({ locals, variables }: RenderState, name: string): Map<string, unknown> {
  return locals.find((local) => local.has(name)) ?? variables;
}

export const lookUp = (state: RenderState, name: string): unknown => holderOf(state, name).get(name);

export const assign = (state: RenderState, name: string, value: unknown) => void holderOf(state, name).set(name, value);

/** Renders with `local` in front of all other variables. */
export function renderWith(state: RenderState, local: Map<string, unknown>, body: readonly TemplateNode[]): string {
  state.locals.unshift(local);
  try {
    return state.render(body);
  } finally {
    state.locals.shift();
  }
}

export type Directive = (statement: Statement, body: readonly TemplateNode[], state: RenderState) => string;
