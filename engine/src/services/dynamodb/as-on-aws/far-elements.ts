import { ServiceError } from "../../../kernel/errors.ts";
import { type Path, parseUpdate, type Update } from "../../../languages/dynamodb-expression/index.ts";
import { isObject, listOf, objectOf, type PlainObject } from "../../../template/plain-data.ts";
import type { CallStore, Input, Output } from "./call-store.ts";
import type { AwsOperation } from "./stream-operations.ts";

/** Lists may change between a read and the write that goes by it; after as many times something else is wrong. */
const MAX_ATTEMPTS = 20;

/**
 * An element behind the end of a list is appended on DynamoDB, where the store fills the list up with NULL. The numbers of
 * elements become those behind the end, and the write holds only for a list that is as long as it was.
 */
export const updateItem: AwsOperation = (input, call) =>
  attempted({
    lists: () => farLists(input, call),
    write: (lists) => call("UpdateItem", lists ? withNearElements(input, lists) : input),
    failure: "ConditionalCheckFailedException",
  });

/** The same for the updates of a transaction. */
export const transactWriteItems: AwsOperation = (input, call) => {
  const items = listOf(input.TransactItems).map(objectOf);
  return attempted({
    lists: async () => {
      const all = await Promise.all(items.map(({ Update }) => (isObject(Update) ? farLists(Update, call) : [])));
      return all.flatMap((lists, item) => lists.map((list) => ({ ...list, item })));
    },
    write: (lists) => call("TransactWriteItems", lists ? { ...input, TransactItems: nearItems(items, lists) } : input),
    failure: "TransactionCanceledException",
  });
};

interface Attempt {
  /** Lists with elements behind their ends, as long as they are now. */
  readonly lists: () => Promise<readonly List[]>;
  readonly write: (lists?: readonly List[]) => Promise<Output>;
  /** The error that comes when a list has another length by now, or when another's condition fails. */
  readonly failure: string;
}

async function attempted({ lists: listsNow, write: writeWith, failure }: Attempt): Promise<Output> {
  for (let attempt = 1; ; attempt += 1) {
    const lists = await listsNow();
    if (lists.length === 0) return writeWith();
    try {
      return await writeWith(lists);
    } catch (error) {
      const isOther = !(error instanceof ServiceError) || error.code !== failure;
      if (isOther || attempt === MAX_ATTEMPTS || areSame(lists, await listsNow())) throw error;
    }
  }
}

const nearItems = (items: readonly PlainObject[], lists: readonly List[]) =>
  items.map((item, index) => {
    const own = lists.filter((list) => list.item === index);
    return own.length === 0 ? item : { ...item, Update: withNearElements(objectOf(item.Update), own) };
  });

/** True for a text in which an element of a list may be set. */
export const setsElements = (text: string): boolean => /\[\s*\d+\s*\]\s*=/.test(text);

/** An update that sets elements by their numbers; the store has words for one that cannot be read. */
function elementsSet(expression: unknown): Update | undefined {
  if (typeof expression !== "string" || !setsElements(expression)) return undefined;
  try {
    return parseUpdate(expression);
  } catch {
    return undefined;
  }
}

/** A list with elements that are set behind its end. */
interface List {
  readonly path: Path;
  readonly length: number;
  /** Numbers of elements at the end or behind it, the smallest first. */
  readonly far: readonly number[];
  /** The number of a transaction's action. */
  readonly item?: number;
}

async function farLists(input: Input, call: CallStore): Promise<readonly List[]> {
  const { set } = elementsSet(input.UpdateExpression) ?? { set: [] };
  if (set.length === 0) return [];
  const { Item } = await itemOf(input, call);
  const names = objectOf(input.ExpressionAttributeNames);
  const lists = new Map<string, { path: Path; length: number; far: number[] }>();
  for (const { path } of set) {
    const [list, element] = [path.slice(0, -1), path.at(-1)];
    const length = lengthAt(objectOf(Item), list, names);
    if (typeof element !== "number" || length === undefined || element < length) continue;
    const entry = lists.get(textOf(list)) ?? { path: list, length, far: [] };
    entry.far.push(element);
    lists.set(textOf(list), entry);
  }
  for (const { far } of lists.values()) far.sort((a, b) => a - b);
  return [...lists.values()].filter(({ far, length }) => far.some((element, offset) => element !== length + offset));
}

/** Reads the item. It is the update that tells what is wrong with the table or the key. */
export const itemOf = ({ TableName, Key }: Input, call: CallStore): Promise<Output> =>
  call("GetItem", { TableName, Key, ConsistentRead: true }).catch((error) => {
    if (error instanceof ServiceError && error.status < 500) return {};
    throw error;
  });

function lengthAt(item: PlainObject, path: Path, names: PlainObject): number | undefined {
  let members: unknown = item;
  for (const step of path) {
    const value = Array.isArray(members)
      ? members[Number(step)]
      : objectOf(members)[typeof step === "string" ? String(names[step] ?? step) : ""];
    const { M, L } = objectOf(value);
    members = M ?? L;
  }
  return Array.isArray(members) ? members.length : undefined;
}

export const textOf = (path: Path) => path.map((step, index) => stepText(step, index)).join("");
const stepText = (step: string | number, index: number) =>
  typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`;

const areSame = (some: readonly List[], others: readonly List[]) => JSON.stringify(some) === JSON.stringify(others);

function withNearElements(input: Input, lists: readonly List[]): Input {
  let expression = String(input.UpdateExpression);
  const values: Record<string, unknown> = {};
  const conditions: string[] = [];
  for (const [index, { path, length, far }] of lists.entries()) {
    const placeholder = `:portcullis_length_${index}`;
    values[placeholder] = { N: String(length) };
    conditions.push(`size(${textOf(path)}) = ${placeholder}`);
    for (const [offset, element] of far.entries())
      expression = withElement(expression, [...path, element], [...path, length + offset]);
  }
  const condition = input.ConditionExpression;
  return {
    ...input,
    UpdateExpression: expression,
    ConditionExpression: [...(typeof condition === "string" ? [enclosed(condition)] : []), ...conditions].join(" AND "),
    ExpressionAttributeValues: { ...objectOf(input.ExpressionAttributeValues), ...values },
  };
}

/** A condition in brackets: DynamoDB takes no second pair around the same. */
export function enclosed(condition: string): string {
  const text = condition.trim();
  let depth = 0;
  for (const [index, character] of [...text].entries()) {
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    if (depth === 0) return index > 0 && index === text.length - 1 ? text : `(${text})`;
  }
  return text;
}

/** An expression in which one path to an element became another; spaces do not matter. */
function withElement(expression: string, path: Path, near: Path): string {
  const words = [...textOf(path).matchAll(/[#\w]+|[.[\]]/g)].map(([word]) => word.replace(/[.[\]]/, "\\$&"));
  const pattern = new RegExp(`(?<![#:.\\w])${words.join("\\s*")}(?=\\s*=)`, "g");
  return expression.replace(pattern, () => textOf(near));
}
