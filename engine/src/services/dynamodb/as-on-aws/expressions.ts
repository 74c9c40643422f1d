import { parseJson } from "../../../kernel/parse-json.ts";
import {
  asksAboutValues,
  checkCondition,
  checkPaths,
  checkUpdate,
  ExpressionError,
  type Given,
  parseCondition,
  parseProjection,
  parseUpdate,
  withoutValueFunctions,
} from "../../../languages/dynamodb-expression/index.ts";
import { isObject, listOf, objectOf, type PlainObject } from "../../../template/plain-data.ts";
import { tableNameOf } from "../store/arns.ts";
import { type CheckedQuery, checkedQuery } from "./queries.ts";
import { withOrderedRemovals } from "./removals.ts";
import type { TableSchema } from "./schemas.ts";

/** A request that goes on to the store with this body, or is refused. */
export type Checked = { readonly body: Buffer } | { readonly refusal: string };

/** Finds out the schema of a table. */
export type SchemaOf = (tableName: string) => Promise<TableSchema | undefined>;

/** Requests in which there is something to check. Others are not looked at. */
const SUSPECT =
  /Expression"|ConditionCheckFailure"|"RequestItems"|"TransactItems"|"Limit"\s*:\s*-|"Parameters"\s*:\s*\[\s*\]/;

/** Holds a request's expressions against DynamoDB's rules where the bundled store has none. */
export async function checked(operation: string, body: Buffer, schemaOf: SchemaOf): Promise<Checked> {
  if (!SUSPECT.test(body.toString("latin1"))) return { body };
  const input = parseJson(body.toString());
  if (!isObject(input)) return { body };
  const refusal = refusalOf(operation, input);
  if (refusal !== undefined) return { refusal };
  const asked = asksAboutValues(body.toString("latin1")) ? withAnswers(input) : input;
  const ready = operation === "Query" ? await readyQuery(asked, schemaOf) : { input: withOrderedRemovals(asked) };
  if ("refusal" in ready || ready.input !== input) return rewritten(ready);
  return { body };
}

const rewritten = (ready: CheckedQuery): Checked =>
  "refusal" in ready ? ready : { body: Buffer.from(JSON.stringify(ready.input)) };

/** Functions that are asked about values of the request are answered, in conditions and filters. */
function withAnswers(input: PlainObject): PlainObject {
  const { TransactItems } = input;
  if (Array.isArray(TransactItems)) return { ...input, TransactItems: TransactItems.map(inActions) };
  const name = ["ConditionExpression", "FilterExpression"].find((each) => asksAboutValues(String(input[each] ?? "")));
  if (name === undefined) return input;
  const { text, values } = withoutValueFunctions(String(input[name]), objectOf(input.ExpressionAttributeValues));
  const answered = { ...input, [name]: text };
  const texts = Object.keys(CHECKS).map((each) => String(Reflect.get(answered, each) ?? ""));
  const isUsed = (value: string) => new RegExp(`${value}(?!\\w)`).test(texts.join(" "));
  const used = Object.entries(values).filter(([value]) => isUsed(value));
  return { ...answered, ExpressionAttributeValues: Object.fromEntries(used) };
}

const inActions = (item: unknown) =>
  Object.fromEntries(Object.entries(objectOf(item)).map(([name, action]) => [name, withAnswers(objectOf(action))]));

async function readyQuery(input: PlainObject, schemaOf: SchemaOf): Promise<CheckedQuery> {
  const schema = await schemaOf(tableNameOf(String(input.TableName)));
  return schema ? checkedQuery(input, givenIn(input), schema) : { input };
}

function refusalOf(operation: string, input: PlainObject): string | undefined {
  if (operation.endsWith("ExecuteStatement") && Array.isArray(input.Parameters) && input.Parameters.length === 0)
    return "1 validation error detected: Value '[]' at 'parameters' failed to satisfy constraint: Member must have length greater than or equal to 1";
  if (typeof input.Limit === "number" && input.Limit < 0)
    return `1 validation error detected: Value '${input.Limit}' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1`;
  return (
    twoInOne(input) ?? unknownReturnValues(input) ?? problemOf(input, (error) => error.isLexical || !error.isSyntax)
  );
}

/** The store would do the one and leave the other. DynamoDB's words for a batch are not known. */
function twoInOne(input: PlainObject): string | undefined {
  const areTwo = (item: unknown) => Object.keys(objectOf(item)).length > 1;
  if (listOf(input.TransactItems).some(areTwo))
    return "TransactItems can only contain one of Check, Put, Update or Delete";
  const requests = Object.values(objectOf(input.RequestItems))
    .filter((each) => Array.isArray(each))
    .flat();
  return requests.some(areTwo) ? "Supplied WriteRequest has more than one of PutRequest and DeleteRequest" : undefined;
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
