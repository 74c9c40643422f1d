import type { CallFact } from "../../calls.ts";
import { from } from "../../fact.ts";
import type { StoreTable } from "../../store/store-table.ts";
import { hashTable, L, N, S, SS } from "./shapes.ts";

const GUIDE_DATE = "2026-11-30";
/** The one has an item for each update, the other one item that conditions are about. */
const [UPDATED, READ] = ["facts-updates", "facts-conditions"];

type Values = Readonly<Record<string, unknown>>;
type Row = Parameters<typeof from<CallFact>>[3][number];

const named = (expression: string) => (expression.includes("#n") ? { ExpressionAttributeNames: { "#n": "name" } } : {});
const valued = (values: Values) => (Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {});

interface Update {
  readonly item?: object;
  readonly update: string;
  readonly values?: Values;
  readonly becomes?: object;
  readonly without?: readonly string[];
}

/** Items before and after an update. */
const updates = (rows: Readonly<Record<string, Update>>) =>
  from<CallFact>(
    "dynamodb-guide",
    "Expressions.UpdateExpressions.html",
    GUIDE_DATE,
    Object.entries(rows).map(
      ([id, { item = {}, update, values = {}, becomes, without = [] }]): Row => ({
        id: `update/${id}`,
        before: [["PutItem", { TableName: UPDATED, Item: { id: S("$me"), ...item } }]],
        call: [
          "UpdateItem",
          {
            TableName: UPDATED,
            Key: { id: S("$me") },
            UpdateExpression: update,
            ReturnValues: "ALL_NEW",
            ...named(update),
            ...valued(values),
          },
        ],
        output: { Attributes: { id: S("$me"), ...becomes } },
        absent: without.map((name) => `Attributes.${name}`),
      }),
    ),
  );

const ITEM = {
  id: S("a"),
  words: S("Bicycle 123"),
  n: N(500),
  flag: { BOOL: true },
  nothing: { NULL: true },
  things: L(S("x"), N(2)),
  tree: { M: { leaf: S("y"), deep: { M: { most: N(1) } } } },
  set: SS("Red", "Black"),
  numbers: { NS: ["1", "2"] },
  bytes: { B: new Uint8Array([1, 2, 3]) },
  name: S("reserved"),
};

/** Conditions on that item, and whether they hold. */
const conditions = (rows: readonly (readonly [condition: string, values: Values, holds: boolean])[]) =>
  from<CallFact>(
    "dynamodb-guide",
    "Expressions.OperatorsAndFunctions.html",
    GUIDE_DATE,
    rows.map(
      ([condition, values, holds], index): Row => ({
        id: `condition/${index + 1} ${condition}` as Row["id"],
        call: ["Scan", { TableName: READ, FilterExpression: condition, ...named(condition), ...valued(values) }],
        output: { Count: holds ? 1 : 0, ScannedCount: 1 },
      }),
    ),
  );

/** Expressions that are refused. */
const refused = (rows: readonly (readonly [expression: string, values: Values, message: string])[]) =>
  from<CallFact>(
    "dynamodb-guide",
    "Expressions.OperatorsAndFunctions.html",
    GUIDE_DATE,
    rows.map(
      ([condition, values, message], index): Row => ({
        id: `refused/${index + 1} ${condition}` as Row["id"],
        call: ["Scan", { TableName: READ, FilterExpression: condition, ...valued(values) }],
        error: { code: "ValidationException", message: `Invalid FilterExpression: ${message}` },
      }),
    ),
  );

