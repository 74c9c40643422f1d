import { listOf, recordOf, textOf } from "../../iam/index.ts";
import { mask, maskKey, speaksOfSecret } from "../../kernel/masking.ts";
import type { Stack } from "../../template/model.ts";
import type { ApiCall, HttpReply } from "../../wire/http.ts";
import { callerOf } from "../../wire/principal.ts";
import { itemConditions, scalarText } from "./access/item-conditions.ts";
import { keyNamesOf, partitionKeyOf } from "./access/partition-key.ts";
import { tableNameOf } from "./store/arns.ts";

type Input = Readonly<Record<string, unknown>>;

/** Part of a call that names an item, or the items below a partition key. */
interface Part {
  readonly table: string;
  readonly input: Input;
}

/** Keys of a batch or transaction that are told. */
const MOST_KEYS = 10;

const FIRST_ERROR_STATUS = 400;

/** The account of a call in the journal: whose item it was about, and how it ended. It holds no value but keys. */
export function callData({ operation, input, http }: ApiCall, reply: HttpReply, stack: Stack): Record<string, unknown> {
  const parts = partsOf(input);
  const tables = [...new Set(parts.map(({ table }) => table))].filter((table) => table !== "");
  const named = parts.slice(0, MOST_KEYS).map((part) => keyOf(part, stack));
  const keys = named.filter((key) => key !== undefined);
  const index = textOf(input.IndexName);
  return {
    operation,
    status: reply.status,
    ...(tables.length > 0 && { table: tables.join(", ") }),
    ...(index !== "" && { index }),
    ...(keys.length === 1 && { key: keys[0] }),
    ...(keys.length > 1 && { keys }),
    ...(parts.length > 1 && { items: parts.length }),
    ...resultOf(reply),
    ...callerOf(http),
  };
}

/** The parts of an item's operation, a batch or a transaction. */
function partsOf(input: Input): readonly Part[] {
  if (input.TableName !== undefined) return [{ table: tableNameOf(textOf(input.TableName)), input }];
  const batched = Object.entries(recordOf(input.RequestItems)).flatMap(([name, requests]) =>
    requestsOf(requests).map((request) => ({ table: tableNameOf(name), input: request })),
  );
  const transacted = listOf(input.TransactItems)
    .flatMap((item) => Object.values(recordOf(item)).map(recordOf))
    .map((part) => ({ table: tableNameOf(textOf(part.TableName)), input: part }));
  return [...batched, ...transacted];
}

/** Writes are a list, reads an object with their keys. */
const requestsOf = (requests: unknown): readonly Input[] =>
  Array.isArray(requests)
    ? requests.flatMap((request) => Object.values(recordOf(request)).map(recordOf))
    : listOf(recordOf(requests).Keys).map((Key) => ({ Key }));

/** The key of an item, or the partition's that a query reads; its secrets are masked. */
function keyOf({ table, input }: Part, stack: Stack): Readonly<Record<string, string>> | undefined {
  const item = input.Key ?? input.Item;
  if (item === undefined) return partitionOf(table, input, stack);
  const names = keyNamesOf(stack, table) ?? (input.Key === undefined ? [] : Object.keys(recordOf(input.Key)));
  const values = names.flatMap((name) => scalarText(recordOf(item)[name]).map((text) => [name, masked(name, text)]));
  return values.length > 0 ? Object.fromEntries(values) : undefined;
}

function partitionOf(table: string, input: Input, stack: Stack): Readonly<Record<string, string>> | undefined {
  if (input.KeyConditionExpression === undefined) return undefined;
  const name = partitionKeyOf(stack, table, textOf(input.IndexName));
  if (name === undefined) return undefined;
  const [value] = [itemConditions([input], name)["dynamodb:LeadingKeys"] ?? []].flat();
  return value === undefined ? undefined : { [name]: masked(name, String(value)) };
}

const masked = (name: string, text: string): string => (speaksOfSecret(name) ? mask(text) : maskKey(text));

/** Number of items and capacity units, or the error's code, out of a reply that is not read as a whole. */
function resultOf({ status, body = "" }: HttpReply): Record<string, unknown> {
  if (status >= FIRST_ERROR_STATUS) return { error: errorOf(body) };
  const count = numberBehind('"Count":', body);
  const capacityUnits = numberBehind('"CapacityUnits":', body);
  return { ...(count !== undefined && { count }), ...(capacityUnits !== undefined && { capacityUnits }) };
}

function errorOf(body: string | Buffer): string {
  const [, type = ""] = /"__type"\s*:\s*"([^"]*)"/.exec(body.toString()) ?? [];
  return type.split("#").at(-1) || "unknown";
}

const LONGEST_NUMBER = 24;

/** A name of this kind within an item has an object behind it, and one within a text has its quotes escaped. */
function numberBehind(name: string, body: string | Buffer): number | undefined {
  for (let at = body.indexOf(name); at !== -1; at = body.indexOf(name, at + name.length)) {
    const [digits] = /^\s*\d[\d.]*/.exec(textAt(body, at + name.length)) ?? [];
    if (digits !== undefined) return Number(digits);
  }
  return undefined;
}

function textAt(body: string | Buffer, start: number): string {
  const end = start + LONGEST_NUMBER;
  return typeof body === "string" ? body.slice(start, end) : body.subarray(start, end).toString();
}
