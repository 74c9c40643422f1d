import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accessOf } from "../../../src/services/dynamodb/access.ts";
import { streamArn } from "../../../src/services/dynamodb/store/arns.ts";
import { stackOf } from "../../iam/stack.ts";

const key = (...names: readonly string[]) =>
  names.map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? "HASH" : "RANGE" }));

const stack = stackOf({
  Orders: {
    type: "AWS::DynamoDB::Table",
    physicalId: "orders",
    properties: {
      KeySchema: key("pk", "sk"),
      GlobalSecondaryIndexes: [{ IndexName: "byUser", KeySchema: key("user", "pk") }],
      LocalSecondaryIndexes: [{ IndexName: "byTime", KeySchema: key("pk", "time") }],
    },
  },
});

const table = (name: string) => `arn:aws:dynamodb:us-east-1:000000000000:table/${name}`;
const orders = table("orders");
const TableName = "orders";
const S = (text: string) => ({ S: text });

const requests = (operation: string, input: Record<string, unknown> = {}) => accessOf({ operation, input }, { stack });
const needs = (operation: string, input?: Record<string, unknown>) =>
  requests(operation, input).map(({ action, resource }) => `${action} ${resource}`);
const conditions = (operation: string, input: Record<string, unknown>) => requests(operation, input)[0]?.context ?? {};
const leadingKeys = (operation: string, input: Record<string, unknown>) =>
  conditions(operation, input)["dynamodb:LeadingKeys"];

describe("accessOf a call of DynamoDB", () => {
  it.each([
    ["GetItem", { TableName }, `dynamodb:GetItem ${orders}`],
    ["PutItem", { TableName: orders }, `dynamodb:PutItem ${orders}`],
    [
      "PutItem",
      { TableName: orders.replace("us-east-1:000000000000", "eu-west-1:111111111111") },
      `dynamodb:PutItem ${orders}`,
    ],
    ["Query", { TableName }, `dynamodb:Query ${orders}`],
    ["Query", { TableName, IndexName: "byUser" }, `dynamodb:Query ${orders}/index/byUser`],
    ["Scan", { TableName: orders, IndexName: "byUser" }, `dynamodb:Scan ${orders}/index/byUser`],
    ["DescribeTable", { TableName }, `dynamodb:DescribeTable ${orders}`],
    ["UpdateTimeToLive", { TableName }, `dynamodb:UpdateTimeToLive ${orders}`],
    ["TagResource", { ResourceArn: orders }, `dynamodb:TagResource ${orders}`],
    ["ListTables", {}, `dynamodb:ListTables ${table("*")}`],
    ["ListStreams", {}, "dynamodb:ListStreams *"],
    ["DescribeLimits", {}, "dynamodb:DescribeLimits *"],
    ["SomethingNew", { TableName }, "dynamodb:SomethingNew *"],
  ])("%s %j", (operation, input, expected) => {
    expect(needs(operation, input)).toEqual([expected]);
  });

  const stream = streamArn("orders", stack);

  it.each([
    ["DescribeStream", { StreamArn: stream }],
    ["GetShardIterator", { StreamArn: stream }],
    ["GetRecords", { ShardIterator: `${stream}|1|AAAA` }],
    ["GetRecords", { ShardIterator: `000|${stream}|AAAA` }],
    ["GetRecords", { ShardIterator: Buffer.from('{"table_name":"orders","position":0}').toString("base64") }],
  ])("is on the stream for %s %j", (operation, input) => {
    expect(needs(operation, input)).toEqual([`dynamodb:${operation} ${stream}`]);
  });

  it("is on every stream for an iterator that cannot be read", () => {
    expect(needs("GetRecords", { ShardIterator: "opaque" })).toEqual(["dynamodb:GetRecords *"]);
  });
});