/** Update and condition expressions. */
export const expressions: StoreTable = {
  service: "DynamoDB",
  subject: "expressions",
  tables: [hashTable(UPDATED), hashTable(READ)],
  items: { [READ]: [ITEM] },
  facts: [
    ...updates({
      "set/new": { update: "SET x = :v", values: { ":v": N(1) }, becomes: { x: N(1) } },
      "set/over": { item: { x: S("y") }, update: "SET x = :v", values: { ":v": N(1) }, becomes: { x: N(1) } },
      "set/two": {
        update: "SET x = :v, y = :w",
        values: { ":v": N(1), ":w": S("b") },
        becomes: { x: N(1), y: S("b") },
      },
      "set/reserved-name": { update: "SET #n = :v", values: { ":v": N(1) }, becomes: { name: N(1) } },
      "set/list-and-map": {
        update: "SET x = :v, y = :w",
        values: { ":v": L(S("a")), ":w": { M: {} } },
        becomes: { x: L(S("a")), y: { M: {} } },
      },
      "set/in-a-map": {
        item: { m: { M: {} } },
        update: "SET m.x = :v",
        values: { ":v": N(1) },
        becomes: { m: { M: { x: N(1) } } },
      },
      "set/element": {
        item: { l: L(S("Hammer")) },
        update: "SET l[0] = :v",
        values: { ":v": S("Saw") },
        becomes: { l: L(S("Saw")) },
      },
      "set/next-element": {
        item: { l: L(S("Hammer")) },
        update: "SET l[1] = :v",
        values: { ":v": S("Nails") },
        becomes: { l: L(S("Hammer"), S("Nails")) },
      },
      "set/far-element": {
        item: { l: L(S("Hammer")) },
        update: "SET l[5] = :v",
        values: { ":v": S("Nails") },
        becomes: { l: L(S("Hammer"), S("Nails")) },
      },
      "set/far-elements": {
        item: { l: L(S("a")) },
        update: "SET l[7] = :v, l[5] = :w",
        values: { ":v": S("c"), ":w": S("b") },
        becomes: { l: L(S("a"), S("b"), S("c")) },
      },
      "set/decrement": {
        item: { n: N(500) },
        update: "SET n = n - :v",
        values: { ":v": N(15) },
        becomes: { n: N(485) },
      },
      "set/increment": {
        item: { n: N(500) },
        update: "SET n = n + :v",
        values: { ":v": N(15) },
        becomes: { n: N(515) },
      },
      "set/append": {
        item: { l: L(S("a")) },
        update: "SET l = list_append(l, :v)",
        values: { ":v": L(S("b")) },
        becomes: { l: L(S("a"), S("b")) },
      },
      "set/prepend": {
        item: { l: L(S("a")) },
        update: "SET l = list_append(:v, l)",
        values: { ":v": L(S("b")) },
        becomes: { l: L(S("b"), S("a")) },
      },
      "set/if-there-is-none": { update: "SET n = if_not_exists(n, :v)", values: { ":v": N(1) }, becomes: { n: N(1) } },
      "set/if-there-is-one": {
        item: { n: N(5) },
        update: "SET n = if_not_exists(n, :v)",
        values: { ":v": N(1) },
        becomes: { n: N(5) },
      },
      "set/counter": {
        update: "SET n = if_not_exists(n, :z) + :v",
        values: { ":z": N(0), ":v": N(1) },
        becomes: { n: N(1) },
      },
      "set/from-another": { item: { x: S("b") }, update: "SET y = x", becomes: { x: S("b"), y: S("b") } },
      "set/swap": { item: { x: S("b"), y: S("c") }, update: "SET x = y, y = x", becomes: { x: S("c"), y: S("b") } },
      "remove/one": { item: { x: N(1), y: N(2) }, update: "REMOVE x", becomes: { y: N(2) }, without: ["x"] },
      "remove/two": { item: { x: N(1), y: N(2) }, update: "REMOVE x, y", without: ["x", "y"] },
      "remove/none": { update: "REMOVE x", without: ["x"] },
      "remove/in-a-map": {
        item: { m: { M: { x: N(1), y: N(2) } } },
        update: "REMOVE m.x",
        becomes: { m: { M: { y: N(2) } } },
        without: ["m.M.x"],
      },
      "remove/element": {
        item: { l: L(S("a"), S("b"), S("c")) },
        update: "REMOVE l[1]",
        becomes: { l: L(S("a"), S("c")) },
      },
      "remove/elements": {
        item: { l: L(S("a"), S("b"), S("c"), S("d"), S("e")) },
        update: "REMOVE l[1], l[2]",
        becomes: { l: L(S("a"), S("d"), S("e")) },
      },
      "remove/elements-from-the-end": {
        item: { l: L(S("a"), S("b"), S("c")) },
        update: "REMOVE l[2], l[0]",
        becomes: { l: L(S("b")) },
      },
      "remove/elements-and-set": {
        item: { l: L(S("a"), S("b"), S("c")), set: N(1) },
        update: "REMOVE l[0], l[1] SET x = :v",
        values: { ":v": N(1) },
        becomes: { l: L(S("c")), x: N(1) },
      },
      "remove/elements-of-lists": {
        item: { l: L(L(S("a"), S("b")), L(S("c"), S("d"))) },
        update: "REMOVE l[0][0], l[1][0], l[1][1]",
        becomes: { l: L(L(S("b")), L()) },
      },
      "remove/twelve-elements-by-number": {
        item: { l: L(...Array.from({ length: 12 }, (_element, index) => N(index))) },
        update: "REMOVE l[2], l[10]",
        becomes: { l: L(...[0, 1, 3, 4, 5, 6, 7, 8, 9, 11].map(N)) },
      },
      "remove/no-element": { item: { l: L(S("a")) }, update: "REMOVE l[7]", becomes: { l: L(S("a")) } },
      "add/new-number": { update: "ADD n :v", values: { ":v": N(5) }, becomes: { n: N(5) } },
      "add/number": { item: { n: N(5) }, update: "ADD n :v", values: { ":v": N(5) }, becomes: { n: N(10) } },
      "add/negative": { item: { n: N(5) }, update: "ADD n :v", values: { ":v": N(-7) }, becomes: { n: N(-2) } },
      "add/new-set": { update: "ADD s :v", values: { ":v": SS("a") }, becomes: { s: SS("a") } },
      "add/set": { item: { s: SS("a") }, update: "ADD s :v", values: { ":v": SS("b") }, becomes: { s: SS("a", "b") } },
      "add/element-of-the-set": {
        item: { s: SS("a", "b") },
        update: "ADD s :v",
        values: { ":v": SS("b") },
        becomes: { s: SS("a", "b") },
      },
      "delete/one": {
        item: { s: SS("a", "b", "c") },
        update: "DELETE s :v",
        values: { ":v": SS("b") },
        becomes: { s: SS("a", "c") },
      },
      "delete/two": {
        item: { s: SS("a", "b", "c") },
        update: "DELETE s :v",
        values: { ":v": SS("a", "c") },
        becomes: { s: SS("b") },
      },
      "delete/last": { item: { s: SS("a") }, update: "DELETE s :v", values: { ":v": SS("a") }, without: ["s"] },
      "delete/none": {
        item: { s: SS("a") },
        update: "DELETE s :v",
        values: { ":v": SS("z") },
        becomes: { s: SS("a") },
      },
      "several/clauses": {
        item: { x: N(1), y: N(2), n: N(1), s: SS("a", "b") },
        update: "SET x = x + :v REMOVE y ADD n :v DELETE s :s",
        values: { ":v": N(1), ":s": SS("b") },
        becomes: { x: N(2), n: N(2), s: SS("a") },
        without: ["y"],
      },
    }),
    ...conditions([
      ["words = :v", { ":v": S("Bicycle 123") }, true],
      ["words = :v", { ":v": S("bicycle 123") }, false],
      ["n = :v", { ":v": N(500) }, true],
      ["n = :v", { ":v": { N: "5E2" } }, true],
      ["n = :v", { ":v": S("500") }, false],
      ["words <> :v", { ":v": S("x") }, true],
      ["absent <> :v", { ":v": S("x") }, true],
      ["absent = :v", { ":v": S("x") }, false],
      ["n < :v", { ":v": N(501) }, true],
      ["n < :v", { ":v": N(500) }, false],
      ["n <= :v", { ":v": N(500) }, true],
      ["n > :v", { ":v": N(499) }, true],
      ["n > :v", { ":v": N(500) }, false],
      ["n >= :v", { ":v": N(500) }, true],
      ["n > :v", { ":v": S("1") }, false],
      ["words > :v", { ":v": S("A") }, true],
      ["words > :v", { ":v": S("a") }, false],
      ["n BETWEEN :a AND :b", { ":a": N(500), ":b": N(600) }, true],
      ["n BETWEEN :a AND :b", { ":a": N(400), ":b": N(500) }, true],
      ["n BETWEEN :a AND :b", { ":a": N(501), ":b": N(600) }, false],
      ["n IN (:a, :b)", { ":a": N(1), ":b": N(500) }, true],
      ["n IN (:a, :b)", { ":a": N(1), ":b": N(2) }, false],
      ["n IN (:a)", { ":a": S("500") }, false],
      ["attribute_exists(words)", {}, true],
      ["attribute_exists(absent)", {}, false],
      ["attribute_exists(nothing)", {}, true],
      ["attribute_exists(tree.leaf)", {}, true],
      ["attribute_exists(tree.bough)", {}, false],
      ["attribute_exists(things[1])", {}, true],
      ["attribute_exists(things[2])", {}, false],
      ["attribute_not_exists(absent)", {}, true],
      ["attribute_not_exists(words)", {}, false],
      ["attribute_type(words, :t)", { ":t": S("S") }, true],
      ["attribute_type(words, :t)", { ":t": S("N") }, false],
      ["attribute_type(n, :t)", { ":t": S("N") }, true],
      ["attribute_type(flag, :t)", { ":t": S("BOOL") }, true],
      ["attribute_type(nothing, :t)", { ":t": S("NULL") }, true],
      ["attribute_type(things, :t)", { ":t": S("L") }, true],
      ["attribute_type(tree, :t)", { ":t": S("M") }, true],
      ["attribute_type(#n, :t)", { ":t": S("S") }, true],
      ["attribute_type(numbers, :t)", { ":t": S("NS") }, true],
      ["attribute_type(bytes, :t)", { ":t": S("B") }, true],
      ["attribute_type(absent, :t)", { ":t": S("S") }, false],
      ["begins_with(words, :v)", { ":v": S("Bic") }, true],
      ["begins_with(words, :v)", { ":v": S("bic") }, false],
      ["begins_with(absent, :v)", { ":v": S("bic") }, false],
      ["contains(words, :v)", { ":v": S("cycle") }, true],
      ["contains(words, :v)", { ":v": S("Cycle") }, false],
      ["contains(numbers, :v)", { ":v": N(2) }, true],
      ["contains(numbers, :v)", { ":v": S("2") }, false],
      ["contains(things, :v)", { ":v": S("x") }, true],
      ["contains(things, :v)", { ":v": N(3) }, false],
      ["size(words) = :v", { ":v": N(11) }, true],
      ["size(bytes) = :v", { ":v": N(3) }, true],
      ["size(things) = :v", { ":v": N(2) }, true],
      ["size(tree) = :v", { ":v": N(2) }, true],
      ["size(numbers) = :v", { ":v": N(2) }, true],
      ["size(words) > :v", { ":v": N(20) }, false],
      ["size(absent) > :v", { ":v": N(0) }, false],
      ["tree.deep.most = :v", { ":v": N(1) }, true],
      ["things[0] = :v", { ":v": S("x") }, true],
      ["flag = :v", { ":v": { BOOL: true } }, true],
      ["nothing = :v", { ":v": { NULL: true } }, true],
      ["things = :v", { ":v": L(S("x"), N(2)) }, true],
      ["numbers = :v", { ":v": { NS: ["2", "1"] } }, true],
      ["#n = :v", { ":v": S("reserved") }, true],
      ["n = :v AND flag = :f", { ":v": N(500), ":f": { BOOL: true } }, true],
      ["n = :v AND flag = :f", { ":v": N(500), ":f": { BOOL: false } }, false],
      ["n = :v OR flag = :f", { ":v": N(1), ":f": { BOOL: true } }, true],
      ["NOT n = :v", { ":v": N(1) }, true],
      ["NOT (n = :v OR flag = :f)", { ":v": N(1), ":f": { BOOL: true } }, false],
      ["n = :v OR n = :w AND flag = :f", { ":v": N(500), ":w": N(2), ":f": { BOOL: false } }, true],
      ["(n = :v OR n = :w) AND flag = :f", { ":v": N(500), ":w": N(2), ":f": { BOOL: false } }, false],
      ["NOT n = :v AND flag = :f", { ":v": N(1), ":f": { BOOL: true } }, true],
    ]),
    ...refused([
      [
        "attribute_type(words, :t)",
        { ":t": S("X") },
        "Invalid attribute type name found; type: X, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}",
      ],
      [
        "attribute_type(words, :t)",
        { ":t": N(1) },
        "Incorrect operand type for operator or function; operator or function: attribute_type, operand type: N",
      ],
      [
        "n BETWEEN :b AND :a",
        { ":a": N(1), ":b": N(10) },
        "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:10}, upper bound operand: AttributeValue: {N:1}",
      ],
      [
        "words BETWEEN :b AND :a",
        { ":a": S("a"), ":b": S("b") },
        "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {S:b}, upper bound operand: AttributeValue: {S:a}",
      ],
      [
        "begins_with(n, :v)",
        { ":v": N(4) },
        "Incorrect operand type for operator or function; operator or function: begins_with, operand type: N",
      ],
      [
        "contains(words, words)",
        {},
        "The first operand must be distinct from the remaining operands for this operator or function; operator: contains, first operand: [words]",
      ],
      ["name = :v", { ":v": S("x") }, "Attribute name is a reserved keyword; reserved keyword: name"],
      [
        "words = :none",
        { ":v": S("x") },
        "An expression attribute value used in expression is not defined; attribute value: :none",
      ],
      ["words = = :v", { ":v": S("x") }, 'Syntax error; token: "=", near: "= = :v"'],
    ]),
  ],
};
