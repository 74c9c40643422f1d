import { compileKeySelector, type SelectionExpression, type SelectionScope } from "../expressions/index.ts";
import { compileModel, type SchemaTexts } from "./schema.ts";

/** What is wrong with a message, for the log; undefined when it fits its model. */
export type MessageValidator = (scope: SelectionScope) => string | undefined;

export interface ValidationSettings {
  readonly selection: SelectionExpression;
  /** Names of models by the key that the expression selects. */
  readonly requestModels: Readonly<Record<string, string>>;
  readonly models: SchemaTexts;
}

/** How many violations the log names. */
const MOST_NAMED = 5;

/**
 * Compiles the check of a route's messages (§5.5). A message that selects no model does not fit, nor does one that is
 * no JSON. Throws a `UserError` for a schema that is none.
 */
export function compileValidator({ selection, requestModels, models }: ValidationSettings): MessageValidator {
  const checks = Object.entries(requestModels).flatMap(([key, name]) => {
    const text = models.get(name);
    return text === undefined ? [] : [[key, compileModel(text, models)] as const];
  });
  const select = compileKeySelector(checks);
  return (scope) => {
    const check = select(selection(scope).text);
    if (!check) return "no model is selected";
    const json = scope.request?.body?.json;
    if (json === undefined) return "the message is not JSON";
    const violations = check(json).slice(0, MOST_NAMED);
    if (violations.length === 0) return undefined;
    return `[${violations.map(({ path, message }) => `${path || "/"} ${message}`).join(", ")}]`;
  };
}
