import type { Operand, Path } from "./nodes.ts";
import { ExpressionError } from "./tokens.ts";

/** A value of a request: its type and its content. */
export type TypedValue = readonly [type: string, content: unknown];

/** Values and names of a request, by their placeholders. */
export interface Given {
  readonly valueOf: (placeholder: string) => TypedValue | undefined;
  readonly nameOf: (name: string) => string;
}

export function refuse(message: string): never {
  throw new ExpressionError(message);
}

/** A path in DynamoDB's form, with its elements' numbers in brackets. */
export const shownPath = (path: Path, { nameOf }: Given): string =>
  `[${path.map((step) => (typeof step === "number" ? `[${step}]` : nameOf(step))).join(", ")}]`;

/** The value that an operand stands for; undefined where it is the item that has it. */
export const givenValue = (operand: Operand | undefined, given: Given): TypedValue | undefined =>
  operand?.kind === "value" ? given.valueOf(operand.name) : undefined;

/** Holds the request's own values against the types that an operator takes; those of items are seen by the store. */
export function checkTypes(
  subject: string,
  operands: readonly Operand[],
  types: readonly string[],
  given: Given,
): void {
  for (const operand of operands) {
    const [type] = givenValue(operand, given) ?? [];
    if (type !== undefined && !types.includes(type))
      refuse(`Incorrect operand type for operator or function; ${subject}, operand type: ${type}`);
  }
}
