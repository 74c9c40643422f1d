import type { Call, CallFact } from "../../calls.ts";
import type { StoreTable } from "../../store/store-table.ts";
import { api, guide, hashTable, invalid, N, S, seen, tableOf } from "./shapes.ts";

const [TableName, LARGE, EMPTY] = ["facts-scans", "facts-large", "facts-empty"];
const ITEMS = ["a", "b", "c", "d", "e"].map((id, index) => ({
  id: S(id),
  n: N(index),
  kind: S(index % 2 ? "odd" : "even"),
}));
const LARGE_ITEMS = ["1", "2", "3", "4", "5"].map((sk) => ({ pk: S("p"), sk: S(sk), text: S("x".repeat(300_000)) }));

type Row = Omit<CallFact, "source" | "place" | "date">;
const scan = (more: object = {}): Call => ["Scan", { TableName, ...more }];
const refused = (rows: readonly (readonly [id: string, more: object, message: string | RegExp])[]): readonly Row[] =>
  rows.map(([id, more, message]) => ({ id: `refused-scan/${id}`, call: scan(more), error: invalid(message) }));

/** Scans, and pages of a megabyte. */
export const scans: StoreTable = {
  service: "DynamoDB",
  subject: "scans and pages",
  tables: [hashTable(TableName), tableOf(LARGE, { pk: "S", sk: "S" }), hashTable(EMPTY)],
  items: { [TableName]: ITEMS, [LARGE]: LARGE_ITEMS },
  facts: [
    ...guide("Scan.html", [
      { id: "scan/all", call: scan(), output: { Count: 5, ScannedCount: 5 }, absent: ["LastEvaluatedKey"] },
      {
        id: "scan/nothing",
        call: scan({ TableName: EMPTY }),
        output: { Count: 0, ScannedCount: 0, Items: [] },
        absent: ["LastEvaluatedKey"],
      },
      {
        id: "scan/filter",
        call: scan({ FilterExpression: "n > :n", ExpressionAttributeValues: { ":n": N(2) } }),
        output: { Count: 2, ScannedCount: 5 },
      },
      {
        id: "scan/filter-by-key",
        call: scan({ FilterExpression: "id = :i", ExpressionAttributeValues: { ":i": S("c") } }),
        output: { Count: 1, ScannedCount: 5, Items: [ITEMS[2]] },
      },
      {
        id: "scan/limit",
        call: scan({ Limit: 2 }),
        output: { Count: 2, ScannedCount: 2, LastEvaluatedKey: { id: { S: /^[a-e]$/ } } },
      },
      {
        id: "scan/limit-before-filter",
        call: scan({ Limit: 3, FilterExpression: "n < :n", ExpressionAttributeValues: { ":n": N(-1) } }),
        output: { Count: 0, ScannedCount: 3, Items: [] },
      },
      { id: "scan/pages", call: scan({ Limit: 2 }), pages: true, output: { Count: 5, Pages: 3 } },
      { id: "scan/pages-of-exactly-all", call: scan({ Limit: 5 }), pages: true, output: { Count: 5, Pages: 2 } },
      { id: "scan/count", call: scan({ Select: "COUNT" }), output: { Count: 5, ScannedCount: 5 }, absent: ["Items"] },
      { id: "scan/consistent", call: scan({ ConsistentRead: true }), output: { Count: 5 } },
      {
        id: "scan/projection",
        call: scan({ ProjectionExpression: "n", Limit: 1 }),
        output: { Count: 1, Items: [{ n: { N: /^\d$/ } }] },
        absent: ["Items.0.id"],
      },
      { id: "scan/one-segment-has-all", call: scan({ Segment: 0, TotalSegments: 1 }), output: { Count: 5 } },
      { id: "scan/a-million-segments", call: scan({ Segment: 999_999, TotalSegments: 1_000_000 }), output: {} },
    ]),
    ...api("Scan", [
      ...refused([
        [
          "too-many-segments",
          { Segment: 0, TotalSegments: 1_000_001 },
          /Member must have value less than or equal to 1000000$/,
        ],
        ["no-segments", { Segment: 0, TotalSegments: 0 }, /Member must have value greater than or equal to 1$/],
        ["negative-segment", { Segment: -1, TotalSegments: 2 }, /Member must have value greater than or equal to 0$/],
        [
          "all-projected-of-a-table",
          { Select: "ALL_PROJECTED_ATTRIBUTES" },
          /ALL_PROJECTED_ATTRIBUTES can be used only when (?:Scanning|Querying) using an IndexName$/,
        ],
        ["unknown-index", { IndexName: "Nobodys" }, "The table does not have the specified index: Nobodys"],
        ["start-of-another-schema", { ExclusiveStartKey: { other: S("a") } }, /^The provided starting key is invalid/],
        [
          "both-kinds",
          {
            FilterExpression: "n = :n",
            ExpressionAttributeValues: { ":n": N(1) },
            ScanFilter: { n: { ComparisonOperator: "NULL" } },
          },
          "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {ScanFilter} Expression parameters: {FilterExpression}",
        ],
      ]),
      {
        id: "scan/capacity",
        call: scan({ ReturnConsumedCapacity: "TOTAL" }),
        output: { ConsumedCapacity: { TableName, CapacityUnits: 0.5 } },
      },
    ]),
    ...seen("tier3/error-messages/scan", [
      ...refused([
        [
          "segment-alone",
          { Segment: 0 },
          "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
        ],
        [
          "segments-alone",
          { TotalSegments: 2 },
          "The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
        ],
        [
          "segment-out-of-range",
          { Segment: 5, TotalSegments: 5 },
          "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 5 is not less than TotalSegments: 5",
        ],
        ["limit-of-0", { Limit: 0 }, /Member must have value greater than or equal to 1$/],
      ]),
      {
        id: "scan/unknown-table",
        call: scan({ TableName: "facts-of-nobody" }),
        error: { code: "ResourceNotFoundException", message: "Requested resource not found" },
      },
    ]),
    ...guide("Query.Pagination.html", [
      {
        id: "page/a-megabyte",
        call: [
          "Query",
          {
            TableName: LARGE,
            KeyConditionExpression: "pk = :p",
            ExpressionAttributeValues: { ":p": S("p") },
            ProjectionExpression: "sk",
          },
        ],
        output: { Count: /^[34]$/, LastEvaluatedKey: { pk: S("p"), sk: { S: /^[34]$/ } } },
      },
      {
        id: "page/a-megabyte-of-a-filter",
        call: [
          "Query",
          {
            TableName: LARGE,
            KeyConditionExpression: "pk = :p",
            FilterExpression: "attribute_exists(absent)",
            ExpressionAttributeValues: { ":p": S("p") },
          },
        ],
        output: { Count: 0, ScannedCount: /^[34]$/, LastEvaluatedKey: { sk: { S: /^[34]$/ } } },
      },
      {
        id: "page/all-of-them",
        call: [
          "Query",
          {
            TableName: LARGE,
            KeyConditionExpression: "pk = :p",
            ExpressionAttributeValues: { ":p": S("p") },
            Select: "COUNT",
          },
        ],
        pages: true,
        output: { Count: 5, Pages: 2 },
      },
      {
        id: "page/scan",
        call: ["Scan", { TableName: LARGE, Select: "COUNT" }],
        pages: true,
        output: { Count: 5, Pages: 2 },
      },
      {
        id: "page/limit-comes-first",
        call: [
          "Query",
          {
            TableName: LARGE,
            KeyConditionExpression: "pk = :p",
            ExpressionAttributeValues: { ":p": S("p") },
            Limit: 2,
            Select: "COUNT",
          },
        ],
        output: { Count: 2, LastEvaluatedKey: { sk: S("2") } },
      },
    ]),
  ],
};
