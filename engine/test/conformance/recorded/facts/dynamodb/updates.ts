import type { CallFact } from "../../calls.ts";
import type { StoreTable } from "../../store/store-table.ts";
import { alternator, api, B, BOOL, guide, hashTable, invalid, L, M, N, S, SS, seen } from "./shapes.ts";

const TableName = "facts-refused-updates";
const Key = { id: S("$me") };
const ITEM = {
  n: N(1),
  s: S("x"),
  l: L(S("a")),
  m: M({ x: N(1), y: N(2) }),
  set: SS("a", "b"),
  numbers: { NS: ["1"] },
};

type Row = Omit<CallFact, "source" | "place" | "date">;
type Values = Readonly<Record<string, unknown>>;

const given = (more: object = {}): Row["before"] => [["PutItem", { TableName, Item: { ...Key, ...ITEM, ...more } }]];
const update = (UpdateExpression: string, values: Values = {}, more: object = {}): Row["call"] => [
  "UpdateItem",
  {
    TableName,
    Key,
    UpdateExpression,
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
    ...more,
  },
];

/** An update that is refused: its expression, its values, the words. */
type Refused = readonly [id: string, expression: string, values: Values, message?: string | RegExp, more?: object];

const refused = (rows: readonly Refused[]): readonly Row[] =>
  rows.map(([id, expression, values, message, more]) => ({
    id: `refused-update/${id}`,
    before: given(),
    call: update(expression, values, more),
    error: invalid(message),
  }));

const MISSING = "The provided expression refers to an attribute that does not exist in the item";
const WRONG_TYPE = "An operand in the update expression has an incorrect data type";
const NO_PATH = "The document path provided in the update expression is invalid for update";
const inExpression = (text: string) => `Invalid UpdateExpression: ${text}`;
const operand = (operator: string, type: string) =>
  inExpression(
    `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`,
  );
const OVERLAP =
  /^Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: \[.*\], path two: \[.*\]$/;
const CONFLICT =
  /^Invalid UpdateExpression: Two document paths conflict with each other; must remove or rewrite one of these paths; path one: \[.*\], path two: \[.*\]$/;
const one = { ":v": N(1) };

/** Answers of updates, by `ReturnValues`. */
const answers = (
  rows: readonly (readonly [
    id: string,
    ReturnValues: string,
    expression: string,
    values: Values,
    Attributes?: object,
  ])[],
) =>
  rows.map(
    ([id, ReturnValues, expression, values, Attributes]): Row => ({
      id: `returned/${id}`,
      before: given(),
      call: update(expression, values, { ReturnValues }),
      ...(Attributes ? { output: { Attributes }, absent: ["Attributes.numbers"] } : { absent: ["Attributes"] }),
    }),
  );