describe("accessOf a batch or transaction", () => {
  it("needs the batch's own action on each table", () => {
    expect(needs("BatchGetItem", { RequestItems: { orders: { Keys: [] }, [table("users")]: { Keys: [] } } })).toEqual([
      `dynamodb:BatchGetItem ${orders}`,
      `dynamodb:BatchGetItem ${table("users")}`,
    ]);
    expect(needs("BatchWriteItem", { RequestItems: { orders: [{ DeleteRequest: { Key: {} } }] } })).toEqual([
      `dynamodb:BatchWriteItem ${orders}`,
    ]);
  });

  it("tells the keys of all its items", () => {
    const item = (pk: string) => ({ pk: S(pk), sk: S("x") });
    expect(
      leadingKeys("BatchGetItem", { RequestItems: { orders: { Keys: [item("a"), item("b"), item("a")] } } }),
    ).toEqual(["a", "b"]);
    const RequestItems = { orders: [{ PutRequest: { Item: item("a") } }, { DeleteRequest: { Key: item("c") } }] };
    expect(leadingKeys("BatchWriteItem", { RequestItems })).toEqual(["a", "c"]);
  });

  it("needs the action of each item of a transaction", () => {
    const TransactItems = ["Put", "Update", "Delete", "ConditionCheck"].map((kind) => ({
      [kind]: { TableName, Key: { pk: S(kind) } },
    }));
    const found = requests("TransactWriteItems", { TransactItems });
    expect(found.map(({ action, resource }) => `${action} ${resource}`)).toEqual(
      ["PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"].map((action) => `dynamodb:${action} ${orders}`),
    );
    expect(found[0]?.context).toMatchObject({
      "dynamodb:LeadingKeys": ["Put"],
      "dynamodb:EnclosingOperation": "TransactWriteItems",
    });
    const reading = requests("TransactGetItems", { TransactItems: [{ Get: { TableName, Key: {} } }] });
    expect(reading[0]).toMatchObject({
      action: "dynamodb:GetItem",
      context: { "dynamodb:EnclosingOperation": "TransactGetItems" },
    });
  });
});

describe("dynamodb:LeadingKeys", () => {
  it.each([
    ["GetItem", { Key: { sk: S("s"), pk: S("a") } }, ["a"]],
    ["PutItem", { Item: { pk: { N: "7" }, sk: S("s"), other: S("x") } }, ["7"]],
    ["Query", { KeyConditionExpression: "pk = :p", ExpressionAttributeValues: { ":p": S("a") } }, ["a"]],
    [
      "Query",
      {
        KeyConditionExpression: "(#k=:p) AND begins_with(sk, :s)",
        ExpressionAttributeNames: { "#k": "pk" },
        ExpressionAttributeValues: { ":p": S("a"), ":s": S("b") },
      },
      ["a"],
    ],
    [
      "Query",
      {
        KeyConditionExpression: "sk = :s AND pk = :p",
        ExpressionAttributeValues: { ":p": S("a"), ":s": S("b") },
      },
      ["a"],
    ],
    ["Query", { KeyConditions: { pk: { AttributeValueList: [S("a")], ComparisonOperator: "EQ" } } }, ["a"]],
    ["Scan", {}, []],
  ])("of %s %j", (operation, input, expected) => {
    expect(leadingKeys(operation, { TableName, ...input })).toEqual(expected);
  });

  it.each([
    ["byUser", ["u"]],
    ["byTime", ["p"]],
  ])("of a query on %s are of the index's own key", (IndexName, expected) => {
    const ExpressionAttributeValues = { ":u": S("u"), ":p": S("p") };
    const KeyConditionExpression = "user = :u AND pk = :p";
    const input = { TableName, IndexName, KeyConditionExpression, ExpressionAttributeValues };
    expect(leadingKeys("Query", input)).toEqual(expected);
  });

  it.each([
    ["GetItem", { TableName: "unknown", Key: { a: S("1"), b: S("2") } }],
    ["Query", { TableName, KeyConditionExpression: "?", ExpressionAttributeValues: { ":a": S("1"), ":b": S("2") } }],
    [
      "Query",
      {
        TableName,
        IndexName: "unknown",
        KeyConditionExpression: "a = :a AND b = :b",
        ExpressionAttributeValues: { ":a": S("1"), ":b": S("2") },
      },
    ],
  ])("of %s are all values when it is not known which is the key's", (operation, input) => {
    expect(leadingKeys(operation, input)).toEqual(["1", "2"]);
  });
});

