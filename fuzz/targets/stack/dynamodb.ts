import {
  ExpressionError,
  parseCondition,
  parseProjection,
  parseUpdate,
} from "../../../engine/src/languages/dynamodb-expression/index.ts";
import { tokenize } from "../../../engine/src/services/dynamodb/access/partiql-tokens.ts";
import { checked } from "../../../engine/src/services/dynamodb/as-on-aws/expressions.ts";
import { expectTrue, refusals, refusing, type Target } from "../../target.ts";
import { halves, json, pair, textOf } from "../text.ts";

const WORDS = [
  ...[
    "SELECT ",
    "* ",
    "FROM ",
    '"table"',
    ".",
    " WHERE ",
    "a = ?",
    "'text'",
    "''",
    "{",
    "}",
    "<<",
    ">>",
    "VALUE ",
    "--",
    "EXISTS(",
  ],
  ...[
    "a",
    "b[0]",
    "a.b",
    "#n",
    ":a",
    ":b",
    " = ",
    " <> ",
    " <= ",
    " AND ",
    " OR ",
    "NOT ",
    " BETWEEN ",
    " IN (",
    ", ",
    "(",
    ")",
  ],
  ...[
    "attribute_exists(",
    "attribute_type(a, :a)",
    "begins_with(",
    "contains(",
    "size(",
    "SET ",
    "REMOVE ",
    "ADD ",
    "DELETE ",
  ],
  ...["if_not_exists(", "list_append(", " + ", " - ", "[1]", "[99999999999]"],
];
const MEMBERS = [
  ...["ConditionExpression", "FilterExpression", "UpdateExpression", "KeyConditionExpression", "ProjectionExpression"],
  ...[
    "ExpressionAttributeValues",
    "ExpressionAttributeNames",
    "TransactItems",
    "RequestItems",
    "TableName",
    "IndexName",
    "Limit",
  ],
  ...["Parameters", ":a", ":b", "#n", "Put", "Update", "ReturnValuesOnConditionCheckFailure"],
];
const VALUES = [
  ...[
    "a = :a",
    "a = :a AND b BETWEEN :a AND :b",
    "REMOVE a[1], a[0]",
    "SET a = :a REMOVE b",
    "begins_with(b, :a)",
    "table",
    "index",
  ],
  ...[{ S: "a" }, { N: "1" }, { N: "x" }, [], -1, "a, #n"],
];

const SCHEMA = {
  key: { names: ["a", "b"], isGlobal: false },
  indexes: new Map([["index", { names: ["b"], isGlobal: true, projected: ["a"] }]]),
  types: new Map([
    ["a", "S"],
    ["b", "N"],
  ]),
};

const PARSERS = [parseCondition, parseProjection, parseUpdate];

/** An expression or a statement, and a request with expressions: both as far as they are read in front of the store. */
export const dynamodb = (): Target => ({
  words: [...WORDS, ...MEMBERS.map((name) => `"${name}":`), ...VALUES.map((value) => JSON.stringify(value))],
  structured: pair(
    textOf(WORDS),
    json(MEMBERS, VALUES).map((value) => JSON.stringify(value)),
  ),
  largestBytes: 16_000,
  async run(input) {
    const [text, body] = halves(input);
    tokenize(text);
    for (const parse of PARSERS) refusing(refusals(ExpressionError), () => parse(text));
    for (const operation of ["UpdateItem", "TransactWriteItems", "ExecuteStatement", "Query"]) {
      const result = await checked(operation, Buffer.from(body), async () => SCHEMA);
      expectTrue("body" in result || "refusal" in result, "a request is neither passed on nor refused");
    }
  },
});
