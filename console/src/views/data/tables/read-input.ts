import type { StackKey, StackTable } from "../../../engine/stack-parts.ts";
import type { AttributeValue, Item } from "./attribute-values.ts";

export const SORT_OPERATORS = {
  "": "any",
  "=": "=",
  "<": "<",
  "<=": "≤",
  ">": ">",
  ">=": "≥",
  begins_with: "begins with",
  between: "between",
} as const;

export const FILTER_OPERATORS = {
  "=": "=",
  "<>": "≠",
  "<": "<",
  "<=": "≤",
  ">": ">",
  ">=": "≥",
  contains: "contains",
  begins_with: "begins with",
  attribute_exists: "exists",
  attribute_not_exists: "does not exist",
} as const;

export interface Filter {
  readonly name: string;
  readonly operator: string;
  readonly type: "S" | "N" | "BOOL";
  readonly value: string;
}

/** A wish to read items, as the form has it. */
export interface ReadForm {
  readonly mode: "scan" | "query";
  /** Name of an index; empty: the table. */
  readonly index: string;
  readonly partition: string;
  readonly sortOperator: string;
  readonly sort: string;
  readonly sortUpper: string;
  readonly isDescending: boolean;
  readonly filters: readonly Filter[];
}

export const WHOLE_TABLE: ReadForm = {
  mode: "scan",
  index: "",
  partition: "",
  sortOperator: "",
  sort: "",
  sortUpper: "",
  isDescending: false,
  filters: [],
};

/** Items that are read at once. */
const PAGE_SIZE = 50;

export interface ReadCall {
  readonly operation: "Scan" | "Query";
  readonly input: Readonly<Record<string, unknown>>;
}

/** The keys by which a form reads: the table's, or an index's. */
export const keysOf = (table: StackTable, index: string): readonly StackKey[] =>
  table.indexes.find(({ name }) => name === index)?.keys ?? table.keys;

/** Names and values that stand behind placeholders in expressions. */
class Placeholders {
  readonly names: Record<string, string> = {};
  readonly values: Record<string, AttributeValue> = {};

  name(name: string): string {
    const placeholder = `#n${Object.keys(this.names).length}`;
    this.names[placeholder] = name;
    return placeholder;
  }

  value(value: AttributeValue): string {
    const placeholder = `:v${Object.keys(this.values).length}`;
    this.values[placeholder] = value;
    return placeholder;
  }
}

/** The call that a form asks for. Throws an Error that says what is missing. */
export function readCall(table: StackTable, form: ReadForm, startKey?: Item): ReadCall {
  const placeholders = new Placeholders();
  const isQuery = form.mode === "query";
  const KeyConditionExpression = isQuery ? keyCondition(table, form, placeholders) : undefined;
  const filters = form.filters.filter(({ name }) => name !== "");
  const FilterExpression = filters.map((filter) => filterCondition(filter, placeholders)).join(" AND ");
  const { names, values } = placeholders;
  return {
    operation: isQuery ? "Query" : "Scan",
    input: {
      TableName: table.name,
      Limit: PAGE_SIZE,
      ...(form.index && { IndexName: form.index }),
      ...(KeyConditionExpression && { KeyConditionExpression }),
      ...(isQuery && form.isDescending && { ScanIndexForward: false }),
      ...(FilterExpression && { FilterExpression }),
      ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
      ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
      ...(startKey && { ExclusiveStartKey: startKey }),
    },
  };
}

function keyCondition(table: StackTable, form: ReadForm, placeholders: Placeholders): string {
  const keys = keysOf(table, form.index);
  const partition = keys.find(({ role }) => role === "HASH");
  const sort = keys.find(({ role }) => role === "RANGE");
  if (!partition) throw new Error("The table has no partition key.");
  if (form.partition === "") throw new Error(`A query needs a value of ${partition.name}.`);
  const isPartition = `${placeholders.name(partition.name)} = ${placeholders.value(typed(partition, form.partition))}`;
  if (!sort || form.sortOperator === "") return isPartition;
  return `${isPartition} AND ${sortCondition(sort, form, placeholders)}`;
}

function sortCondition(key: StackKey, { sortOperator, sort, sortUpper }: ReadForm, placeholders: Placeholders): string {
  if (sort === "") throw new Error(`Give a value of ${key.name}, or choose “any”.`);
  const name = placeholders.name(key.name);
  const value = placeholders.value(typed(key, sort));
  if (sortOperator === "begins_with") return `begins_with(${name}, ${value})`;
  if (sortOperator !== "between") return `${name} ${sortOperator} ${value}`;
  if (sortUpper === "") throw new Error(`“between” needs an upper value of ${key.name} as well.`);
  return `${name} BETWEEN ${value} AND ${placeholders.value(typed(key, sortUpper))}`;
}

function typed({ name, type }: Pick<StackKey, "name"> & { type: string }, text: string): AttributeValue {
  if (type === "N" && !/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text.trim()))
    throw new Error(`${name} is a number, and “${text}” is none.`);
  if (type === "BOOL") return { BOOL: text.trim().toLowerCase() === "true" };
  return { [type]: type === "N" ? text.trim() : text };
}

function filterCondition({ name, operator, type, value }: Filter, placeholders: Placeholders): string {
  const placeholder = placeholders.name(name);
  if (operator.startsWith("attribute_")) return `${operator}(${placeholder})`;
  const wanted = placeholders.value(typed({ name, type }, value));
  return operator === "contains" || operator === "begins_with"
    ? `${operator}(${placeholder}, ${wanted})`
    : `${placeholder} ${operator} ${wanted}`;
}