describe("dynamodb:Attributes", () => {
  it("are the top-level attributes that a request names", () => {
    const input = {
      TableName,
      Key: { pk: S("a"), sk: S("b") },
      UpdateExpression: "SET #s = if_not_exists(#s, :zero), list[0].deep = :x REMOVE gone ADD total :x",
      ConditionExpression: "attribute_exists(pk) AND NOT size(#tags) > :x AND age BETWEEN :x AND :y",
      ExpressionAttributeNames: { "#s": "status", "#tags": "tags" },
    };
    const found = conditions("UpdateItem", input)["dynamodb:Attributes"];
    expect([...(found as string[])].sort()).toEqual(["age", "gone", "list", "pk", "sk", "status", "tags", "total"]);
  });

  it("are those of a projection, old or new", () => {
    expect(conditions("GetItem", { TableName, ProjectionExpression: "a, b.c" })).toMatchObject({
      "dynamodb:Attributes": ["a", "b"],
      "dynamodb:Select": "SPECIFIC_ATTRIBUTES",
    });
    expect(conditions("GetItem", { TableName, AttributesToGet: ["a"] })).toMatchObject({
      "dynamodb:Attributes": ["a"],
      "dynamodb:Select": "SPECIFIC_ATTRIBUTES",
    });
  });
});

describe("the parameters of a request", () => {
  it("are condition keys of their names", () => {
    const input = { TableName, ReturnValues: "ALL_OLD", ReturnConsumedCapacity: "TOTAL" };
    expect(conditions("PutItem", { ...input, Item: { pk: S("a") } })).toEqual({
      "dynamodb:LeadingKeys": ["a"],
      "dynamodb:Attributes": ["pk"],
      "dynamodb:ReturnValues": "ALL_OLD",
      "dynamodb:ReturnConsumedCapacity": "TOTAL",
    });
    expect(conditions("Query", { TableName, Select: "COUNT" })["dynamodb:Select"]).toBe("COUNT");
  });
});

const statement = (Statement: string, Parameters?: unknown) => ({ Statement, ...(Parameters ? { Parameters } : {}) });

