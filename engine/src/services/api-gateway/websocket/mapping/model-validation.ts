import { createContext, Script } from "node:vm";
import { messageOf, UserError } from "../../../../kernel/errors.ts";
import {
  compileKeySelector,
  type SelectionExpression,
  type SelectionScope,
} from "../../../../languages/selection-expression/index.ts";
import type { ModelCompiler, ValidateModel } from "./json-schema.ts";

export interface ModelValidationOptions {
  readonly modelSelection: SelectionExpression;
  /** Schema text by the key that the expression selects. */
  readonly schemas: ReadonlyMap<string, string>;
  /** Schema text of all models of the API by name: what a `$ref` may lead to. */
  readonly models?: ReadonlyMap<string, string>;
}

/** Gives the fault of a message, for `$context.error.validationErrorString`; undefined when it is valid. */
export type ValidateMessage = (scope: SelectionScope) => string | undefined;

/** It holds names that the client chose. */
const LONGEST_REASON = 1024;

/** A message that takes longer to check was made for that. The machine's time, since the check blocks everybody's. */
const LONGEST_CHECK_MS = 1000;

/**
 * Compiles the check of a route's messages against the models of its `ModelSelectionExpression` [5.5/draft-4]. A message that
 * selects no model is refused. Rejects with a `UserError` for a model that is no schema of draft 4.
 */
export async function compileModelValidation(options: ModelValidationOptions): Promise<ValidateMessage> {
  const { modelSelection, schemas, models = new Map() } = options;
  const { compileModel } = await import("./json-schema.ts");
  const validators = await Promise.all([...schemas].map(([key, text]) => compileFor(key, text, compileModel, models)));
  const select = compileKeySelector(validators);
  return (scope) => {
    const validate = select(modelSelection(scope).text);
    const reason = validate ? checkBody(validate, scope) : "no model matches the message";
    return reason && `[${reason.slice(0, LONGEST_REASON)}]`;
  };
}

async function compileFor(
  key: string,
  text: string,
  compileModel: ModelCompiler,
  models: ReadonlyMap<string, string>,
): Promise<readonly [key: string, validate: ValidateModel]> {
  try {
    return [key, await compileModel(text, models)];
  } catch (error) {
    throw new UserError(`The model for "${key}" is not a JSON schema of draft 4: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function checkBody(validate: ValidateModel, { request }: SelectionScope): string | undefined {
  const json = request?.body?.json;
  if (json === undefined) return "the body is not JSON";
  try {
    return runBounded(() => validate(json), LONGEST_CHECK_MS);
  } catch (error) {
    // Nested too deep for a recursive schema, or made to take long: what cannot be checked is not valid.
    return `the body cannot be checked: ${messageOf(error)}`;
  }
}

interface Sandbox {
  task: (() => unknown) | undefined;
}

const sandbox: Sandbox = { task: undefined };
const context = createContext(sandbox);
const script = new Script("task()");

/**
 * Runs a synchronous task, and throws when it takes longer than `timeoutMs` of the machine's time: nothing else stops
 * a regular expression that a text was made for. Costs about 0.1 ms.
 */
function runBounded<T>(task: () => T, timeoutMs: number): T {
  sandbox.task = task;
  try {
    return script.runInContext(context, { timeout: timeoutMs }) as T;
  } finally {
    sandbox.task = undefined;
  }
}
