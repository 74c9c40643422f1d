import type { Call, CallFact } from "../../calls.ts";
import type { StoreTable } from "../../store/store-table.ts";
import { alternator, api, BOOL, guide, hashTable, invalid, L, M, N, S, SS, seen } from "./shapes.ts";

const TableName = "facts-guarded";
const Key = { id: S("$me") };
const ITEM = {
  ...Key,
  n: N(5),
  s: S("abc"),
  l: L(N(1), S("x")),
  m: M({ x: N(1) }),
  tags: SS("a", "b"),
  flag: BOOL(true),
};
const given: CallFact["before"] = [["PutItem", { TableName, Item: ITEM }]];

type Values = Readonly<Record<string, unknown>>;
type Row = Omit<CallFact, "source" | "place" | "date">;

const valued = (values: Values = {}) => (Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {});
const put = (ConditionExpression: string, values?: Values, more: object = {}): Call => [
  "PutItem",
  { TableName, Item: { ...Key, put: N(1) }, ConditionExpression, ...valued(values), ...more },
];
const remove = (ConditionExpression: string, values?: Values, more: object = {}): Call => [
  "DeleteItem",
  { TableName, Key, ConditionExpression, ...valued(values), ...more },
];
const FAILED = { code: "ConditionalCheckFailedException", message: "The conditional request failed" };

/** Conditions of a delete on an item, with the outcome. */
const outcomes = (rows: readonly (readonly [condition: string, values: Values, holds: boolean])[]): readonly Row[] =>
  rows.map(([condition, values, holds]) => ({
    id: `guarded/${condition}`,
    before: given,
    call: remove(condition, values, { ReturnValues: "ALL_OLD" }),
    ...(holds ? { output: { Attributes: ITEM } } : { error: FAILED }),
  }));

const refused = (
  rows: readonly (readonly [condition: string, values: Values, message?: string | RegExp])[],
): readonly Row[] =>
  rows.map(([condition, values, message]) => ({
    id: `refused-condition/${condition.slice(0, 60)}`,
    before: given,
    call: put(condition, values),
    error: invalid(typeof message === "string" ? `Invalid ConditionExpression: ${message}` : message),
  }));

const operand = (operator: string, type: string) =>
  `Incorrect operand type for operator or function; operator: ${operator}, operand type: ${type}`;
const many = (count: number) => Array.from({ length: count }, (_none, index) => `:v${index}`);
const manyValues = (count: number) => Object.fromEntries(many(count).map((name, index) => [name, N(index)]));

