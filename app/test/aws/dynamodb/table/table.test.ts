import { afterEach, describe, expect, it, vi } from "vitest";
import { openTable, pagesOf } from "../../../../src/aws/dynamodb/table/table.ts";
import { functionEnvironment, type StubAnswer, startAwsStub } from "../../../support/aws-stub.ts";

afterEach(() => vi.unstubAllEnvs());

async function start(...answers: StubAnswer[]) {
  const stub = await startAwsStub(() => answers.shift() ?? { body: {} });
  for (const [name, value] of Object.entries(functionEnvironment(stub.endpoint))) vi.stubEnv(name, value);
  return { stub, table: openTable("connections"), bodies: () => stub.calls.map(({ body }) => JSON.parse(body)) };
}

const Key = { pk: "C#1", sk: "META" };
const inDynamoDb = { pk: { S: "C#1" }, sk: { S: "META" } };

describe("a row", () => {
  it("goes as DynamoDB has it, without what is undefined, and comes back as JavaScript has it", async () => {
    const places = { places: { SS: ["a", "b"] }, exp: { N: "1767225600" } };
    const { stub, table, bodies } = await start({}, { body: { Item: { ...inDynamoDb, ...places } } });
    await using _ = stub;
    const row = { ...Key, places: new Set(["a", "b"]), exp: 1_767_225_600 };
    await table.put({ Item: { ...row, tenant: undefined } });
    expect(bodies()).toEqual([{ TableName: "connections", Item: { ...inDynamoDb, ...places } }]);
    expect(await table.get(Key)).toEqual(row);
  });

  it("that is not there is undefined", async () => {
    const { stub, table } = await start();
    await using _ = stub;
    expect(await table.get(Key)).toBeUndefined();
  });
});

describe("a query", () => {
  it("goes on until DynamoDB names no further key", async () => {
    const { stub, table, bodies } = await start(
      { body: { Items: [inDynamoDb], LastEvaluatedKey: inDynamoDb } },
      { body: { Items: [] } },
    );
    await using _ = stub;
    const query = { KeyConditionExpression: "pk = :pk", ExpressionAttributeValues: { ":pk": "C#1" } };
    const pages = [];
    for await (const page of pagesOf(table, query)) pages.push(page);
    expect(pages).toEqual([[Key], []]);
    expect(bodies().map(({ ExclusiveStartKey }) => ExclusiveStartKey)).toEqual([undefined, inDynamoDb]);
  });
});

describe("a transaction", () => {
  it("that has to be sent again has the same token, so that it counts once", async () => {
    const { stub, table, bodies } = await start({ status: 500 });
    await using _ = stub;
    await table.transact([{ Delete: { Key } }]);
    const [first, second] = bodies();
    expect(first).toMatchObject({ TransactItems: [{ Delete: { TableName: "connections", Key: inDynamoDb } }] });
    expect(first.ClientRequestToken).toMatch(/^[0-9a-f-]{36}$/);
    expect(second).toEqual(first);
  });
});
