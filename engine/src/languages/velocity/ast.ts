import { parse } from "velocityjs";

/** A part of the tree that velocityjs's parser makes of a template, as far as the renderer reads it. */
export type TemplateNode = string | Statement | Block;
/** `#if`, `#foreach`, `#macro`, `#define`: the directive first, then what stands in it. */
export type Block = readonly [Statement, ...TemplateNode[]];

export interface Statement {
  readonly type: string;
  readonly id: string;
  readonly value?: string;
  /** The reference and the value of `#set`. */
  readonly equal?: readonly [Reference, Expression];
  readonly condition?: Expression;
  /** The list of `#foreach ($to in $from)`. */
  readonly from?: Expression;
  readonly to?: string;
  readonly args?: readonly Expression[] | false;
}

export interface Reference {
  readonly type: "references";
  readonly id: string;
  readonly path?: readonly PathPart[];
  readonly args?: readonly Expression[] | false;
}

export type PathPart =
  | { readonly type: "property"; readonly id: string }
  | { readonly type: "method"; readonly id: string; readonly args?: readonly Expression[] | false }
  | { readonly type: "index"; readonly id: Expression };

export type Expression =
  | Reference
  | { readonly type: "math"; readonly operator: string; readonly expression: readonly Expression[] }
  | { readonly type: "string"; readonly value: string; readonly isEval?: boolean }
  | { readonly type: "integer" | "decimal" | "bool" | "runt"; readonly value: string | number }
  | { readonly type: "array"; readonly value: readonly (Expression | string | number)[]; readonly isRange?: boolean }
  | { readonly type: "map"; readonly value?: Readonly<Record<string, Expression>> };

/** Throws an `Error` that names the line when the text is no template. */
export function parseTemplate(text: string): readonly TemplateNode[] {
  // The parser's own types leave out that blocks are arrays and that plain text is a string.
  const nodes: unknown = parse(text);
  return nodes as readonly TemplateNode[];
}
