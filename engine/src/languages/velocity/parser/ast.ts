/** A part of a template's text. `source` is the text as written, for what turns out to be no call. */
export type TemplateNode =
  | { readonly type: "text"; readonly text: string }
  | Reference
  | { readonly type: "escaped"; readonly reference: Reference; readonly prefix: string; readonly source: string }
  | { readonly type: "set"; readonly target: Reference; readonly value: Expression }
  | { readonly type: "if"; readonly branches: readonly Branch[] }
  | Call;

/** `#else` is a branch without a condition. */
export interface Branch {
  readonly condition?: Expression;
  readonly body: Template;
}

/** Any other directive, or a macro's call. */
export interface Call {
  readonly type: "call";
  readonly name: string;
  readonly args: readonly Argument[];
  /** Of a directive with `#end`. */
  readonly body?: Template;
  readonly source: string;
  readonly line: number;
}

export type Template = readonly TemplateNode[];

/** `$name.part…`, with the line where it begins. */
export interface Reference {
  readonly type: "reference";
  readonly name: string;
  /** The signs between `$` and the name: `!`, `{` or both. */
  readonly form: string;
  readonly path: readonly PathPart[];
  /** Backslashes in front that are printed. */
  readonly prefix: string;
  readonly line: number;
}

export type PathPart =
  | { readonly type: "property"; readonly name: string }
  | { readonly type: "method"; readonly name: string; readonly args: readonly Expression[] }
  | { readonly type: "index"; readonly index: Expression };

export type Expression =
  | Reference
  | { readonly type: "literal"; readonly value: unknown }
  | { readonly type: "interpolation"; readonly body: Template; readonly padded: boolean }
  | { readonly type: "list"; readonly items: readonly Expression[] }
  | { readonly type: "range"; readonly from: Expression; readonly to: Expression }
  | { readonly type: "map"; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly type: "not"; readonly operand: Expression }
  | { readonly type: "group"; readonly inner: Expression }
  | { readonly type: "binary"; readonly operator: string; readonly left: Expression; readonly right: Expression };

/** A bare word is no value: the name of a macro, or `in`. */
export type Argument = Expression | { readonly type: "word"; readonly word: string };
