import type { Call, CallFact } from "../../calls.ts";
import { from } from "../../fact.ts";
import type { StoreTable } from "../../store/store-table.ts";
import { hashTable, invalid, N, S, tableOf } from "./shapes.ts";

type Rows = Parameters<typeof from<CallFact>>[3];
const of = (place: string, rows: Rows) =>
  from<CallFact>("localstack", `dynamodb/test_dynamodb: ${place}`, "2025-10-08", rows);

const TableName = "facts-items";
/** Nobody writes to it: its number of items stays. */
const PLAIN = "facts-plain";
const LOCAL = "facts-local";
const KEY = {
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
};
const create = (name: string, more: object = {}): Call => [
  "CreateTable",
  { TableName: name, ...KEY, BillingMode: "PAY_PER_REQUEST", ...more },
];
const put = (Item: object, more: object = {}): Call => [
  "PutItem",
  { TableName, Item: { id: S("$me"), ...Item }, ...more },
];
const missing = (message: string) => ({ code: "ResourceNotFoundException", message });
const OLD = { ReturnValues: "ALL_OLD" };
const once = { id: S("$me"), data: S("foobar") };

/** Items and tables, called with AWS's SDK. */
export const items: StoreTable = {
  service: "DynamoDB",
  subject: "items and tables",
  tables: [
    hashTable(TableName),
    hashTable(PLAIN),
    tableOf(LOCAL, { PK: "S", SK: "S" }, { local: { LSI1: [{ PK: "S", LSI1SK: "N" }] } }),
  ],
  facts: [
    ...of("test_return_values_in_put_item", [
      { id: "put/first", call: put({ data: S("foobar") }, OLD), absent: ["Attributes"] },
      {
        id: "put/the-same",
        before: [put({ data: S("foobar") })],
        call: put({ data: S("foobar") }, OLD),
        output: { Attributes: once },
      },
      {
        id: "put/another",
        before: [put({ data: S("foobar") })],
        call: put({ data: S("b") }, OLD),
        output: { Attributes: once },
      },
      {
        id: "put/without-return-values",
        before: [put({ data: S("foobar") })],
        call: put({ data: S("b") }),
        absent: ["Attributes"],
      },
    ]),
    ...of("test_create_duplicate_table", [
      {
        id: "table/twice",
        call: create(PLAIN),
        error: { code: "ResourceInUseException", message: `Table already exists: ${PLAIN}` },
      },
    ]),
    ...of("test_dynamodb_pay_per_request", [
      {
        id: "table/units-with-pay-per-request",
        call: create("facts-units", { ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 } }),
        error: invalid(
          "One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
        ),
      },
    ]),
    ...of("test_table_crud", [
      {
        id: "table/created",
        call: create("facts-created"),
        output: {
          TableDescription: {
            ...KEY,
            DeletionProtectionEnabled: false,
            ItemCount: 0,
            ProvisionedThroughput: { NumberOfDecreasesToday: 0 },
            TableName: "facts-created",
            TableSizeBytes: 0,
          },
        },
      },
      {
        id: "table/described",
        call: ["DescribeTable", { TableName: PLAIN }],
        output: {
          Table: { ...KEY, DeletionProtectionEnabled: false, ItemCount: 0, TableName: PLAIN, TableStatus: "ACTIVE" },
        },
      },
      {
        id: "table/deleted",
        before: [create("facts-deleted")],
        call: ["DeleteTable", { TableName: "facts-deleted" }],
        output: { TableDescription: { TableName: "facts-deleted", TableStatus: "DELETING", ItemCount: 0 } },
      },
      {
        id: "table/unknown",
        call: ["DeleteTable", { TableName: "non-existent" }],
        error: missing("Requested resource not found: Table: non-existent not found"),
      },
    ]),
    ...of("test_gsi_with_billing_mode[PAY_PER_REQUEST]", [
      {
        id: "table/pay-per-request",
        call: ["DescribeTable", { TableName: PLAIN }],
        output: {
          Table: {
            BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
            ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
          },
        },
      },
    ]),
    ...of("test_dynamodb_get_batch_items", [
      {
        id: "batch/get-nothing",
        call: ["BatchGetItem", { RequestItems: { [TableName]: { Keys: [{ id: S("x") }] } } }],
        output: { Responses: { [TableName]: [] }, UnprocessedKeys: {} },
      },
    ]),
    ...of("test_batch_write_items", [
      {
        id: "batch/write",
        call: ["BatchWriteItem", { RequestItems: { [TableName]: [{ PutRequest: { Item: { id: S("x") } } }] } }],
        output: { UnprocessedItems: {} },
      },
    ]),
    ...of("test_batch_write_not_matching_schema", [
      {
        id: "batch/delete-by-another-key",
        call: ["BatchWriteItem", { RequestItems: { [TableName]: [{ DeleteRequest: { Key: { other: S("x") } } }] } }],
        error: invalid("The provided key element does not match the schema"),
      },
    ]),
    ...of("test_batch_write_not_existing_table", [
      {
        id: "transaction/unknown-table",
        call: ["TransactWriteItems", { TransactItems: [{ Put: { TableName: "non-existent", Item: { id: S("x") } } }] }],
        error: missing("Requested resource not found"),
      },
    ]),
    ...of("test_transaction_write_canceled", [
      {
        id: "transaction/condition-failed",
        before: [put({})],
        call: [
          "TransactWriteItems",
          {
            TransactItems: [
              {
                ConditionCheck: { TableName, Key: { id: S("$me") }, ConditionExpression: "attribute_not_exists(id)" },
              },
              { Put: { TableName, Item: { id: S("x") } } },
            ],
          },
        ],
        error: {
          code: "TransactionCanceledException",
          message:
            "Transaction cancelled, please refer cancellation reasons for specific reasons [ConditionalCheckFailed, None]",
        },
      },
    ]),
    ...of("test_transact_get_items", [
      {
        id: "transaction/get",
        before: [put({})],
        call: ["TransactGetItems", { TransactItems: [{ Get: { TableName, Key: { id: S("$me") } } }] }],
        output: { Responses: [{ Item: { id: S("$me") } }] },
      },
    ]),
    ...of("test_return_values_on_conditions_check_failure", [
      {
        id: "condition/failed",
        before: [put({ price: N(650) })],
        call: [
          "PutItem",
          {
            TableName,
            Item: { id: S("$me") },
            ConditionExpression: "attribute_not_exists(id)",
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          },
        ],
        error: { code: "ConditionalCheckFailedException", message: "The conditional request failed" },
      },
    ]),
    ...of("test_dynamodb_execute_transaction", [
      {
        id: "statement/transaction",
        call: [
          "ExecuteTransaction",
          {
            TransactStatements: [
              { Statement: `INSERT INTO "${TableName}" VALUE {'id': '$me-1'}` },
              { Statement: `INSERT INTO "${TableName}" VALUE {'id': '$me-2'}` },
            ],
          },
        ],
        output: { Responses: [] },
      },
    ]),
    ...of("test_dynamodb_batch_execute_statement", [
      {
        id: "statement/batch",
        before: [put({ Age: N(20) })],
        call: [
          "BatchExecuteStatement",
          {
            Statements: [
              { Statement: `INSERT INTO "${TableName}" VALUE {'id': '$me-2'}` },
              { Statement: `UPDATE "${TableName}" SET Age=20 WHERE id='$me'` },
            ],
          },
        ],
        output: { Responses: [{ TableName }, { TableName }] },
      },
    ]),
    ...of("test_dynamodb_partiql_missing", [
      {
        id: "statement/not-missing",
        before: [put({ FirstName: S("Alice") }), ["PutItem", { TableName, Item: { id: S("$me-2") } }]],
        call: ["ExecuteStatement", { Statement: `SELECT * FROM "${TableName}" WHERE FirstName IS NOT MISSING` }],
        output: { Items: [{ id: S("$me"), FirstName: S("Alice") }] },
      },
    ]),
    ...of("test_dynamodb_execute_statement_empy_parameter", [
      {
        id: "statement/no-parameters",
        call: ["ExecuteStatement", { Statement: `SELECT * FROM "${TableName}"`, Parameters: [] }],
        error: invalid(
          "1 validation error detected: Value '[]' at 'parameters' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
      },
    ]),
    ...of("test_empty_and_binary_values", [
      { id: "put/empty-text", call: put({ data: S("") }), absent: ["Attributes"] },
      {
        id: "put/binary",
        call: put({ data: { B: new Uint8Array([0x90]) } }),
        absent: ["Attributes"],
      },
    ]),
    ...of("test_data_encoding_consistency", [
      {
        id: "get/binary",
        before: [put({ data: { B: new Uint8Array([0x90]) }, version: N(1) })],
        call: ["GetItem", { TableName, Key: { id: S("$me") } }],
        output: { Item: { id: S("$me"), data: { B: new Uint8Array([0x90]) }, version: N(1) } },
      },
    ]),
    ...of("test_valid_local_secondary_index", [
      {
        id: "query/local-index",
        before: [["PutItem", { TableName: LOCAL, Item: { PK: S("test one"), SK: S("hello"), LSI1SK: N(123) } }]],
        call: [
          "Query",
          {
            TableName: LOCAL,
            IndexName: "LSI1",
            KeyConditionExpression: "PK = :v1",
            ExpressionAttributeValues: { ":v1": S("test one") },
            Select: "ALL_ATTRIBUTES",
          },
        ],
        output: { Count: 1, ScannedCount: 1, Items: [{ PK: S("test one"), SK: S("hello"), LSI1SK: N(123) }] },
      },
    ]),
  ],
};
