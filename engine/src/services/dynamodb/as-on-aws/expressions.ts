import { parseJson } from "../../../kernel/parse-json.ts";
import {
  checkCondition,
  checkPaths,
  checkUpdate,
  ExpressionError,
  type Given,
  parseCondition,
  parseProjection,
  parseUpdate,
} from "../../../languages/dynamodb-expression/index.ts";
import { isObject, listOf, objectOf, type PlainObject } from "../../../template/plain-data.ts";
import { withOrderedRemovals } from "./removals.ts";

/** A request that goes on to the store with this body, or is refused. */
export type Checked = { readonly body: Buffer } | { readonly refusal: string };

/** Requests in which there is something to check. Others are not looked at. */
const SUSPECT = /Expression"|ConditionCheckFailure"|"Parameters"\s*:\s*\[\s*\]/;

/** Holds a request's expressions against DynamoDB's rules where the bundled store has none. */
export function checked(operation: string, body: Buffer): Checked {
  if (!SUSPECT.test(body.toString("latin1"))) return { body };
  const input = parseJson(body.toString());
  if (!isObject(input)) return { body };
  const refusal = refusalOf(operation, input);
  if (refusal !== undefined) return { refusal };
  const ordered = withOrderedRemovals(input);
  return ordered === input ? { body } : { body: Buffer.from(JSON.stringify(ordered)) };
}

function refusalOf(operation: string, input: PlainObject): string | undefined {
  if (operation.endsWith("ExecuteStatement") && Array.isArray(input.Parameters) && input.Parameters.length === 0)
    return "1 validation error detected: Value '[]' at 'parameters' failed to satisfy constraint: Member must have length greater than or equal to 1";
  return unknownReturnValues(input) ?? problemOf(input, (error) => error.isLexical || !error.isSyntax);
}

/** The store takes any word for none. */
function unknownReturnValues(input: PlainObject): string | undefined {
  const unknown = partsOf(input).find(({ ReturnValuesOnConditionCheckFailure: value }) => !ON_FAILURE.includes(value));
  return (
    unknown &&
    `1 validation error detected: Value '${unknown.ReturnValuesOnConditionCheckFailure}' at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]`
  );
}

const ON_FAILURE: readonly unknown[] = [undefined, "ALL_OLD", "NONE"];

/** The words in which DynamoDB refuses an expression that the bundled store cannot read either. */
export const syntaxErrorOf = (input: PlainObject): string | undefined => problemOf(input, () => true);

function problemOf(input: PlainObject, counts: (error: ExpressionError) => boolean): string | undefined {
  for (const part of partsOf(input)) {
    const given = givenIn(part);
    for (const [name, check] of Object.entries(CHECKS)) {
      const expression = part[name];
      // The store has words for an empty one.
      if (typeof expression !== "string" || expression.trim() === "") continue;
      const error = errorOf(() => check(expression, given));
      if (error && counts(error)) return `Invalid ${name}: ${error.message}`;
    }
  }
  return undefined;
}

/** The parts of a request that have expressions: itself, the actions of a transaction, the tables of a batch. */
const partsOf = (input: PlainObject): readonly PlainObject[] => [
  input,
  ...listOf(input.TransactItems).flatMap((item) => Object.values(objectOf(item)).map(objectOf)),
  ...Object.values(objectOf(input.RequestItems)).filter(isObject),
];

const CHECKS: Readonly<Record<string, (expression: string, given: Given) => void>> = {
  UpdateExpression: (text, given) => checkUpdate(parseUpdate(text), given),
  ConditionExpression: (text, given) => checkCondition(parseCondition(text), given),
  KeyConditionExpression: (text, given) => checkCondition(parseCondition(text), given),
  FilterExpression: (text, given) => checkCondition(parseCondition(text), given),
  ProjectionExpression: (text, given) => checkPaths(parseProjection(text), given),
};

function givenIn({ ExpressionAttributeNames, ExpressionAttributeValues }: PlainObject): Given {
  const [names, values] = [objectOf(ExpressionAttributeNames), objectOf(ExpressionAttributeValues)];
  return {
    valueOf: (placeholder) => Object.entries(objectOf(values[placeholder]))[0],
    nameOf: (name) => String(names[name] ?? name),
  };
}

function errorOf(check: () => void): ExpressionError | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
}
