import type { Call, CallFact } from "../../calls.ts";
import type { StoreTable } from "../../store/store-table.ts";
import { alternator, api, B, guide, invalid, N, S, seen, tableOf } from "./shapes.ts";

const [TableName, NUMBERED, BINARY] = ["facts-queries", "facts-numbered", "facts-binary"];

const item = (sk: string, more: object = {}) => ({ pk: S("p"), sk: S(sk), ...more });
const ITEMS = [
  item("a", { n: N(1), group: S("red"), rank: N(3), note: S("x") }),
  item("ab", { n: N(2), group: S("red"), rank: N(1), note: S("y") }),
  item("b", { n: N(3), group: S("blue"), rank: N(2) }),
  item("B", { n: N(4) }),
  item("é", { n: N(5), rank: N(9) }),
];
const numbered = [-10, -1.5, 0, 2, 10, 1e3].map((sk) => ({ pk: S("p"), sk: N(sk) }));
const binary = [[0], [1], [1, 2], [127], [128], [255]].map((sk) => ({ pk: S("p"), sk: B(...sk) }));

type Row = Omit<CallFact, "source" | "place" | "date">;
const query = (condition: string, values: object = {}, more: object = {}): Call => [
  "Query",
  {
    TableName,
    KeyConditionExpression: condition,
    ExpressionAttributeValues: { ":p": S("p"), ...values },
    ...more,
  },
];

/** Sort keys that a condition finds, in their order. */
const found = (
  table: string,
  rows: readonly (readonly [condition: string, values: object, keys: readonly object[], more?: object])[],
): readonly Row[] =>
  rows.map(([condition, values, keys, more]) => ({
    id: `query/${table.slice(6)}/${condition}${more ? ` ${JSON.stringify(more)}` : ""}` as Row["id"],
    call: query(`pk = :p${condition && ` AND ${condition}`}`, values, { ...more, TableName: table }),
    output: { Count: keys.length, ScannedCount: keys.length, Items: keys.map((sk) => ({ sk })) },
  }));

const refused = (rows: readonly (readonly [id: string, call: Call, message?: string | RegExp])[]): readonly Row[] =>
  rows.map(([id, call, message]) => ({ id: `refused-query/${id}`, call, error: invalid(message) }));

const texts = (...keys: readonly string[]) => keys.map(S);
const byGroup = (more: object = {}): Call => [
  "Query",
  {
    TableName,
    IndexName: "ByGroup",
    KeyConditionExpression: "#g = :g",
    ExpressionAttributeNames: { "#g": "group" },
    ExpressionAttributeValues: { ":g": S("red") },
    ...more,
  },
];
const byRank = (more: object = {}) => query("pk = :p", {}, { IndexName: "ByRank", ...more });

