import type { Input } from "../inputs/json.ts";

/** SQS's names in a form: items and entries are numbered behind the name of one. */
const ITEMS: Readonly<Record<string, string>> = {
  AttributeNames: "AttributeName",
  MessageAttributeNames: "MessageAttributeName",
  MessageSystemAttributeNames: "MessageSystemAttributeName",
  TagKeys: "TagKey",
};

const ENTRIES: Readonly<Record<string, readonly [entry: string, key: string, value: string]>> = {
  Attributes: ["Attribute", "Name", "Value"],
  MessageAttributes: ["MessageAttribute", "Name", "Value"],
  MessageSystemAttributes: ["MessageSystemAttribute", "Name", "Value"],
  Tags: ["Tag", "Key", "Value"],
};

/** An input as a form without `member` and `entry` has it. */
export function flattened(input: Input, operation: string): Input {
  const members = Object.entries(input).map(([name, value]) => flat(name, value, operation));
  return Object.fromEntries(members);
}

function flat(name: string, value: unknown, operation: string): readonly [string, unknown] {
  const itemName = name === "Entries" ? `${operation}RequestEntry` : ITEMS[name];
  if (Array.isArray(value) && itemName) return [itemName, numbered(value.map((item) => within(item, operation)))];
  const [entry, keyName = "", valueName = ""] = ENTRIES[name] ?? [];
  if (entry === undefined || !isPlain(value)) return [name, value];
  const pairs = Object.entries(value).map(([key, each]) => ({ [keyName]: key, [valueName]: each }));
  return [entry, numbered(pairs)];
}

const within = (item: unknown, operation: string) => (isPlain(item) ? flattened(item as Input, operation) : item);

const numbered = (items: readonly unknown[]) => Object.fromEntries(items.map((item, index) => [index + 1, item]));

const isPlain = (value: unknown): value is object =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
