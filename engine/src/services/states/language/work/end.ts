import { predefined, StateError } from "../errors/state-error.ts";
import { compileExpression } from "../expressions/payload-template.ts";
import type { Expression } from "../expressions/scope.ts";
import type { Work } from "../program.ts";
import type { FailFields } from "../schema.ts";

/** Ends the execution, or its branch, with its input. */
export const succeedWork = (): Work => (input) => ({ result: input });

/** Ends the execution with an error of the author's. */
export function failWork({ Error: error, ErrorPath, Cause: cause, CausePath }: FailFields): Work {
  const errorOf = textExpression(error, ErrorPath, "ErrorPath");
  const causeOf = textExpression(cause, CausePath, "CausePath");
  return (input, visit) => {
    const scope = visit.scope(input);
    throw new StateError(textOf(errorOf(scope), "ErrorPath"), textOf(causeOf(scope), "CausePath"));
  };
}

const textExpression = (constant: string | undefined, path: string | undefined, field: string): Expression =>
  path === undefined ? () => constant : compileExpression(path, field);

function textOf(value: unknown, field: string): string | undefined {
  if (value === undefined || typeof value === "string") return value;
  throw predefined("Runtime", `The field '${field}' leads to a value that is not a string.`);
}
