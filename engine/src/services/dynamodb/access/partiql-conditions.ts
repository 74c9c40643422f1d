import type { RequestContext } from "../../../iam/index.ts";
import { scalarText, unique } from "./item-conditions.ts";
import { keyword, type Token } from "./partiql-tokens.ts";

/**
 * DynamoDB's condition keys for a PartiQL statement. Where its structure leaves a doubt they tell of more attributes
 * and more of a scan than AWS's, so that no policy lets more through than it should.
 */
export function statementConditions(
  tokens: readonly Token[],
  partitionKey: string | undefined,
  parameters: readonly unknown[],
): RequestContext {
  const values = valuesByToken(tokens, parameters);
  const keys = tokens.flatMap((token, at) => (isKey(token, partitionKey) ? valuesAfter(tokens, at, values) : []));
  const selects = keyword(tokens[0]) === "SELECT";
  return {
    "dynamodb:LeadingKeys": unique(keys),
    "dynamodb:Attributes": unique(tokens.filter((_, at) => isAttribute(tokens, at)).map(({ text }) => text)),
    // Beside an OR a key no longer says that other items stay unread.
    "dynamodb:FullTableScan": keys.length === 0 || tokens.some((token) => keyword(token) === "OR"),
    ...(selects && { "dynamodb:Select": tokens[1]?.text === "*" ? "ALL_ATTRIBUTES" : "SPECIFIC_ATTRIBUTES" }),
  };
}

/** Names stand bare or in double quotes, in an INSERT also in single ones. An unknown key may be any of them. */
const isKey = ({ kind, text }: Token, partitionKey: string | undefined) =>
  kind !== "symbol" && kind !== "parameter" && (partitionKey === undefined || text === partitionKey);

/** The values of `key = value`, `key : value` and `key IN [value, …]`. */
function valuesAfter(
  tokens: readonly Token[],
  at: number,
  values: ReadonlyMap<Token, readonly string[]>,
): readonly string[] {
  const next = tokens[at + 1];
  const after = tokens.slice(at + 2);
  const [value] = after;
  if (value && (next?.text === "=" || next?.text === ":")) return values.get(value) ?? [];
  if (keyword(next) !== "IN") return [];
  const end = after.findIndex(({ text }) => text === "]" || text === ")");
  return after.slice(0, end < 0 ? after.length : end).flatMap((token) => values.get(token) ?? []);
}

/** The values that the literals and each `?` stand for, in their order. */
function valuesByToken(
  tokens: readonly Token[],
  parameters: readonly unknown[],
): ReadonlyMap<Token, readonly string[]> {
  const values = new Map<Token, readonly string[]>();
  let parameter = 0;
  for (const token of tokens) {
    if (token.kind === "parameter") values.set(token, scalarText(parameters[parameter++]));
    else if (token.kind === "string" || token.kind === "word") values.set(token, [token.text]);
  }
  return values;
}

const KEYWORDS = new Set(
  (
    "ALL AND AS ASC BETWEEN BY DELETE DESC EXISTS FALSE FROM IN INSERT INTO IS LIMIT MISSING MODIFIED NEW NOT NULL " +
    "OLD OR ORDER REMOVE RETURNING SELECT SET TRUE UPDATE VALUE WHERE"
  ).split(" "),
);

/** Words before a table's name, which is no attribute. */
const BEFORE_TABLE = new Set(["FROM", "INTO", "UPDATE"]);

function isAttribute(tokens: readonly Token[], at: number): boolean {
  const [previous, token, next] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  if (token?.kind === "string") return next?.text === ":";
  const isName = token?.kind === "name" || (token?.kind === "word" && !KEYWORDS.has(keyword(token)));
  if (!isName || /^\d/.test(token.text)) return false;
  return previous?.text !== "." && next?.text !== "(" && !BEFORE_TABLE.has(keyword(previous));
}