describe("accessOf a statement of PartiQL", () => {
  it.each([
    [`SELECT * FROM "orders" WHERE pk = 'a'`, `dynamodb:PartiQLSelect ${orders}`],
    [`select pk from orders`, `dynamodb:PartiQLSelect ${orders}`],
    [`SELECT * FROM "orders"."byUser" WHERE user = 'u'`, `dynamodb:PartiQLSelect ${orders}/index/byUser`],
    [`SELECT * FROM'orders'`, `dynamodb:PartiQLSelect ${orders}`],
    [`EXISTS(SELECT * FROM "orders" WHERE pk = 'a')`, `dynamodb:PartiQLSelect ${orders}`],
    [`INSERT INTO "orders" VALUE {'pk': 'a'}`, `dynamodb:PartiQLInsert ${orders}`],
    [`UPDATE "orders" SET note = 'FROM "users"' WHERE pk = 'a'`, `dynamodb:PartiQLUpdate ${orders}`],
    [`DELETE FROM "orders" WHERE pk = 'a'`, `dynamodb:PartiQLDelete ${orders}`],
    [`SELECT 'it''s FROM "users"' FROM "orders"`, `dynamodb:PartiQLSelect ${orders}`],
    [`SELECT "from" FROM "orders"`, `dynamodb:PartiQLSelect ${orders}`],
    [`SELECT * -- FROM "users"\n FROM "orders"`, `dynamodb:PartiQLSelect ${orders}`],
    [`SELECT * /* FROM "users" */ FROM "orders"`, `dynamodb:PartiQLSelect ${orders}`],
    [`SELECT * FROM orders--public`, `dynamodb:PartiQLSelect ${orders}`],
    [`SELECT * FROM my-table`, `dynamodb:PartiQLSelect ${table("my-table")}`],
    [`SELECT * FROM "${orders}"`, `dynamodb:PartiQLSelect ${orders}`],
    [`DROP TABLE "orders"`, "dynamodb:ExecuteStatement *"],
    [`SELECT 1`, "dynamodb:ExecuteStatement *"],
    ["", "dynamodb:ExecuteStatement *"],
  ])("%s", (text, expected) => {
    expect(needs("ExecuteStatement", statement(text))).toEqual([expected]);
  });

  it("is on everything for a statement that is longer than DynamoDB takes", () => {
    const text = `${" ".repeat(8192)}SELECT * FROM "orders"`;
    expect(needs("ExecuteStatement", statement(text))).toEqual(["dynamodb:ExecuteStatement *"]);
  });

  it("is on each table that a statement could mean", () => {
    expect(needs("ExecuteStatement", statement(`SELECT * FROM "orders" FROM "users"`))).toEqual([
      `dynamodb:PartiQLSelect ${orders}`,
      `dynamodb:PartiQLSelect ${table("users")}`,
    ]);
  });

  it("is on each statement of a batch or transaction", () => {
    const entries = [statement(`SELECT * FROM "orders"`), statement(`DELETE FROM "users" WHERE pk = ?`)];
    const expected = [`dynamodb:PartiQLSelect ${orders}`, `dynamodb:PartiQLDelete ${table("users")}`];
    expect(needs("BatchExecuteStatement", { Statements: entries })).toEqual(expected);
    expect(needs("ExecuteTransaction", { TransactStatements: entries })).toEqual(expected);
    const [first] = requests("ExecuteTransaction", { TransactStatements: entries });
    expect(first?.context?.["dynamodb:EnclosingOperation"]).toBe("ExecuteTransaction");
  });

  it.each([
    [statement(`SELECT * FROM "orders" WHERE pk = 'a' AND sk = 'b'`), ["a"], false],
    [statement(`SELECT * FROM "orders" WHERE "pk"=? AND sk > ?`, [S("a"), S("b")]), ["a"], false],
    [statement(`SELECT * FROM "orders" WHERE sk = ? AND pk IN [?, 'c', 7]`, [S("b"), S("a")]), ["a", "c", "7"], false],
    [statement(`INSERT INTO "orders" VALUE {'pk': ?, 'sk': 's'}`, [{ N: "5" }]), ["5"], false],
    [statement(`SELECT * FROM "orders"."byUser" WHERE user = 'u' AND pk = 'p'`), ["u"], false],
    [statement(`SELECT * FROM "unknown" WHERE a = 'x' AND b = 'y'`), ["x", "y"], false],
    [statement(`SELECT * FROM "orders" WHERE sk = 'b'`), [], true],
    [statement(`SELECT * FROM "orders" WHERE pk = 'a' OR sk = 'b'`), ["a"], true],
    [statement(`SELECT * FROM "orders"`), [], true],
  ])("tells leading keys and full scans of %j", (input, keys, scan) => {
    expect(conditions("ExecuteStatement", input)).toMatchObject({
      "dynamodb:LeadingKeys": keys,
      "dynamodb:FullTableScan": scan,
    });
  });

  it.each([
    [`SELECT * FROM "orders" WHERE pk = 'a'`, ["pk"], "ALL_ATTRIBUTES"],
    [`SELECT a, "b", c.d, size(e) FROM "orders"`, ["a", "b", "c", "e"], "SPECIFIC_ATTRIBUTES"],
    [`INSERT INTO "orders" VALUE {'pk': 'a', 'note': 'x'}`, ["pk", "note"], undefined],
    [`UPDATE "orders" SET a = 1 REMOVE b WHERE pk = 'x' RETURNING ALL OLD *`, ["a", "b", "pk"], undefined],
  ])("tells the attributes of %s", (text, names, select) => {
    const { "dynamodb:Attributes": found, "dynamodb:Select": selected } = conditions(
      "ExecuteStatement",
      statement(text),
    );
    expect([found, selected]).toEqual([names, select]);
  });
});

describe("hostile input", () => {
  const OPERATIONS = [
    ...["GetItem", "PutItem", "Query", "Scan", "BatchGetItem", "BatchWriteItem", "TransactWriteItems", "GetRecords"],
    ...["ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction", "DescribeStream", "TagResource"],
  ];
  const members = ["TableName", "IndexName", "RequestItems", "TransactItems", "Statement", "Statements", "Item", "Key"];

  it("never makes it fail", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...OPERATIONS),
        fc.dictionary(fc.constantFrom(...members, "KeyConditionExpression", "ShardIterator"), fc.jsonValue()),
        (operation, input) => {
          for (const { resource } of requests(operation, input)) expect(resource).toMatch(/^(\*$|arn:)/);
        },
      ),
    );
  });

  it("does not take long, however it is written", () => {
    const startedAt = performance.now();
    const long = "a".repeat(400_000);
    conditions("Query", { TableName, KeyConditionExpression: long, FilterExpression: long });
    conditions("ExecuteStatement", statement("'".repeat(8191)));
    conditions("ExecuteStatement", statement("pk IN ".repeat(1300)));
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});
