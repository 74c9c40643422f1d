import { ServiceError } from "../../../kernel/errors.ts";
import { type Path, parseUpdate } from "../../../languages/dynamodb-expression/index.ts";
import { objectOf } from "../../../template/plain-data.ts";
import type { CallStore, Input, Output } from "./call-store.ts";
import * as far from "./far-elements.ts";
import type { AwsOperation } from "./stream-operations.ts";

/** True for an update that the store does in another way than DynamoDB, as far as its text tells. */
export const mayDiffer = (body: string): boolean =>
  far.setsElements(body) || body.includes('"ALL_OLD"') || REMOVES_INSIDE.test(body);

const REMOVES_INSIDE = /\bREMOVE\s[^"]*[.[]/i;

export const updateItem: AwsOperation = async (input, call, dependencies) => {
  const update = (given: Input) => far.updateItem(given, call, dependencies);
  const parents = parentsOfRemoved(input);
  const write = () => (parents.length > 0 ? updateGuarded(input, parents, { call, update }) : update(input));
  return input.ReturnValues === "ALL_OLD" ? withOldValues(input, call, write) : write();
};

/** Of an item that was not there, the store tells the key. */
async function withOldValues(input: Input, call: CallStore, write: () => Promise<Output>): Promise<Output> {
  const { Item } = await far.itemOf(input, call);
  const { Attributes, ...output } = await write();
  const hasMore = Object.keys(objectOf(Attributes)).length > Object.keys(objectOf(input.Key)).length;
  return Attributes !== undefined && (Item || hasMore) ? { ...output, Attributes } : output;
}

/** The maps and lists that something is removed from. */
function parentsOfRemoved({ UpdateExpression }: Input): readonly Path[] {
  if (typeof UpdateExpression !== "string" || !REMOVES_INSIDE.test(UpdateExpression)) return [];
  try {
    return parseUpdate(UpdateExpression).remove.flatMap((path) => (path.length > 1 ? [path.slice(0, -1)] : []));
  } catch {
    // The store has words for it.
    return [];
  }
}

interface Guarding {
  readonly call: CallStore;
  readonly update: (input: Input) => Promise<Output>;
}

/** Stands for an attribute of the key. */
const KEY = "#portcullis_key";

/** DynamoDB refuses to remove from what an item has not, after it has looked at the condition. */
async function updateGuarded(input: Input, parents: readonly Path[], { call, update }: Guarding): Promise<Output> {
  const given = input.ConditionExpression;
  const guards = parents.map((path) => `(attribute_not_exists(${KEY}) OR attribute_exists(${far.textOf(path)}))`);
  const conditions = typeof given === "string" ? [far.enclosed(given), ...guards] : guards;
  const names = { ...objectOf(input.ExpressionAttributeNames), [KEY]: Object.keys(objectOf(input.Key))[0] };
  try {
    return await update({
      ...input,
      ConditionExpression: [...new Set(conditions)].join(" AND "),
      ExpressionAttributeNames: names,
    });
  } catch (error) {
    const isCondition = error instanceof ServiceError && error.code === "ConditionalCheckFailedException";
    if (!isCondition || (typeof given === "string" && !(await holds(input, given, call)))) throw error;
    throw new ServiceError(
      "ValidationException",
      "The document path provided in the update expression is invalid for update",
    );
  }
}

/** Asks the store if a condition of an update holds, and changes nothing. */
async function holds({ TableName, Key, ...input }: Input, condition: string, call: CallStore): Promise<boolean> {
  const used = (given: unknown) =>
    Object.entries(objectOf(given)).filter(([name]) => new RegExp(`${name}(?!\\w)`).test(condition));
  const check = {
    TableName,
    Key,
    ConditionExpression: condition,
    ...nonEmpty("ExpressionAttributeNames", used(input.ExpressionAttributeNames)),
    ...nonEmpty("ExpressionAttributeValues", used(input.ExpressionAttributeValues)),
  };
  return call("TransactWriteItems", { TransactItems: [{ ConditionCheck: check }] }).then(
    () => true,
    () => false,
  );
}

const nonEmpty = (name: string, entries: readonly (readonly [string, unknown])[]) =>
  entries.length > 0 && { [name]: Object.fromEntries(entries) };
