import {
  compileKeySelector,
  compileSelectionExpression,
  type SelectionScope,
} from "../../../../languages/selection-expression/index.ts";

/** What answers: a Lambda function, or something that speaks HTTP (a URL, another AWS service, MOCK). */
export type Backend = "lambda" | "http";

/** AWS fixes the expression by the kind of integration (§4.1). */
const RESPONSE_EXPRESSIONS: Readonly<Record<Backend, string>> = {
  lambda: "$integration.response.body.errorMessage",
  http: "$integration.response.statuscode",
};

/**
 * Compiles how one of the integration responses is chosen (§5.2): by the status code, or by the function's error
 * message; `$default` takes the rest. Undefined: none fits, which is an internal server error.
 */
export function compileResponseSelection<T>(
  responses: ReadonlyMap<string, T>,
  backend: Backend,
): (scope: SelectionScope) => T | undefined {
  const evaluate = compileSelectionExpression(RESPONSE_EXPRESSIONS[backend]);
  const select = compileKeySelector(responses);
  return (scope) => select(evaluate(scope).text);
}
