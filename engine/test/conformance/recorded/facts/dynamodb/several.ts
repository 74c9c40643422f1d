import type { Call, CallFact } from "../../calls.ts";
import type { StoreTable } from "../../store/store-table.ts";
import { api, guide, hashTable, invalid, N, S, seen, tableOf } from "./shapes.ts";

const [TableName, OTHER, READ] = ["facts-several", "facts-several-others", "facts-several-read"];
type Row = Omit<CallFact, "source" | "place" | "date">;
const numbersTo = (count: number) => Array.from({ length: count }, (_none, index) => index);
const id = (name: string) => ({ id: S(name) });
const mine = (suffix: string | number = "") => id(`$me${suffix}`);

const write = (requests: readonly object[], table = TableName): Call => [
  "BatchWriteItem",
  { RequestItems: { [table]: requests } },
];
const putOf = (Item: object) => ({ PutRequest: { Item } });
const deleteOf = (Key: object) => ({ DeleteRequest: { Key } });
const read = (Keys: readonly object[], more: object = {}): Call => [
  "BatchGetItem",
  { RequestItems: { [READ]: { Keys, ...more } } },
];

const transact = (...TransactItems: readonly object[]): Call => ["TransactWriteItems", { TransactItems }];
const Put = (Item: object, more: object = {}) => ({ Put: { TableName, Item, ...more } });
const Delete = (Key: object, more: object = {}) => ({ Delete: { TableName, Key, ...more } });
const Update = (Key: object, UpdateExpression: string, value: object, more: object = {}) => ({
  Update: { TableName, Key, UpdateExpression, ExpressionAttributeValues: { ":v": value }, ...more },
});
const Check = (Key: object, ConditionExpression: string, more: object = {}) => ({
  ConditionCheck: { TableName, Key, ConditionExpression, ...more },
});
const reads = (...keys: readonly object[]): Call => [
  "TransactGetItems",
  { TransactItems: keys.map((Key) => ({ Get: { TableName: READ, Key } })) },
];
const given = (...items: readonly object[]): Row["before"] =>
  items.map((Item): Call => ["PutItem", { TableName, Item }]);
const get = (Key: object = mine()): Call => ["GetItem", { TableName, Key }];

const REASONS = "Transaction cancelled, please refer cancellation reasons for specific reasons";
const cancelled = (codes: string, reasons?: readonly object[]) => ({
  code: "TransactionCanceledException",
  message: `${REASONS} [${codes}]`,
  ...(reasons && { members: { CancellationReasons: reasons } }),
});
const FAILED = { Code: "ConditionalCheckFailed", Message: "The conditional request failed" };
const NONE = { Code: "None" };
const UNKNOWN = { code: "ResourceNotFoundException", message: "Requested resource not found" };
const DUPLICATES = "Provided list of item keys contains duplicates";

