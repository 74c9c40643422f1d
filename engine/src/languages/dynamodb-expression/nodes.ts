/** A document path: names, still behind `#` where they are, and numbers of elements. */
export type Path = readonly (string | number)[];

/** A value's origin: a place in the item, a value of the request, a function's result. */
export type Operand =
  | { readonly kind: "path"; readonly path: Path }
  | { readonly kind: "value"; readonly name: string }
  | FunctionCall
  | Sum;

export interface FunctionCall {
  readonly kind: "function";
  readonly name: string;
  readonly operands: readonly Operand[];
}

export interface Sum {
  readonly kind: "sum";
  readonly operator: "+" | "-";
  readonly operands: readonly [Operand, Operand];
}

export interface Comparison {
  readonly kind: "comparison";
  readonly operator: string;
  readonly operands: readonly Operand[];
}

export type Condition =
  | Comparison
  | FunctionCall
  | { readonly kind: "and" | "or" | "not"; readonly conditions: readonly Condition[] };

export interface Assignment {
  readonly path: Path;
  readonly value: Operand;
}

/** The clauses of an update. */
export interface Update {
  readonly set: readonly Assignment[];
  readonly remove: readonly Path[];
  readonly add: readonly Assignment[];
  readonly delete: readonly Assignment[];
}
