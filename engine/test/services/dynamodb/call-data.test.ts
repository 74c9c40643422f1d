import { describe, expect, it } from "vitest";
import { callData } from "../../../src/services/dynamodb/call-data.ts";
import type { ApiCall, HttpReply } from "../../../src/wire/http.ts";
import { stackOf } from "../../iam/stack.ts";

const KeySchema = [
  { AttributeName: "pk", KeyType: "HASH" },
  { AttributeName: "sk", KeyType: "RANGE" },
];
const GlobalSecondaryIndexes = [{ IndexName: "ByUser", KeySchema: [{ AttributeName: "user", KeyType: "HASH" }] }];
const stack = stackOf({
  Table: { type: "AWS::DynamoDB::Table", physicalId: "T", properties: { KeySchema, GlobalSecondaryIndexes } },
});

const [pk, sk] = [{ S: "a" }, { N: "1" }];
const Item = { pk, sk, secret: { S: "never told" } };
const OK = { status: 200, body: Buffer.from("{}") };

const told = (operation: string, input: Record<string, unknown>, reply: HttpReply = OK) =>
  callData({ operation, input, http: { headers: {} } } as ApiCall, reply, stack);

describe("the account of a call of DynamoDB", () => {
  it.each([
    ["GetItem", { TableName: "T", Key: { pk, sk } }, { table: "T", key: { pk: "a", sk: "1" } }],
    ["PutItem", { TableName: "T", Item }, { table: "T", key: { pk: "a", sk: "1" } }],
    ["GetItem", { TableName: "Unknown", Key: { id: { S: "x" } } }, { table: "Unknown", key: { id: "x" } }],
    ["PutItem", { TableName: "Unknown", Item }, { table: "Unknown" }],
    ["Scan", { TableName: "T" }, { table: "T" }],
    [
      "Query",
      {
        TableName: "arn:aws:dynamodb:us-east-1:000000000000:table/T",
        IndexName: "ByUser",
        KeyConditionExpression: "#u = :u",
        ExpressionAttributeNames: { "#u": "user" },
        ExpressionAttributeValues: { ":u": { S: "ann" } },
      },
      { table: "T", index: "ByUser", key: { user: "ann" } },
    ],
    [
      "BatchWriteItem",
      { RequestItems: { T: [{ PutRequest: { Item } }, { DeleteRequest: { Key: { pk: { S: "b" }, sk } } }] } },
      {
        table: "T",
        keys: [
          { pk: "a", sk: "1" },
          { pk: "b", sk: "1" },
        ],
        items: 2,
      },
    ],
    ["BatchGetItem", { RequestItems: { T: { Keys: [{ pk, sk }] } } }, { table: "T", key: { pk: "a", sk: "1" } }],
    [
      "TransactWriteItems",
      { TransactItems: [{ Put: { TableName: "T", Item } }, { Update: { TableName: "U", Key: { id: { S: "c" } } } }] },
      { table: "T, U", keys: [{ pk: "a", sk: "1" }, { id: "c" }], items: 2 },
    ],
    ["ListTables", {}, {}],
  ])("%s of %o: %o", (operation, input, expected) => {
    expect(told(operation, input)).toEqual({ operation, status: 200, ...expected });
  });

  it("tells how many items came and what they cost, and is not misled by items", () => {
    const body = JSON.stringify({
      Items: [{ Count: { N: "9" }, note: { S: '"Count":8' } }],
      Count: 1,
      ConsumedCapacity: { CapacityUnits: 0.5 },
    });
    const nameFirst = JSON.stringify({ Count: 3, Items: [] });
    expect(told("Scan", { TableName: "T" }, { status: 200, body: nameFirst })).toMatchObject({ count: 3 });
    expect(told("Scan", { TableName: "T" }, { status: 200, body: Buffer.from(body) })).toMatchObject({
      count: 1,
      capacityUnits: 0.5,
    });
  });

  it("tells an error's code, and not its message", () => {
    const body = JSON.stringify({ __type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException" });
    expect(told("PutItem", { TableName: "T", Item }, { status: 400, body })).toMatchObject({
      error: "ConditionalCheckFailedException",
    });
  });

  it("masks a key that may be a token", () => {
    const jwt = `eyJ${"a".repeat(40)}.${"b".repeat(40)}.c`;
    expect(told("GetItem", { TableName: "T", Key: { pk: { S: `TICKET#${jwt}` }, sk } }).key).toEqual({
      pk: expect.stringMatching(/^TICKET#\[masked, \d+ characters\]$/),
      sk: "1",
    });
    expect(told("GetItem", { TableName: "U", Key: { token: { S: "short-but-secret" } } }).key).toEqual({
      token: "[masked, 16 characters]",
    });
  });

  it("says that the console made it, which names itself as a browser's SDK does", () => {
    const http = { headers: { "x-amz-user-agent": "portcullis-console" } };
    const call = { operation: "Scan", input: { TableName: "T" }, http } as unknown as ApiCall;
    expect(callData(call, OK, stack)).toEqual({ operation: "Scan", status: 200, table: "T", caller: "console" });
  });
});
