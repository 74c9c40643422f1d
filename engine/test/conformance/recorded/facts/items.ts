import type { Call, CallFact } from "../calls.ts";
import { type FactTable, from } from "../fact.ts";

type Rows = Parameters<typeof from<CallFact>>[3];
const of = (place: string, rows: Rows) =>
  from<CallFact>("localstack", `dynamodb/test_dynamodb: ${place}`, "2025-10-08", rows);

const TableName = "table";
const KEY = {
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
};
const create = (more: object = {}): Call => [
  "CreateTable",
  { TableName, ...KEY, BillingMode: "PAY_PER_REQUEST", ...more },
];
const S = (text: string) => ({ S: text });
const N = (number: number) => ({ N: String(number) });
const put = (Item: object, more: object = {}): Call => [
  "PutItem",
  { TableName, Item: { id: S("id1"), ...Item }, ...more },
];
const invalid = (message: string) => ({ code: "ValidationException", message });
const missing = (message: string) => ({ code: "ResourceNotFoundException", message });
const OLD = { ReturnValues: "ALL_OLD" };
const once = { id: S("id1"), data: S("foobar") };

/** Items and tables, called with AWS's SDK. */
export const items: FactTable<CallFact> = {
  service: "DynamoDB",
  subject: "items and tables",
  facts: [
    ...of("test_return_values_in_put_item", [
      { id: "put/first", before: [create()], call: put({ data: S("foobar") }, OLD), absent: ["Attributes"] },
      {
        id: "put/the-same",
        before: [create(), put({ data: S("foobar") })],
        call: put({ data: S("foobar") }, OLD),
        output: { Attributes: once },
      },
      {
        id: "put/another",
        before: [create(), put({ data: S("foobar") })],
        call: put({ data: S("b") }, OLD),
        output: { Attributes: once },
      },
      {
        id: "put/without-return-values",
        before: [create(), put({ data: S("foobar") })],
        call: put({ data: S("b") }),
        absent: ["Attributes"],
      },
    ]),
    ...of("test_create_duplicate_table", [
      {
        id: "table/twice",
        before: [create()],
        call: create(),
        error: { code: "ResourceInUseException", message: "Table already exists: table" },
      },
    ]),
    ...of("test_dynamodb_pay_per_request", [
      {
        id: "table/units-with-pay-per-request",
        call: create({ ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 } }),
        error: invalid(
          "One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
        ),
      },
    ]),
    ...of("test_table_crud", [
      {
        id: "table/created",
        call: create(),
        output: {
          TableDescription: {
            ...KEY,
            DeletionProtectionEnabled: false,
            ItemCount: 0,
            ProvisionedThroughput: { NumberOfDecreasesToday: 0 },
            TableName,
            TableSizeBytes: 0,
          },
        },
      },
      {
        id: "table/described",
        before: [create()],
        call: ["DescribeTable", { TableName }],
        output: { Table: { ...KEY, DeletionProtectionEnabled: false, ItemCount: 0, TableName, TableStatus: "ACTIVE" } },
      },
      {
        id: "table/deleted",
        before: [create()],
        call: ["DeleteTable", { TableName }],
        output: { TableDescription: { TableName, TableStatus: "DELETING", ItemCount: 0 } },
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
        before: [create()],
        call: ["DescribeTable", { TableName }],
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
        before: [create()],
        call: ["BatchGetItem", { RequestItems: { table: { Keys: [{ id: S("x") }] } } }],
        output: { Responses: { table: [] }, UnprocessedKeys: {} },
      },
    ]),
    ...of("test_batch_write_items", [
      {
        id: "batch/write",
        before: [create()],
        call: ["BatchWriteItem", { RequestItems: { table: [{ PutRequest: { Item: { id: S("x") } } }] } }],
        output: { UnprocessedItems: {} },
      },
    ]),
    ...of("test_batch_write_not_matching_schema", [
      {
        id: "batch/delete-by-another-key",
        before: [create()],
        call: ["BatchWriteItem", { RequestItems: { table: [{ DeleteRequest: { Key: { other: S("x") } } }] } }],
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
        before: [create(), put({})],
        call: [
          "TransactWriteItems",
          {
            TransactItems: [
              {
                ConditionCheck: { TableName, Key: { id: S("id1") }, ConditionExpression: "attribute_not_exists(id)" },
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
        before: [create(), put({})],
        call: ["TransactGetItems", { TransactItems: [{ Get: { TableName, Key: { id: S("id1") } } }] }],
        output: { Responses: [{ Item: { id: S("id1") } }] },
      },
    ]),
    ...of("test_return_values_on_conditions_check_failure", [
      {
        id: "condition/failed",
        before: [create(), put({ price: N(650) })],
        call: [
          "PutItem",
          {
            TableName,
            Item: { id: S("id1") },
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
        before: [create()],
        call: [
          "ExecuteTransaction",
          {
            TransactStatements: [
              { Statement: `INSERT INTO "table" VALUE {'id': 'user01'}` },
              { Statement: `INSERT INTO "table" VALUE {'id': 'user02'}` },
            ],
          },
        ],
        output: { Responses: [] },
      },
    ]),
    ...of("test_dynamodb_batch_execute_statement", [
      {
        id: "statement/batch",
        before: [create(), put({ Age: N(20) })],
        call: [
          "BatchExecuteStatement",
          {
            Statements: [
              { Statement: `INSERT INTO "table" VALUE {'id': 'user02'}` },
              { Statement: `UPDATE "table" SET Age=20 WHERE id='id1'` },
            ],
          },
        ],
        output: { Responses: [{ TableName }, { TableName }] },
      },
    ]),
    ...of("test_dynamodb_partiql_missing", [
      {
        id: "statement/not-missing",
        before: [create(), put({ FirstName: S("Alice") }), ["PutItem", { TableName, Item: { id: S("b") } }]],
        call: ["ExecuteStatement", { Statement: 'SELECT * FROM "table" WHERE FirstName IS NOT MISSING' }],
        output: { Items: [{ id: S("id1"), FirstName: S("Alice") }] },
      },
    ]),
    ...of("test_dynamodb_execute_statement_empy_parameter", [
      {
        id: "statement/no-parameters",
        before: [create()],
        call: ["ExecuteStatement", { Statement: 'SELECT * FROM "table"', Parameters: [] }],
        error: invalid(
          "1 validation error detected: Value '[]' at 'parameters' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
      },
    ]),
    ...of("test_empty_and_binary_values", [
      { id: "put/empty-text", before: [create()], call: put({ data: S("") }), absent: ["Attributes"] },
      {
        id: "put/binary",
        before: [create()],
        call: put({ data: { B: new Uint8Array([0x90]) } }),
        absent: ["Attributes"],
      },
    ]),
    ...of("test_data_encoding_consistency", [
      {
        id: "get/binary",
        before: [create(), put({ data: { B: new Uint8Array([0x90]) }, version: N(1) })],
        call: ["GetItem", { TableName, Key: { id: S("id1") } }],
        output: { Item: { id: S("id1"), data: { B: new Uint8Array([0x90]) }, version: N(1) } },
      },
    ]),
    ...of("test_valid_local_secondary_index", [
      {
        id: "query/local-index",
        before: [
          [
            "CreateTable",
            {
              TableName,
              BillingMode: "PAY_PER_REQUEST",
              AttributeDefinitions: [
                { AttributeName: "PK", AttributeType: "S" },
                { AttributeName: "SK", AttributeType: "S" },
                { AttributeName: "LSI1SK", AttributeType: "N" },
              ],
              KeySchema: [
                { AttributeName: "PK", KeyType: "HASH" },
                { AttributeName: "SK", KeyType: "RANGE" },
              ],
              LocalSecondaryIndexes: [
                {
                  IndexName: "LSI1",
                  KeySchema: [
                    { AttributeName: "PK", KeyType: "HASH" },
                    { AttributeName: "LSI1SK", KeyType: "RANGE" },
                  ],
                  Projection: { ProjectionType: "ALL" },
                },
              ],
            },
          ],
          ["PutItem", { TableName, Item: { PK: S("test one"), SK: S("hello"), LSI1SK: N(123) } }],
        ],
        call: [
          "Query",
          {
            TableName,
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
