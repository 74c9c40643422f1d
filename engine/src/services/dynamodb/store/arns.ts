import { formatArn } from "../../../languages/arn.ts";
import type { StackIdentity } from "../../../template/model.ts";

/**
 * Every stream's label. AWS's is the time at which the stream was made, but a template resolves before anything
 * runs, and the ARN that it gives to an event source mapping has to be the one that the streams API shows.
 */
export const STREAM_LABEL = "2000-01-01T00:00:00.000";

type Place = Pick<StackIdentity, "partition" | "region" | "accountId">;

export function tableArn(tableName: string, { partition, region, accountId }: Place): string {
  return formatArn({ partition, service: "dynamodb", region, accountId, resource: `table/${tableName}` });
}

export const streamArn = (tableName: string, place: Place) => `${tableArn(tableName, place)}/stream/${STREAM_LABEL}`;

/** The table's name in a table, index or stream ARN; a name stays as it is. */
export function tableNameOf(nameOrArn: string): string {
  return /^arn:[^:]*:dynamodb:[^:]*:[^:]*:table\/([^/]+)/.exec(nameOrArn)?.[1] ?? nameOrArn;
}

/** A store knows neither region nor account: its table and stream ARNs, as JSON text holds them. */
const STORE_ARN = /"arn:aws:dynamodb:[^:"]*:[^:"]*:table\/([^/"]+)((?:\/stream\/[^"]+)?)((?:\/index\/[^"]+)?)"/g;
const STORE_LABEL = /"((?:Latest)?StreamLabel)":"[^"]*"/g;

/** A store's answer (JSON text) with the ARNs that the stack's templates and functions know. */
export function withStackArns(json: string, place: Place): string {
  return json
    .replace(STORE_ARN, (_all, tableName: string, stream: string, index: string) =>
      JSON.stringify((stream ? streamArn(tableName, place) : tableArn(tableName, place)) + index),
    )
    .replace(STORE_LABEL, (_all, name: string) => `"${name}":"${STREAM_LABEL}"`);
}

/** Operations that answer with tables, never with items: in items an ARN is the user's text and stays untouched. */
const ANSWERS_WITH_ARNS = /^(Create|Update|Delete|Describe)Table$|^(DescribeStream|ListStreams)$/;

export const answersWithArns = (operation: string) => ANSWERS_WITH_ARNS.test(operation);

/** True when a request may name a table by its ARN, which stores refuse. */
export const mentionsTableArn = (body: Buffer) => body.includes(":dynamodb:") && body.includes(":table/");

/** An operation's input with each table ARN in the place of a table name replaced by the name. */
export function withTableNames(input: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input).map(([key, value]) => [key, renameMember(key, value)]));
}

function renameMember(key: string, value: unknown): unknown {
  if (key === "TableName" && typeof value === "string") return tableNameOf(value);
  if (key === "RequestItems" && isRecord(value))
    return Object.fromEntries(Object.entries(value).map(([name, requests]) => [tableNameOf(name), requests]));
  if (key === "TransactItems" && Array.isArray(value)) return value.map(renameAction);
  return value;
}

/** `{ Put: { TableName, … } }` and its like. */
function renameAction(item: unknown): unknown {
  if (!isRecord(item)) return item;
  return Object.fromEntries(
    Object.entries(item).map(([action, request]) => [action, isRecord(request) ? withTableNames(request) : request]),
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