/** Batches and transactions. */
export const several: StoreTable = {
  service: "DynamoDB",
  subject: "batches and transactions",
  tables: [hashTable(TableName), tableOf(OTHER, { pk: "S", sk: "N" }), hashTable(READ)],
  items: { [READ]: numbersTo(100).map((index) => ({ ...id(String(index)), n: N(index) })) },
  facts: [
    ...api("BatchWriteItem", [
      {
        id: "batch-write/25",
        call: write(numbersTo(25).map((index) => putOf(mine(index)))),
        output: { UnprocessedItems: {} },
      },
      {
        id: "batch-write/26",
        call: write(numbersTo(26).map((index) => putOf(mine(index)))),
        error: invalid(/Member must have length less than or equal to 25|Too many items/),
      },
      {
        id: "batch-write/puts-and-deletes",
        before: given(mine("-gone")),
        call: write([putOf(mine()), deleteOf(mine("-gone"))]),
        output: { UnprocessedItems: {} },
      },
      {
        id: "batch-write/two-tables",
        call: [
          "BatchWriteItem",
          { RequestItems: { [TableName]: [putOf(mine())], [OTHER]: [putOf({ pk: S("$me"), sk: N(1) })] } },
        ],
        output: { UnprocessedItems: {} },
      },
      { id: "batch-write/deletes-what-is-missing", call: write([deleteOf(mine())]), output: { UnprocessedItems: {} } },
      {
        id: "batch-write/replaces",
        before: [...(given({ ...mine(), n: N(1) }) ?? []), write([putOf(mine())])],
        call: get(),
        output: { Item: mine() },
        absent: ["Item.n"],
      },
      {
        id: "batch-write/capacity",
        call: [
          "BatchWriteItem",
          { RequestItems: { [TableName]: [putOf(mine(1)), putOf(mine(2))] }, ReturnConsumedCapacity: "TOTAL" },
        ],
        output: { ConsumedCapacity: [{ TableName, CapacityUnits: 2 }] },
      },
      {
        id: "batch-write/both-in-one-request",
        call: write([{ ...putOf(mine()), ...deleteOf(mine(2)) }]),
        error: invalid(),
      },
      { id: "batch-write/neither-in-a-request", call: write([{}]), error: invalid() },
      {
        id: "batch-write/item-without-key",
        call: write([putOf({ n: N(1) })]),
        error: invalid(/Missing the key id in the item|The provided key element does not match the schema/),
      },
      { id: "batch-write/no-requests-of-a-table", call: write([]), error: invalid(/Member must have length|length/) },
    ]),
    ...seen("tier3/error-messages/batchWriteItem", [
      {
        id: "batch-write/nothing",
        call: ["BatchWriteItem", { RequestItems: {} }],
        error: invalid("The requestItems parameter is required for BatchWriteItem"),
      },
      { id: "batch-write/key-twice", call: write([putOf(mine()), deleteOf(mine())]), error: invalid(DUPLICATES) },
      { id: "batch-write/unknown-table", call: write([putOf(mine())], "facts-of-nobody"), error: UNKNOWN },
    ]),
    ...api("BatchGetItem", [
      {
        id: "batch-get/100",
        call: read(numbersTo(100).map((index) => id(String(index)))),
        output: { UnprocessedKeys: {} },
      },
      {
        id: "batch-get/101",
        call: read(numbersTo(101).map((index) => id(String(index)))),
        error: invalid(/Member must have length less than or equal to 100|Too many items/),
      },
      {
        id: "batch-get/some-are-missing",
        call: read([id("1"), id("none")]),
        output: { Responses: { [READ]: [{ ...id("1"), n: N(1) }] }, UnprocessedKeys: {} },
      },
      {
        id: "batch-get/projection",
        call: read([id("1")], { ProjectionExpression: "n" }),
        output: { Responses: { [READ]: [{ n: N(1) }] } },
        absent: [`Responses.${READ}.0.id`],
      },
      {
        id: "batch-get/consistent",
        call: read([id("1")], { ConsistentRead: true }),
        output: { Responses: { [READ]: [id("1")] } },
      },
      {
        id: "batch-get/capacity",
        call: [
          "BatchGetItem",
          { RequestItems: { [READ]: { Keys: [id("1"), id("2")] } }, ReturnConsumedCapacity: "TOTAL" },
        ],
        output: { ConsumedCapacity: [{ TableName: READ, CapacityUnits: 1 }] },
      },
      {
        id: "batch-get/key-of-another-schema",
        call: read([{ other: S("x") }]),
        error: invalid("The provided key element does not match the schema"),
      },
      {
        id: "batch-get/overlapping-projection",
        call: read([id("1")], { ProjectionExpression: "n, n" }),
        error: invalid(/^Invalid ProjectionExpression: Two document paths overlap/),
      },
    ]),
    ...seen("tier3/error-messages/batchGetItem", [
      {
        id: "batch-get/nothing",
        call: ["BatchGetItem", { RequestItems: {} }],
        error: invalid("The requestItems parameter is required for BatchGetItem"),
      },
      { id: "batch-get/key-twice", call: read([id("1"), id("1")]), error: invalid(DUPLICATES) },
      {
        id: "batch-get/unknown-table",
        call: ["BatchGetItem", { RequestItems: { "facts-of-nobody": { Keys: [id("1")] } } }],
        error: UNKNOWN,
      },
    ]),
    ...guide("transaction-apis.html", [
      {
        id: "transact/all-kinds",
        before: given({ ...mine("-d"), n: N(1) }, { ...mine("-u"), n: N(1) }, mine("-c")),
        call: transact(
          Put(mine("-p")),
          Delete(mine("-d")),
          Update(mine("-u"), "SET n = n + :v", N(1)),
          Check(mine("-c"), "attribute_exists(id)"),
        ),
        output: {},
      },
      {
        id: "transact/all-or-nothing",
        before: given({ ...mine("-b"), n: N(1) }),
        call: transact(Put(mine()), Check(mine("-b"), "attribute_not_exists(id)")),
        error: cancelled("None, ConditionalCheckFailed", [NONE, FAILED]),
      },
      {
        id: "transact/two-fail",
        before: given(mine(1), mine(2)),
        call: transact(
          Check(mine(1), "attribute_not_exists(id)"),
          Delete(mine(2), { ConditionExpression: "attribute_exists(n)" }),
        ),
        error: cancelled("ConditionalCheckFailed, ConditionalCheckFailed", [FAILED, FAILED]),
      },
      {
        id: "transact/item-of-the-failure",
        before: given({ ...mine(), n: N(7) }),
        call: transact(
          Update(mine(), "SET n = :v", N(1), {
            ConditionExpression: "n < :v",
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          }),
        ),
        error: cancelled("ConditionalCheckFailed", [{ ...FAILED, Item: { ...mine(), n: N(7) } }]),
      },
      {
        id: "transact/no-item-unasked",
        before: given(mine()),
        call: transact(Put(mine(), { ConditionExpression: "attribute_not_exists(id)" })),
        error: cancelled("ConditionalCheckFailed", [{ ...FAILED, Item: undefined }]),
      },
      {
        id: "transact/update-makes-an-item",
        before: [transact(Update(mine(), "SET n = :v", N(1)))],
        call: get(),
        output: { Item: { ...mine(), n: N(1) } },
      },
      {
        id: "transact/same-token-same-request",
        before: [
          [
            "TransactWriteItems",
            { TransactItems: [Update(mine(), "ADD n :v", N(1))], ClientRequestToken: "facts-token-1" },
          ],
          [
            "TransactWriteItems",
            { TransactItems: [Update(mine(), "ADD n :v", N(1))], ClientRequestToken: "facts-token-1" },
          ],
        ],
        call: get(),
        output: { Item: { n: N(1) } },
      },
      {
        id: "transact/same-token-another-request",
        before: [["TransactWriteItems", { TransactItems: [Put(mine(1))], ClientRequestToken: "facts-token-2" }]],
        call: ["TransactWriteItems", { TransactItems: [Put(mine(2))], ClientRequestToken: "facts-token-2" }],
        error: { code: "IdempotentParameterMismatchException" },
      },
      {
        id: "transact/two-tables",
        call: transact(Put(mine()), { Put: { TableName: OTHER, Item: { pk: S("$me"), sk: N(1) } } }),
        output: {},
      },
      { id: "transact/100", call: transact(...numbersTo(100).map((index) => Put(mine(index)))), output: {} },
      {
        id: "transact/101",
        call: transact(...numbersTo(101).map((index) => Put(mine(index)))),
        error: invalid(/Member must have length less than or equal to 100$/),
      },
      {
        id: "transact/more-than-4-mb",
        call: transact(...numbersTo(11).map((index) => Put({ ...mine(index), v: S("x".repeat(399_000)) }))),
        error: invalid(/exceed|size/i),
      },
      {
        id: "transact/update-of-a-wrong-type",
        before: given({ ...mine(), n: S("x") }),
        call: transact(Update(mine(), "SET n = n + :v", N(1))),
        error: cancelled("ValidationError", [
          { Code: "ValidationError", Message: "An operand in the update expression has an incorrect data type" },
        ]),
      },
      {
        id: "transact/far-element",
        before: given({ ...mine(), l: { L: [N(1)] } }),
        call: transact(Update(mine(), "SET l[7] = :v", N(2))),
        output: {},
      },
      {
        id: "transact/far-element-is-appended",
        before: [...(given({ ...mine(), l: { L: [N(1)] } }) ?? []), transact(Update(mine(), "SET l[7] = :v", N(2)))],
        call: get(),
        output: { Item: { l: { L: [N(1), N(2)] } } },
      },
      {
        id: "transact/capacity",
        call: ["TransactWriteItems", { TransactItems: [Put(mine())], ReturnConsumedCapacity: "TOTAL" }],
        output: { ConsumedCapacity: [{ TableName, CapacityUnits: 2 }] },
      },
      {
        id: "transact/key-of-another-schema",
        call: transact(Delete({ other: S("x") })),
        error: cancelled("ValidationError", [
          { Code: "ValidationError", Message: "The provided key element does not match the schema" },
        ]),
      },
      {
        id: "transact/put-without-key",
        call: transact(Put({ n: N(1) })),
        error: cancelled("ValidationError", [
          {
            Code: "ValidationError",
            Message: "One or more parameter values were invalid: Missing the key id in the item",
          },
        ]),
      },
    ]),
    ...seen("tier3/error-messages/transactWriteItems", [
      {
        id: "transact/nothing",
        call: transact(),
        error: invalid(
          "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
      },
      {
        id: "transact/item-twice",
        call: transact(Put(mine()), Delete(mine())),
        error: invalid("Transaction request cannot include multiple operations on one item"),
      },
      {
        id: "transact/unknown-table",
        call: transact({ Put: { TableName: "facts-of-nobody", Item: mine() } }),
        error: UNKNOWN,
      },
    ]),
    ...api("TransactWriteItems", [
      {
        id: "transact/two-actions-in-one",
        call: transact({ ...Put(mine(1)), ...Delete(mine(2)) }),
        error: invalid(/TransactItems can only contain one of Check, Put, Update or Delete/),
      },
      {
        id: "transact/check-without-condition",
        call: transact({ ConditionCheck: { TableName, Key: mine() } }),
        error: invalid(/ConditionExpression|conditionExpression/),
      },
      {
        id: "transact/update-without-expression",
        call: transact({ Update: { TableName, Key: mine() } }),
        error: invalid(/UpdateExpression|updateExpression/),
      },
      {
        id: "transact/conflicting-operands",
        call: transact(Check(mine(), "n < :v", { ExpressionAttributeValues: { ":v": { L: [] } } })),
        error: invalid(
          "Invalid ConditionExpression: Incorrect operand type for operator or function; operator: <, operand type: L",
        ),
      },
    ]),
    ...api("TransactGetItems", [
      {
        id: "transact-get/in-order",
        call: reads(id("2"), id("none"), id("1")),
        output: { Responses: [{ Item: { ...id("2"), n: N(2) } }, {}, { Item: { ...id("1"), n: N(1) } }] },
        absent: ["Responses.1.Item"],
      },
      { id: "transact-get/100", call: reads(...numbersTo(100).map((index) => id(String(index)))), output: {} },
      {
        id: "transact-get/101",
        call: reads(...numbersTo(101).map((index) => id(String(index)))),
        error: invalid(/Member must have length less than or equal to 100$/),
      },
      {
        id: "transact-get/projection",
        call: [
          "TransactGetItems",
          { TransactItems: [{ Get: { TableName: READ, Key: id("1"), ProjectionExpression: "n" } }] },
        ],
        output: { Responses: [{ Item: { n: N(1) } }] },
        absent: ["Responses.0.Item.id"],
      },
      {
        id: "transact-get/capacity",
        call: [
          "TransactGetItems",
          { TransactItems: [{ Get: { TableName: READ, Key: id("1") } }], ReturnConsumedCapacity: "TOTAL" },
        ],
        output: { ConsumedCapacity: [{ TableName: READ, CapacityUnits: 2 }] },
      },
    ]),
    ...seen("tier3/error-messages/transactGetItems", [
      {
        id: "transact-get/nothing",
        call: reads(),
        error: invalid(
          "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
      },
      {
        id: "transact-get/unknown-table",
        call: ["TransactGetItems", { TransactItems: [{ Get: { TableName: "facts-of-nobody", Key: id("1") } }] }],
        error: UNKNOWN,
      },
      {
        id: "transact-get/wrong-projection",
        call: [
          "TransactGetItems",
          { TransactItems: [{ Get: { TableName: READ, Key: id("1"), ProjectionExpression: "!!" } }] },
        ],
        error: invalid('Invalid ProjectionExpression: Syntax error; token: "!", near: "!!"'),
      },
      {
        id: "transact-get/key-of-another-schema",
        call: reads({ other: S("x") }),
        error: cancelled("ValidationError", [
          { Code: "ValidationError", Message: "The provided key element does not match the schema" },
        ]),
      },
    ]),
  ],
};
