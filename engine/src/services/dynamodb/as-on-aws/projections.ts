import {
  ExpressionError,
  type Path,
  parseProjection,
  projected,
} from "../../../languages/dynamodb-expression/index.ts";
import { listOf, objectOf, type PlainObject } from "../../../template/plain-data.ts";
import { tableNameOf } from "../store/arns.ts";
import type { Input } from "./call-store.ts";
import type { AwsOperation } from "./stream-operations.ts";

/** True for a query that may ask an index for more than it has. */
export const mayFetch = (body: string): boolean =>
  body.includes('"IndexName"') && body.includes('"ProjectionExpression"');

/** DynamoDB fetches from the table what a local index has not; the store would leave it out. */
export const query: AwsOperation = async (input, call, { schemas }) => {
  const paths = projectionOf(input);
  const schema = paths && (await schemas.of(tableNameOf(String(input.TableName)), call));
  const index = schema?.indexes.get(String(input.IndexName));
  const isThere = ([name]: Path) => index?.projected?.includes(String(name)) ?? true;
  if (!paths || !index || index.isGlobal || paths.every(isThere)) return call("Query", input);
  const { Items, ...output } = await call("Query", { ...withoutProjection(input), Select: "ALL_ATTRIBUTES" });
  return { ...output, Items: listOf(Items).map((item) => projected(objectOf(item), paths)) };
};

/** The store adds the key to the parts of items that a transaction reads. */
export const transactGetItems: AwsOperation = async (input, call) => {
  const output = await call("TransactGetItems", input);
  const gets = listOf(input.TransactItems).map((item) => objectOf(objectOf(item).Get));
  const responses = listOf(output.Responses).map((response, index) => {
    const { Item } = objectOf(response);
    const paths = projectionOf(gets[index] ?? {});
    return Item && paths ? { ...objectOf(response), Item: projected(objectOf(Item), paths) } : response;
  });
  return { ...output, Responses: responses };
};

/** Paths of a projection with their names; undefined where there is none, or none that can be read. */
function projectionOf({
  ProjectionExpression: expression,
  ExpressionAttributeNames,
}: Input): readonly Path[] | undefined {
  if (typeof expression !== "string") return undefined;
  const names = objectOf(ExpressionAttributeNames);
  try {
    return parseProjection(expression).map((path) =>
      path.map((step) => (typeof step === "string" ? String(names[step] ?? step) : step)),
    );
  } catch (error) {
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}

/** A query without its projection, and without the names that nothing else uses. */
function withoutProjection({ ProjectionExpression: _dropped, ExpressionAttributeNames, ...input }: Input): PlainObject {
  const expressions = `${input.KeyConditionExpression} ${input.FilterExpression ?? ""}`;
  const isUsed = (name: string) => new RegExp(`${name}(?!\\w)`).test(expressions);
  const names = Object.entries(objectOf(ExpressionAttributeNames)).filter(([name]) => isUsed(name));
  return { ...input, ...(names.length > 0 && { ExpressionAttributeNames: Object.fromEntries(names) }) };
}