/** Conditions of writes. */
export const conditions: StoreTable = {
  service: "DynamoDB",
  subject: "conditions of writes",
  tables: [hashTable(TableName)],
  facts: [
    ...guide("Expressions.ConditionExpressions.html", [
      { id: "guard/put-once", call: put("attribute_not_exists(id)"), output: {} },
      { id: "guard/put-twice", before: given, call: put("attribute_not_exists(id)"), error: FAILED },
      {
        id: "guard/put-over",
        before: given,
        call: put("n < :v", { ":v": N(6) }, { ReturnValues: "ALL_OLD" }),
        output: { Attributes: ITEM },
      },
      { id: "guard/put-on-nothing", call: put("n = :v", { ":v": N(6) }), error: FAILED },
      { id: "guard/put-on-nothing-unequal", call: put("n <> :v", { ":v": N(6) }), output: {} },
      { id: "guard/delete-on-nothing", call: remove("attribute_exists(id)"), error: FAILED },
      {
        id: "guard/a-failed-put-changes-nothing",
        before: given,
        call: put("n > :v", { ":v": N(6) }, { ReturnValuesOnConditionCheckFailure: "ALL_OLD" }),
        error: { ...FAILED, members: { Item: ITEM } },
      },
      {
        id: "guard/no-item-in-the-failure",
        before: given,
        call: put("n > :v", { ":v": N(6) }),
        error: { ...FAILED, members: { Item: undefined } },
      },
      {
        id: "guard/delete-with-its-item",
        before: given,
        call: remove("n > :v", { ":v": N(6) }, { ReturnValuesOnConditionCheckFailure: "ALL_OLD" }),
        error: { ...FAILED, members: { Item: ITEM } },
      },
      {
        id: "guard/update-with-its-item",
        before: given,
        call: [
          "UpdateItem",
          {
            TableName,
            Key,
            UpdateExpression: "SET n = :v",
            ConditionExpression: "n > :v",
            ExpressionAttributeValues: { ":v": N(6) },
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          },
        ],
        error: { ...FAILED, members: { Item: ITEM } },
      },
      {
        id: "guard/a-failed-update-makes-no-item",
        before: [
          [
            "UpdateItem",
            {
              TableName,
              Key: { id: S("$me-other") },
              UpdateExpression: "SET n = :v",
              ExpressionAttributeValues: { ":v": N(1) },
            },
          ],
        ],
        call: [
          "UpdateItem",
          {
            TableName,
            Key,
            UpdateExpression: "SET n = :v",
            ConditionExpression: "attribute_exists(id)",
            ExpressionAttributeValues: { ":v": N(1) },
          },
        ],
        error: FAILED,
      },
      ...outcomes([
        ["n BETWEEN :a AND :b", { ":a": N(5), ":b": N(9) }, true],
        ["contains(tags, :v)", { ":v": S("a") }, true],
        ["contains(tags, :v)  ", { ":v": S("c") }, false],
        ["size(s) >= :v", { ":v": N(4) }, false],
        ["begins_with(s, :v)", { ":v": S("ab") }, true],
        ["attribute_type(m.x, :v)", { ":v": S("N") }, true],
        ["m.x = l[0]", {}, true],
        ["NOT contains(l, :v)", { ":v": S("x") }, false],
        ["(n = :v) OR (attribute_exists(flag))", { ":v": N(1) }, true],
        ["(n = :v AND attribute_exists(flag))", { ":v": N(5) }, true],
      ]),
    ]),
    ...alternator("condition_expression", [
      ...outcomes([
        ["tags = :v", { ":v": SS("b", "a") }, true],
        ["m = :v", { ":v": M({ x: N("1.0") }) }, true],
        ["n = s", {}, false],
        [":v = n", { ":v": N(5) }, true],
        [":v = :w", { ":v": N(5), ":w": N("5.0") }, true],
        ["n > absent", {}, false],
        ["absent <> n", {}, true],
        ["NOT absent = n", {}, true],
        ["n < s", {}, false],
        ["flag <> :v", { ":v": BOOL(false) }, true],
        ["n iN (:v, s)", { ":v": N(5) }, true],
        ["contains(s, m.x) OR n = :v", { ":v": N(5) }, true],
        ["attribute_type(:v, :w)", { ":v": N(5), ":w": S("N") }, true],
        ["n BETWEEN l AND l[0]", {}, false],
        ["attribute_exists(m.x.y)", {}, false],
        ["attribute_not_exists(l[7])", {}, true],
        ["size(:v) = n", { ":v": S("12345") }, true],
        ["size(:v) > n", { ":v": S("12345") }, false],
        ["size ( :v ) = n AND s <> :v", { ":v": S("12345") }, true],
        ["attribute_type(:v,:w)", { ":v": N(5), ":w": S("S") }, false],
        ["NOT attribute_type(:v, :w) AND n = :v", { ":v": N(5), ":w": S("S") }, true],
        ["contains(:v, n)", { ":v": { NS: ["4", "5"] } }, true],
        ["begins_with(:v, s)", { ":v": S("abcdef") }, true],
      ]),
      ...refused([
        ["n < :v", { ":v": L() }, operand("<", "L")],
        ["n >= :v", { ":v": M({}) }, operand(">=", "M")],
        ["n > :v", { ":v": SS("a") }, operand(">", "SS")],
        ["n < :v ", { ":v": { NULL: true } }, operand("<", "NULL")],
        ["n BETWEEN :v AND :w", { ":v": BOOL(true), ":w": BOOL(true) }, /^Invalid ConditionExpression: /],
        [
          "n BETWEEN :v AND :w ",
          { ":v": N(1), ":w": S("a") },
          "The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:a}",
        ],
        [
          "attribute_exists(:v)",
          { ":v": N(1) },
          "Operator or function requires a document path; operator or function: attribute_exists",
        ],
        [
          "attribute_not_exists(:v)",
          { ":v": N(1) },
          "Operator or function requires a document path; operator or function: attribute_not_exists",
        ],
        [
          "attribute_exists(n, s)",
          {},
          "Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2",
        ],
        [
          "size(n, s) = n",
          {},
          "Incorrect number of operands for operator or function; operator or function: size, number of operands: 2",
        ],
        [
          "begins_with(n)",
          {},
          "Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 1",
        ],
        ["size(n)", {}, "The function is not allowed to be used this way in an expression; function: size"],
        [
          "attribute_exists(n) = n",
          {},
          "The function is not allowed to be used this way in an expression; function: attribute_exists",
        ],
        ["dog(n)", {}, "Invalid function name; function: dog"],
        [
          "size(:v) = n ",
          { ":v": N(1) },
          "Incorrect operand type for operator or function; operator or function: size, operand type: N",
        ],
        [
          "n = n",
          {},
          "The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [n]",
        ],
        ["n", {}, /^Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "n"$/],
        ["n = :v AND", { ":v": N(1) }, /^Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "AND"$/],
        ["n != :v", { ":v": N(1) }, /^Invalid ConditionExpression: Syntax error; token: "!", near: "n !=/],
        ["n IN ()", {}, /^Invalid ConditionExpression: Syntax error; token: "\)", near: "\(\)"$/],
        ["((n = :v))", { ":v": N(1) }, "The expression has redundant parentheses;"],
        ["NOT_A(n)", {}, /^Invalid ConditionExpression: /],
        [`n IN (${many(101).join(", ")})`, manyValues(101), /^Invalid ConditionExpression: /],
      ]),
      {
        id: "guard/99-in-a-list",
        before: given,
        call: put(`n IN (${many(99).join(", ")})`, manyValues(99)),
        output: {},
      },
    ]),
    ...seen("tier3/error-messages/putItem", [
      {
        id: "guard/expected-and-condition",
        call: put("n = :v", { ":v": N(1) }, { Expected: { n: { Exists: false } } }),
        error: invalid(
          "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}",
        ),
      },
      {
        id: "guard/values-without-expression",
        call: ["PutItem", { TableName, Item: Key, ExpressionAttributeValues: { ":v": N(1) } }],
        error: invalid(
          "ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null",
        ),
      },
      {
        id: "guard/names-without-expression",
        call: ["PutItem", { TableName, Item: Key, ExpressionAttributeNames: { "#n": "n" } }],
        error: invalid("ExpressionAttributeNames can only be specified when using expressions"),
      },
      {
        id: "guard/no-condition",
        call: put(""),
        error: invalid("Invalid ConditionExpression: The expression can not be empty;"),
      },
    ]),
    ...guide("Constraints.html", [
      {
        id: "guard/expression-of-4-kb",
        call: put(`n = :v OR ${"a".repeat(4096)} = :v`, { ":v": N(1) }),
        error: invalid(
          "Invalid ConditionExpression: Expression size has exceeded the maximum allowed size; expression size: 4111",
        ),
      },
    ]),
    ...api("PutItem", [
      {
        id: "guard/unknown-return-on-failure",
        call: put("n = :v", { ":v": N(1) }, { ReturnValuesOnConditionCheckFailure: "SOME" }),
        error: invalid(
          /^1 validation error detected: Value 'SOME' at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: \[ALL_OLD, NONE\]$/,
        ),
      },
    ]),
  ],
};