/** Queries of tables and indexes. */
export const queries: StoreTable = {
  service: "DynamoDB",
  subject: "queries",
  tables: [
    tableOf(
      TableName,
      { pk: "S", sk: "S" },
      {
        global: {
          ByGroup: [{ group: "S", rank: "N" }, ["n"]],
          ByGroupKeys: [{ group: "S" }, "KEYS_ONLY"],
          ByGroupAll: [{ group: "S", sk: "S" }],
        },
        local: { ByRank: [{ pk: "S", rank: "N" }, "KEYS_ONLY"] },
      },
    ),
    tableOf(NUMBERED, { pk: "S", sk: "N" }),
    tableOf(BINARY, { pk: "S", sk: "B" }),
  ],
  items: { [TableName]: ITEMS, [NUMBERED]: numbered, [BINARY]: binary },
  facts: [
    ...guide("Query.KeyConditionExpressions.html", [
      ...found(TableName, [
        ["", {}, texts("B", "a", "ab", "b", "é")],
        ["sk = :s", { ":s": S("ab") }, texts("ab")],
        ["sk < :s", { ":s": S("b") }, texts("B", "a", "ab")],
        ["sk <= :s", { ":s": S("b") }, texts("B", "a", "ab", "b")],
        ["sk > :s", { ":s": S("ab") }, texts("b", "é")],
        ["sk >= :s", { ":s": S("ab") }, texts("ab", "b", "é")],
        ["sk BETWEEN :s AND :t", { ":s": S("a"), ":t": S("b") }, texts("a", "ab", "b")],
        ["begins_with(sk, :s)", { ":s": S("a") }, texts("a", "ab")],
        ["", {}, texts("é", "b", "ab", "a", "B"), { ScanIndexForward: false }],
        ["sk > :s", { ":s": S("a") }, texts("é", "b", "ab"), { ScanIndexForward: false }],
      ]),
      ...found(NUMBERED, [
        ["", {}, [-10, -1.5, 0, 2, 10, 1000].map(N)],
        ["sk > :n", { ":n": N(-2) }, [-1.5, 0, 2, 10, 1000].map(N)],
        ["sk BETWEEN :n AND :m", { ":n": N("-1.50"), ":m": N("1E1") }, [-1.5, 0, 2, 10].map(N)],
        ["sk <= :n", { ":n": N(2) }, [2, 0, -1.5, -10].map(N), { ScanIndexForward: false }],
      ]),
      ...found(BINARY, [
        ["", {}, [B(0), B(1), B(1, 2), B(127), B(128), B(255)]],
        ["sk > :b", { ":b": B(127) }, [B(128), B(255)]],
        ["begins_with(sk, :b)", { ":b": B(1) }, [B(1), B(1, 2)]],
      ]),
    ]),
    ...guide("Query.FilterExpression.html", [
      {
        id: "query/filter",
        call: query("pk = :p", { ":n": N(2) }, { FilterExpression: "n > :n" }),
        output: { Count: 3, ScannedCount: 5, Items: [{ n: N(4) }, { n: N(3) }, { n: N(5) }] },
        absent: ["LastEvaluatedKey"],
      },
      {
        id: "query/filter-comes-after-the-limit",
        call: query("pk = :p", { ":n": N(2) }, { FilterExpression: "n < :n", Limit: 1 }),
        output: { Count: 0, ScannedCount: 1, Items: [], LastEvaluatedKey: item("B") },
      },
      {
        id: "query/filter-leaves-nothing",
        call: query("pk = :p", {}, { FilterExpression: "attribute_exists(absent)" }),
        output: { Count: 0, ScannedCount: 5, Items: [] },
      },
      ...refused([
        [
          "filter-by-partition-key",
          query("pk = :p", {}, { FilterExpression: "pk = :p" }),
          "Filter Expression can only contain non-primary key attributes: Primary key attribute: pk",
        ],
        [
          "filter-by-sort-key",
          query("pk = :p", {}, { FilterExpression: "sk = :p" }),
          "Filter Expression can only contain non-primary key attributes: Primary key attribute: sk",
        ],
      ]),
    ]),
    ...guide("Query.Pagination.html", [
      {
        id: "query/first-page",
        call: query("pk = :p", {}, { Limit: 2 }),
        output: { Count: 2, Items: [{ sk: S("B") }, { sk: S("a") }], LastEvaluatedKey: item("a") },
      },
      {
        id: "query/second-page",
        call: query("pk = :p", {}, { Limit: 2, ExclusiveStartKey: item("a") }),
        output: { Items: [{ sk: S("ab") }, { sk: S("b") }], LastEvaluatedKey: item("b") },
      },
      {
        id: "query/last-page",
        call: query("pk = :p", {}, { Limit: 2, ExclusiveStartKey: item("b") }),
        output: { Items: [{ sk: S("é") }] },
        absent: ["LastEvaluatedKey"],
      },
      {
        id: "query/back-from-the-middle",
        call: query("pk = :p", {}, { ScanIndexForward: false, ExclusiveStartKey: item("ab") }),
        output: { Items: [{ sk: S("a") }, { sk: S("B") }] },
      },
      {
        id: "query/a-limit-that-is-reached-has-a-key",
        call: query("pk = :p", {}, { Limit: 5 }),
        output: { Count: 5, LastEvaluatedKey: item("é") },
      },
      {
        id: "query/beyond-the-end",
        call: query("pk = :p", {}, { ExclusiveStartKey: item("é") }),
        output: { Count: 0, Items: [] },
        absent: ["LastEvaluatedKey"],
      },
      {
        id: "query/from-a-key-that-is-missing",
        call: query("pk = :p", {}, { ExclusiveStartKey: item("aa") }),
        output: { Items: [{ sk: S("ab") }, { sk: S("b") }, { sk: S("é") }] },
      },
      { id: "query/all-pages", call: query("pk = :p", {}, { Limit: 2 }), pages: true, output: { Count: 5, Pages: 3 } },
      {
        id: "query/nothing",
        call: query("pk = :x", { ":x": S("nobody"), ":p": undefined }),
        output: { Count: 0, ScannedCount: 0, Items: [] },
        absent: ["LastEvaluatedKey"],
      },
    ]),
    ...guide("Query.Other.html", [
      {
        id: "query/count",
        call: query("pk = :p", {}, { Select: "COUNT" }),
        output: { Count: 5, ScannedCount: 5 },
        absent: ["Items"],
      },
      {
        id: "query/count-of-a-filter",
        call: query("pk = :p", { ":n": N(2) }, { Select: "COUNT", FilterExpression: "n > :n" }),
        output: { Count: 3, ScannedCount: 5 },
        absent: ["Items"],
      },
      { id: "query/consistent", call: query("pk = :p", {}, { ConsistentRead: true }), output: { Count: 5 } },
    ]),
    ...api("Query", [
      {
        id: "query/projection",
        call: query("pk = :p AND sk = :s", { ":s": S("a") }, { ProjectionExpression: "n" }),
        output: { Items: [{ n: N(1) }] },
        absent: ["Items.0.pk", "Items.0.sk"],
      },
      {
        id: "query/specific-attributes",
        call: query("pk = :p", {}, { Select: "SPECIFIC_ATTRIBUTES", ProjectionExpression: "n" }),
        output: { Count: 5 },
      },
      {
        id: "query/capacity",
        call: query("pk = :p", {}, { ReturnConsumedCapacity: "TOTAL" }),
        output: { ConsumedCapacity: { TableName, CapacityUnits: 0.5 } },
      },
      {
        id: "query/capacity-consistent",
        call: query("pk = :p", {}, { ReturnConsumedCapacity: "TOTAL", ConsistentRead: true }),
        output: { ConsumedCapacity: { CapacityUnits: 1 } },
      },
      {
        id: "query/capacity-of-an-index",
        call: byGroup({ ReturnConsumedCapacity: "INDEXES" }),
        output: {
          ConsumedCapacity: {
            CapacityUnits: 0.5,
            Table: { CapacityUnits: 0 },
            GlobalSecondaryIndexes: { ByGroup: { CapacityUnits: 0.5 } },
          },
        },
      },
      ...refused([
        [
          "all-projected-of-a-table",
          query("pk = :p", {}, { Select: "ALL_PROJECTED_ATTRIBUTES" }),
          "One or more parameter values were invalid: ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName",
        ],
        ["specific-without-names", query("pk = :p", {}, { Select: "SPECIFIC_ATTRIBUTES" }), /SPECIFIC_ATTRIBUTES/],
        [
          "count-with-projection",
          query("pk = :p", {}, { Select: "COUNT", ProjectionExpression: "n" }),
          /^Cannot specify the ProjectionExpression when choosing to get only the Count$|ProjectionExpression/,
        ],
        [
          "limit-below-one",
          query("pk = :p", {}, { Limit: -1 }),
          /failed to satisfy constraint: Member must have value greater than or equal to 1$/,
        ],
        [
          "unknown-index",
          query("pk = :p", {}, { IndexName: "Nobodys" }),
          "The table does not have the specified index: Nobodys",
        ],
        [
          "start-of-another-partition",
          query("pk = :p", {}, { ExclusiveStartKey: { pk: S("q"), sk: S("a") } }),
          "The provided starting key is outside query boundaries based on provided conditions",
        ],
        [
          "start-outside-the-range",
          query("pk = :p AND sk > :s", { ":s": S("b") }, { ExclusiveStartKey: item("a") }),
          "The provided starting key does not match the range key predicate",
        ],
        [
          "start-without-sort-key",
          query("pk = :p", {}, { ExclusiveStartKey: { pk: S("p") } }),
          /^The provided starting key is invalid/,
        ],
        [
          "start-of-another-type",
          query("pk = :p", {}, { ExclusiveStartKey: { pk: S("p"), sk: N(1) } }),
          /^The provided starting key is invalid/,
        ],
        [
          "no-condition",
          ["Query", { TableName }],
          "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
        ],
        [
          "both-kinds",
          query("pk = :p", {}, { KeyConditions: { pk: { ComparisonOperator: "EQ", AttributeValueList: [S("p")] } } }),
          "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {KeyConditions} Expression parameters: {KeyConditionExpression}",
        ],
      ]),
    ]),
    ...seen(
      "tier3/error-messages/query",
      refused([
        ["no-partition-key", query("sk = :p"), "Query condition missed key schema element: pk"],
        ["another-attribute", query("n = :p"), "Query condition missed key schema element: pk"],
        [
          "unused-name",
          query("pk = :p", {}, { ExpressionAttributeNames: { "#unused": "x" } }),
          "Value provided in ExpressionAttributeNames unused in expressions: keys: {#unused}",
        ],
        [
          "unknown-select",
          query("pk = :p", {}, { Select: "SOME" }),
          "1 validation error detected: Value 'SOME' at 'select' failed to satisfy constraint: Member must satisfy enum value set: [SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]",
        ],
        [
          "consistent-on-a-global-index",
          byGroup({ ConsistentRead: true }),
          "Consistent reads are not supported on global secondary indexes",
        ],
        ["limit-of-0", query("pk = :p", {}, { Limit: 0 }), /Member must have value greater than or equal to 1$/],
        ["empty-condition", query(""), "Invalid KeyConditionExpression: The expression can not be empty;"],
        [
          "undefined-name",
          query("pk = :p", {}, { FilterExpression: "#missing = :p" }),
          "Invalid FilterExpression: An expression attribute name used in the document path is not defined; attribute name: #missing",
        ],
      ]),
    ),
    ...alternator("key_condition_expression", [
      {
        id: "query/sort-key-first",
        call: query("sk = :s AND pk = :p", { ":s": S("a") }),
        output: { Items: [{ sk: S("a") }] },
      },
      {
        id: "query/any-letters",
        call: query("pk = :p aNd sk bEtWeEn :s AnD :t", { ":s": S("a"), ":t": S("b") }),
        output: { Count: 3 },
      },
      { id: "query/in-brackets", call: query("((sk = :s) AND (pk = :p))", { ":s": S("a") }), output: { Count: 1 } },
      {
        id: "query/names",
        call: query("#p = :p AND #s = :s", { ":s": S("a") }, { ExpressionAttributeNames: { "#p": "pk", "#s": "sk" } }),
        output: { Count: 1 },
      },
      ...refused([
        ["or", query("pk = :p OR sk = :p"), "Invalid operator used in KeyConditionExpression: OR"],
        ["not", query("NOT sk = :p AND pk = :p"), "Invalid operator used in KeyConditionExpression: NOT"],
        ["unequal", query("pk = :p AND sk <> :p"), "Invalid operator used in KeyConditionExpression: <>"],
        ["in", query("pk = :p AND sk IN (:p)"), "Invalid operator used in KeyConditionExpression: IN"],
        [
          "attribute-exists",
          query("pk = :p AND attribute_exists(sk)"),
          "Invalid operator used in KeyConditionExpression: attribute_exists",
        ],
        [
          "contains",
          query("pk = :p AND contains(sk, :p)"),
          "Invalid operator used in KeyConditionExpression: contains",
        ],
        [
          "unknown-function",
          query("pk = :p AND dog(sk, :p)"),
          "Invalid KeyConditionExpression: Invalid function name; function: dog",
        ],
        [
          "function-in-capitals",
          query("pk = :p AND BEGINS_WITH(sk, :p)"),
          "Invalid KeyConditionExpression: Invalid function name; function: BEGINS_WITH",
        ],
        ["range-of-partition-keys", query("pk > :p"), "Query key condition not supported"],
        ["beginning-of-partition-keys", query("begins_with(pk, :p)"), "Query key condition not supported"],
        [
          "sort-key-twice",
          query("pk = :p AND sk > :p AND sk < :p"),
          /^(?:Invalid KeyConditionExpression: |KeyConditionExpressions must only contain one condition per key|Conditions can be of length 1 or 2 only)/,
        ],
        ["three-attributes", query("pk = :p AND sk = :p AND n = :p"), /.*/],
        ["second-is-no-sort-key", query("pk = :p AND n = :p"), "Query condition missed key schema element: sk"],
        ["nested-attribute", query("pk = :p AND n.x = :p"), /nested/],
        ["attribute-on-the-right", query("pk = sk"), /.*/],
        [
          "syntax",
          query("pk = :p AND sk != :p"),
          /^Invalid KeyConditionExpression: Syntax error; token: "!", near: "sk !=/,
        ],
        [
          "partition-key-of-another-type",
          query("pk = :n", { ":n": N(1), ":p": undefined }),
          "One or more parameter values were invalid: Condition parameter type does not match schema type",
        ],
        [
          "sort-key-of-another-type",
          query("pk = :p AND sk = :n", { ":n": N(1) }),
          "One or more parameter values were invalid: Condition parameter type does not match schema type",
        ],
        [
          "begins-with-a-number",
          query("pk = :p AND begins_with(sk, :n)", { ":n": N(1) }, { TableName: NUMBERED }),
          "Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: begins_with, operand type: N",
        ],
        ["empty-partition-key", query("pk = :e", { ":e": S(""), ":p": undefined }), /empty string/],
      ]),
    ]),
    ...guide("GSI.html", [
      {
        id: "index/order-of-its-sort-key",
        call: byGroup(),
        output: {
          Count: 2,
          Items: [
            { sk: S("ab"), rank: N(1) },
            { sk: S("a"), rank: N(3) },
          ],
        },
      },
      {
        id: "index/has-keys-and-what-it-includes",
        call: byGroup({ Limit: 1 }),
        output: { Items: [item("ab", { group: S("red"), rank: N(1), n: N(2) })] },
        absent: ["Items.0.note"],
      },
      {
        id: "index/keys-only",
        call: byGroup({ IndexName: "ByGroupKeys", Limit: 1 }),
        output: { Items: [{ pk: S("p"), group: S("red") }] },
        absent: ["Items.0.n", "Items.0.rank", "Items.0.note"],
      },
      { id: "index/of-all", call: byGroup({ IndexName: "ByGroupAll", Limit: 1 }), output: { Items: [ITEMS[0]] } },
      {
        id: "index/last-key-has-both-keys",
        call: byGroup({ Limit: 1 }),
        output: { LastEvaluatedKey: item("ab", { group: S("red"), rank: N(1) }) },
      },
      {
        id: "index/next-page",
        call: byGroup({ ExclusiveStartKey: item("ab", { group: S("red"), rank: N(1) }) }),
        output: { Items: [{ sk: S("a") }] },
      },
      {
        id: "index/is-sparse",
        call: ["Scan", { TableName, IndexName: "ByGroup" }],
        output: { Count: 3, ScannedCount: 3 },
      },
      {
        id: "index/all-projected",
        call: byGroup({ Select: "ALL_PROJECTED_ATTRIBUTES" }),
        output: { Count: 2 },
        absent: ["Items.0.note"],
      },
      {
        id: "index/key-of-a-table-may-be-in-a-filter",
        call: byGroup({ FilterExpression: "sk = :s", ExpressionAttributeValues: { ":g": S("red"), ":s": S("a") } }),
        output: { Count: 1, ScannedCount: 2 },
      },
      ...refused([
        [
          "all-of-an-index-that-has-not-all",
          byGroup({ Select: "ALL_ATTRIBUTES" }),
          "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index ByGroup because its projection type is not ALL",
        ],
        [
          "attribute-that-an-index-has-not",
          byGroup({ ProjectionExpression: "note" }),
          /^One or more parameter values were invalid: Global secondary index ByGroup does not project \[note\]/,
        ],
        [
          "start-of-an-index-without-its-key",
          byGroup({ ExclusiveStartKey: item("ab") }),
          /^The provided starting key is invalid/,
        ],
      ]),
    ]),
    ...guide("LSI.html", [
      {
        id: "local/order-of-its-sort-key",
        call: byRank(),
        output: { Count: 4, Items: [{ sk: S("ab") }, { sk: S("b") }, { sk: S("a") }, { sk: S("é") }] },
      },
      {
        id: "local/keys-only",
        call: byRank({ Limit: 1 }),
        output: { Items: [item("ab", { rank: N(1) })] },
        absent: ["Items.0.n", "Items.0.group"],
      },
      {
        id: "local/fetches-from-the-table",
        call: byRank({ Limit: 1, ProjectionExpression: "note" }),
        output: { Items: [{ note: S("y") }] },
      },
      {
        id: "local/all-attributes",
        call: byRank({ Limit: 1, Select: "ALL_ATTRIBUTES" }),
        output: { Items: [ITEMS[1]] },
      },
      { id: "local/consistent", call: byRank({ ConsistentRead: true }), output: { Count: 4 } },
      {
        id: "local/range",
        call: query(
          "pk = :p AND #r BETWEEN :a AND :b",
          { ":a": N(2), ":b": N(3) },
          { IndexName: "ByRank", ExpressionAttributeNames: { "#r": "rank" } },
        ),
        output: { Items: [{ sk: S("b") }, { sk: S("a") }] },
      },
      { id: "local/last-key", call: byRank({ Limit: 1 }), output: { LastEvaluatedKey: item("ab", { rank: N(1) }) } },
    ]),
  ],
};