/** Updates that are refused, and what the others answer with. */
export const updates: StoreTable = {
  service: "DynamoDB",
  subject: "refused updates and returned values",
  tables: [hashTable(TableName)],
  facts: [
    ...alternator("update_expression", [
      ...refused([
        ["sum-of-what-is-missing", "SET n = absent + :v", one, MISSING],
        ["copy-of-what-is-missing", "SET n = absent", {}, MISSING],
        ["copy-of-what-is-being-set", "SET fresh = :v, y = fresh", one, MISSING],
        ["itself-missing", "SET absent = absent", {}, MISSING],
        ["append-to-what-is-missing", "SET l = list_append(absent, :v)", { ":v": L(S("b")) }, MISSING],
        ["sum-with-text", "SET n = n + :v", { ":v": S("b") }, operand("+", "S")],
        ["sum-of-a-text", "SET n = s + :v", one, WRONG_TYPE],
        ["difference-of-a-list", "SET n = l - :v", one, WRONG_TYPE],
        ["append-a-text", "SET l = list_append(l, :v)", { ":v": S("b") }, operand("list_append", "S")],
        ["append-a-set", "SET l = list_append(l, :v)", { ":v": SS("b") }, operand("list_append", "SS")],
        ["append-to-a-text", "SET l = list_append(s, :v)", { ":v": L(S("b")) }, WRONG_TYPE],
        [
          "append-one-operand",
          "SET l = list_append(l)",
          {},
          inExpression(
            "Incorrect number of operands for operator or function; operator or function: list_append, number of operands: 1",
          ),
        ],
        [
          "if-not-exists-of-a-value",
          "SET n = if_not_exists(:v, :v)",
          one,
          inExpression("Operator or function requires a document path; operator or function: if_not_exists"),
        ],
        ["sum-inside-a-function", "SET n = if_not_exists(n, :v + :v)", one],
        [
          "unknown-function",
          "SET n = frobnicate(n, :v)",
          one,
          inExpression("Invalid function name; function: frobnicate"),
        ],
        [
          "append-of-an-append",
          "SET l = list_append(list_append(l, :v), :v)",
          { ":v": L(S("b")) },
          inExpression("The function is not allowed to be used this way in an expression; function: list_append"),
        ],
        ["name-with-underscore-first", "SET _abc = :v", one, /^Invalid UpdateExpression: Syntax error; token: "_/],
        ["name-with-digit-first", "SET 123a = :v", one, /^Invalid UpdateExpression: Syntax error; token: "/],
        ["name-with-a-dash", "SET hi-there = :v", one, /^Invalid UpdateExpression: Syntax error; token: "/],
        [
          "value-on-the-left",
          "SET :v = :v",
          one,
          /^Invalid UpdateExpression: Syntax error; token: ":v", near: "SET :v ="$/,
        ],
        [
          "section-twice",
          "SET n = :v SET a = :v",
          one,
          inExpression('The "SET" section can only be used once in an update expression;'),
        ],
        [
          "section-twice-apart",
          "SET n = :v REMOVE s SET a = :v",
          one,
          inExpression('The "SET" section can only be used once in an update expression;'),
        ],
        [
          "set-and-remove",
          "SET n = :v REMOVE n",
          one,
          inExpression(
            "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [n], path two: [n]",
          ),
        ],
        ["set-twice", "SET n = :v, n = :v", one, OVERLAP],
        ["map-and-member", "SET m = :v, m.x = :v", one, OVERLAP],
        ["member-and-map", "SET m.x = :v REMOVE m", one, OVERLAP],
        ["element-and-member", "SET l[0] = :v, l.x = :v", one, CONFLICT],
        ["member-of-what-is-missing", "SET absent.x = :v", one, NO_PATH],
        ["element-of-what-is-missing", "SET absent[0] = :v", one, NO_PATH],
        ["member-of-a-text", "SET s.x = :v", one, NO_PATH],
        ["member-of-a-list", "SET l.x = :v", one, NO_PATH],
        ["element-of-a-map", "SET m[0] = :v", one, NO_PATH],
        ["deep-in-what-is-missing", "SET m.z.x = :v", one, NO_PATH],
        ["remove-deep-in-what-is-missing", "REMOVE absent.x", {}, NO_PATH],
        ["remove-an-element-of-what-is-missing", "REMOVE absent[0]", {}, NO_PATH],
        ["remove-deeper-in-what-is-missing", "SET n = :v REMOVE m.z.x, s", one, NO_PATH],
        [
          "remove-deep-in-what-is-missing, although the condition holds",
          "REMOVE absent.x",
          { ":v": N(99) },
          NO_PATH,
          { ConditionExpression: "n <> :v" },
        ],
        [
          "add-a-text",
          "ADD n :v",
          { ":v": S("b") },
          /^Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ADD, operand type: STRING/,
        ],
        [
          "add-a-list",
          "ADD n :v",
          { ":v": L() },
          /^Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ADD, operand type: LIST/,
        ],
        ["add-to-a-text", "ADD s :v", one, WRONG_TYPE],
        ["add-another-set", "ADD numbers :v", { ":v": SS("b") }, WRONG_TYPE],
        [
          "delete-a-number",
          "DELETE n :v",
          one,
          /^Invalid UpdateExpression: Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER/,
        ],
        ["delete-from-a-number", "DELETE n :v", { ":v": SS("b") }, WRONG_TYPE],
        ["delete-another-set", "DELETE numbers :v", { ":v": SS("b") }, WRONG_TYPE],
      ]),
      {
        id: "update/any-letters",
        before: given(),
        call: update("sEt a=:v   rEmOvE s", one, { ReturnValues: "ALL_NEW" }),
        output: { Attributes: { a: N(1) } },
        absent: ["Attributes.s"],
      },
      {
        id: "update/own-key-as-a-source",
        before: given(),
        call: update("SET a = id", {}, { ReturnValues: "UPDATED_NEW" }),
        output: { Attributes: { a: S("$me") } },
      },
      {
        id: "update/append-to-a-default",
        call: update(
          "SET l = list_append(if_not_exists(l, :none), :v)",
          { ":none": L(), ":v": L(N(1)) },
          { ReturnValues: "ALL_NEW" },
        ),
        output: { Attributes: { l: L(N(1)) } },
      },
      {
        id: "update/any-name-behind-a-placeholder",
        call: update("SET #3 = :v", one, {
          ExpressionAttributeNames: { "#3": "3 any.thing!" },
          ReturnValues: "ALL_NEW",
        }),
        output: { Attributes: { "3 any.thing!": N(1) } },
      },
      {
        id: "update/add-makes-the-item",
        call: update("ADD n :v", one, { ReturnValues: "ALL_NEW" }),
        output: { Attributes: { ...Key, n: N(1) } },
      },
      {
        id: "update/remove-of-a-path-in-no-item",
        call: update("REMOVE x.y"),
        output: {},
      },
      {
        id: "update/set-counts-before-remove",
        before: given({ l: L(N(2), N(3), N(4), N(5), N(6)) }),
        call: update("REMOVE l[1] SET l[3] = :v", one, { ReturnValues: "ALL_NEW" }),
        output: { Attributes: { l: L(N(2), N(4), N(1), N(6)) } },
      },
      {
        id: "update/last-member-leaves-an-empty-map",
        before: given({ m: M({ x: N(1) }) }),
        call: update("REMOVE m.x", {}, { ReturnValues: "ALL_NEW" }),
        output: { Attributes: { m: { M: {} } } },
      },
      {
        id: "update/last-element-leaves-an-empty-list",
        before: given(),
        call: update("REMOVE l[0]", {}, { ReturnValues: "ALL_NEW" }),
        output: { Attributes: { l: L() } },
      },
      {
        id: "update/delete-from-what-is-missing",
        before: given(),
        call: update("DELETE absent :v", { ":v": SS("a") }, { ReturnValues: "ALL_NEW" }),
        absent: ["Attributes.absent"],
      },
      {
        id: "update/remove-a-member-that-is-missing",
        before: given(),
        call: update("REMOVE m.absent", {}, { ReturnValues: "ALL_NEW" }),
        output: { Attributes: { m: M({ x: N(1), y: N(2) }) } },
      },
    ]),
    ...seen(
      "tier3/error-messages/updateItem",
      refused([
        [
          "the-partition-key",
          "SET id = :v",
          { ":v": S("b") },
          "One or more parameter values were invalid: Cannot update attribute id. This attribute is part of the key",
        ],
        ["no-expression", "", {}, "Invalid UpdateExpression: The expression can not be empty;"],
        ["no-syntax", "INVALID SYNTAX", {}, inExpression('Syntax error; token: "INVALID", near: "INVALID SYNTAX"')],
        [
          "unused-name",
          "SET n = :v",
          one,
          "Value provided in ExpressionAttributeNames unused in expressions: keys: {#unused}",
          { ExpressionAttributeNames: { "#unused": "a" } },
        ],
        [
          "unused-value",
          "SET n = :v",
          { ...one, ":unused": N(2) },
          "Value provided in ExpressionAttributeValues unused in expressions: keys: {:unused}",
        ],
        [
          "undefined-value",
          "SET n = :v",
          {},
          inExpression("An expression attribute value used in expression is not defined; attribute value: :v"),
        ],
        [
          "undefined-name",
          "SET #n = :v",
          one,
          inExpression("An expression attribute name used in the document path is not defined; attribute name: #n"),
        ],
        [
          "both-kinds",
          "SET n = :v",
          one,
          "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributeUpdates} Expression parameters: {UpdateExpression}",
          { AttributeUpdates: { n: { Value: N(2) } } },
        ],
        [
          "a-reserved-word",
          "SET status = :v",
          one,
          inExpression("Attribute name is a reserved keyword; reserved keyword: status"),
        ],
      ]),
    ),
    ...guide("Expressions.UpdateExpressions.html", [
      ...refused([
        [
          "remove-the-key",
          "REMOVE id",
          {},
          "One or more parameter values were invalid: Cannot update attribute id. This attribute is part of the key",
        ],
      ]),
      {
        id: "update/no-expression-makes-an-item-of-its-key",
        before: [["UpdateItem", { TableName, Key }]],
        call: ["GetItem", { TableName, Key }],
        output: { Item: Key },
      },
      {
        id: "update/lists-in-lists",
        before: given({ l: L(L(N(1)), L(N(2))) }),
        call: update("SET l[1][1] = :v", one, { ReturnValues: "ALL_NEW" }),
        output: { Attributes: { l: L(L(N(1)), L(N(2), N(1))) } },
      },
      {
        id: "update/decimals",
        before: given({ n: N("0.1") }),
        call: update("SET n = n + :v", { ":v": N("0.2") }, { ReturnValues: "UPDATED_NEW" }),
        output: { Attributes: { n: N("0.3") } },
      },
      {
        id: "update/far-from-zero",
        before: given({ n: N("12345678901234567890123456789012345677") }),
        call: update("ADD n :v", one, { ReturnValues: "UPDATED_NEW" }),
        output: { Attributes: { n: N("12345678901234567890123456789012345678") } },
      },
      {
        id: "update/add-numbers-to-a-set",
        before: given(),
        call: update("ADD numbers :v", { ":v": { NS: ["1", "2"] } }, { ReturnValues: "UPDATED_NEW" }),
        output: { Attributes: { numbers: { NS: [/^[12]$/, /^[12]$/] } } },
      },
      {
        id: "update/values-of-every-type",
        call: update(
          "SET a = :a, b = :b, c = :c, d = :d",
          { ":a": B(1, 2), ":b": BOOL(false), ":c": { NULL: true }, ":d": { BS: [new Uint8Array([1])] } },
          { ReturnValues: "ALL_NEW" },
        ),
        output: { Attributes: { a: B(1, 2), b: BOOL(false), c: { NULL: true }, d: { BS: [new Uint8Array([1])] } } },
      },
    ]),
    ...api("UpdateItem", [
      ...answers([["none", "NONE", "SET n = :v", { ":v": N(2) }]]),
      {
        id: "returned/all-old",
        before: given(),
        call: update("SET n = :v", { ":v": N(2) }, { ReturnValues: "ALL_OLD" }),
        output: { Attributes: { ...Key, n: N(1), s: S("x") } },
      },
      ...answers([
        ["all-new", "ALL_NEW", "SET n = :v REMOVE numbers", { ":v": N(2) }, { n: N(2), s: S("x") }],
        ["updated-old", "UPDATED_OLD", "SET n = :v, fresh = :v", { ":v": N(2) }, { n: N(1) }],
        ["updated-new", "UPDATED_NEW", "SET n = :v, fresh = :v", { ":v": N(2) }, { n: N(2), fresh: N(2) }],
        ["updated-new-of-a-removal", "UPDATED_NEW", "REMOVE s", {}],
      ]),
      {
        id: "returned/all-old-of-no-item",
        call: update("SET n = :v", one, { ReturnValues: "ALL_OLD" }),
        absent: ["Attributes"],
      },
      ...refused([
        [
          "unknown-return-values",
          "SET n = :v",
          one,
          "1 validation error detected: Value 'SOME' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]",
          { ReturnValues: "SOME" },
        ],
        [
          "an-empty-key",
          "SET n = :v",
          one,
          "The provided key element does not match the schema",
          { Key: { other: S("x") } },
        ],
        [
          "a-key-of-another-type",
          "SET n = :v",
          one,
          "The provided key element does not match the schema",
          { Key: { id: N(1) } },
        ],
      ]),
    ]),
    ...alternator("returnvalues", [
      {
        id: "returned/updated-new-of-a-member",
        before: given(),
        call: update("SET m.x = :v", { ":v": N(7) }, { ReturnValues: "UPDATED_NEW" }),
        output: { Attributes: { m: M({ x: N(7) }) } },
        absent: ["Attributes.m.M.y", "Attributes.n"],
      },
      {
        id: "returned/updated-old-of-a-member",
        before: given(),
        call: update("SET m.x = :v", { ":v": N(7) }, { ReturnValues: "UPDATED_OLD" }),
        output: { Attributes: { m: M({ x: N(1) }) } },
        absent: ["Attributes.m.M.y", "Attributes.n"],
      },
      {
        id: "returned/updated-old-of-nothing-old",
        before: given(),
        call: update("SET fresh = :v", one, { ReturnValues: "UPDATED_OLD" }),
        absent: ["Attributes"],
      },
      {
        id: "returned/put-all-new",
        call: ["PutItem", { TableName, Item: Key, ReturnValues: "ALL_NEW" }],
        error: invalid("ReturnValues can only be ALL_OLD or NONE"),
      },
      {
        id: "returned/delete-updated-old",
        call: ["DeleteItem", { TableName, Key, ReturnValues: "UPDATED_OLD" }],
        error: invalid("ReturnValues can only be ALL_OLD or NONE"),
      },
    ]),
  ],
};
