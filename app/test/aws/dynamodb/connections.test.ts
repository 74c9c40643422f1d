import { afterEach, describe, expect, it, vi } from "vitest";
import { createConnections } from "../../../src/aws/dynamodb/connections.ts";
import { createSubscriptions } from "../../../src/aws/dynamodb/subscriptions.ts";
import { openTable } from "../../../src/aws/dynamodb/table/table.ts";
import { retired } from "../../../src/core/connections/connection.ts";
import { functionEnvironment, type RecordedCall, type StubAnswer, startAwsStub } from "../../support/aws-stub.ts";
import { connectionOf, NOW_MS, NOW_SECONDS } from "../../support/fakes.ts";

afterEach(() => vi.unstubAllEnvs());

async function start(answer: (call: RecordedCall) => StubAnswer) {
  const stub = await startAwsStub(answer);
  for (const [name, value] of Object.entries(functionEnvironment(stub.endpoint))) vi.stubEnv(name, value);
  return { stub, table: openTable("connections") };
}

const key = (sk: string) => ({ pk: { S: "C#abc=" }, sk: { S: sk } });
const bodies = (calls: readonly RecordedCall[]) => calls.map(({ body }) => JSON.parse(body));

describe("the row of a connection", () => {
  it("is found by connection and by user, and holds what the token said", async () => {
    const { stub, table } = await start(() => ({ body: {} }));
    await using _ = stub;
    await createConnections(table).put(connectionOf("abc=", { firstName: "Test", lastName: "User" }));
    expect(bodies(stub.calls)).toMatchObject([
      {
        TableName: "connections",
        Item: {
          ...key("META"),
          GSI1PK: { S: "myuserid" },
          GSI1SK: { S: "user#abc=" },
          userId: { S: "myuserid" },
          sub: { S: "examplesub" },
          firstName: { S: "Test" },
          lastName: { S: "User" },
          exp: { N: String(NOW_SECONDS + 3600) },
          ttl: { N: String(NOW_SECONDS + 4200) },
          connectedAt: { N: String(NOW_MS - 60_000) },
          subscriptions: { N: "0" },
        },
      },
    ]);
  });

  it("that only a ping has made is nobody's, and goes without a place to give back", async () => {
    const Attributes = { ...key("META"), connectionId: { S: "abc=" }, exp: { N: "0" } };
    const { stub, table } = await start(({ operation }) => ({
      body: operation === "DeleteItem" ? { Attributes } : {},
    }));
    await using _ = stub;
    await createConnections(table).remove("abc=");
    expect(stub.calls.map(({ operation }) => operation)).toEqual(["DeleteItem", "Query"]);
  });

  it("gets what a newer token says, loses what that leaves out, and is not made anew", async () => {
    const { stub, table } = await start(() => ({ body: {} }));
    await using _ = stub;
    const newer = connectionOf("abc=", { iat: 7, permissions: ["order-*"] });
    expect(await createConnections(table).renew(newer)).toBe("renewed");
    const [update] = bodies(stub.calls);
    expect(update).toMatchObject({
      Key: key("META"),
      ConditionExpression:
        "attribute_exists(pk) AND attribute_not_exists(closing) AND (attribute_not_exists(#iat) OR #iat < :iat OR (#iat = :iat AND #exp <= :exp))",
    });
    expect(update.UpdateExpression).toMatch(/^SET (#\w+ = :\w+,?)+ REMOVE #tenant,#firstName,#lastName,#jti$/);
    expect(update.ExpressionAttributeValues).toMatchObject({
      ":iat": { N: "7" },
      ":exp": { N: String(NOW_SECONDS + 3600) },
      ":permissions": { L: [{ S: "order-*" }] },
    });
  });

  it.each([
    ["it is gone", "unknown", {}],
    ["it is being closed", "unknown", { Item: { ...key("META"), closing: { S: "kicked" } } }],
    ["it has a newer token", "outdated", { Item: { ...key("META"), iat: { N: "8" } } }],
  ])("is not renewed when %s", async (_, outcome, there) => {
    const __type = "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException";
    const { stub, table } = await start(() => ({ status: 400, body: { __type, ...there } }));
    await using _stub = stub;
    expect(await createConnections(table).renew(connectionOf("abc="))).toBe(outcome);
  });

  it("is renewed with a token that does not say when it was issued only where there is no other", async () => {
    const { stub, table } = await start(() => ({ body: {} }));
    await using _ = stub;
    await createConnections(table).renew(connectionOf("abc="));
    expect(bodies(stub.calls)[0]).toMatchObject({
      ConditionExpression: expect.stringMatching(/AND attribute_not_exists\(#iat\)$/),
      UpdateExpression: expect.stringContaining("#iat"),
    });
  });

  it("that is being closed has no subscriptions and is in no index, but is still there", async () => {
    const { stub, table } = await start(({ operation }) => ({
      body:
        operation === "Query" ? { Items: [{ ...key("S#e"), userId: { S: "myuserid" }, entityId: { S: "e" } }] } : {},
    }));
    await using _ = stub;
    await createConnections(table).retire(retired(connectionOf("abc="), "kicked"));
    expect(stub.calls.map(({ operation }) => operation)).toEqual(["UpdateItem", "Query", "BatchWriteItem"]);
    const [, query, batch] = bodies(stub.calls);
    expect(query).toMatchObject({ KeyConditionExpression: "pk = :pk AND begins_with(sk, :subscriptions)" });
    expect(batch.RequestItems.connections).toHaveLength(2);
  });

  it("goes first, then every page of subscriptions in batches of 25, and what DynamoDB left undone again", async () => {
    const pages = [
      { Items: Array.from({ length: 30 }, (_, index) => key(`S#e${index}`)), LastEvaluatedKey: key("S#e29") },
      { Items: [key("S#last")] },
    ];
    let unprocessed = 1;
    const { stub, table } = await start(({ operation, body }) => {
      if (operation === "Query") return { body: pages[JSON.parse(body).ExclusiveStartKey ? 1 : 0] };
      const left = operation === "BatchWriteItem" && unprocessed-- > 0;
      return { body: left ? { UnprocessedItems: { connections: [{ DeleteRequest: { Key: key("S#e0") } }] } } : {} };
    });
    await using _ = stub;
    await createConnections(table).remove("abc=");
    expect(stub.calls.map(({ operation }) => operation)).toEqual([
      "DeleteItem",
      "Query",
      "BatchWriteItem",
      "BatchWriteItem",
      "BatchWriteItem",
      "Query",
      "BatchWriteItem",
    ]);
    const batches = bodies(stub.calls).flatMap(({ RequestItems }) =>
      RequestItems ? [RequestItems.connections.length] : [],
    );
    expect(batches).toEqual([25, 1, 5, 1]);
    expect(bodies(stub.calls)[1]).toMatchObject({ ConsistentRead: true });
  });
});

describe("a subscription", () => {
  const cancelled = (...Codes: string[]): StubAnswer => ({
    status: 400,
    body: {
      __type: "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
      CancellationReasons: Codes.map((Code) => ({ Code })),
    },
  });
  const add = async (answers: StubAnswer[]) => {
    const { stub, table } = await start(() => answers.shift() ?? { body: {} });
    await using _ = stub;
    const outcome = await createSubscriptions(table).add(
      { connection: connectionOf("abc="), entityId: "e", shard: 3 },
      7,
      NOW_MS,
    );
    return { outcome, calls: stub.calls };
  };

  it("is written in one transaction with a look at its connection, and lives as long as that", async () => {
    const { outcome, calls } = await add([]);
    expect(outcome).toBe("added");
    expect(bodies(calls)[0].TransactItems).toMatchObject([
      {
        Update: {
          Key: key("META"),
          ConditionExpression:
            "#exp = :exp AND attribute_not_exists(iat) AND #exp > :now AND #ttl > :now AND subscriptions < :limit",
          ExpressionAttributeValues: {
            ":exp": { N: String(NOW_SECONDS + 3600) },
            ":now": { N: String(NOW_SECONDS) },
            ":limit": { N: "7" },
          },
        },
      },
      {
        Put: {
          Item: {
            ...key("S#e"),
            GSI1PK: { S: "E#e#3" },
            GSI1SK: { S: "subscription#abc=" },
            userId: { S: "myuserid" },
            exp: { N: String(NOW_SECONDS + 3600) },
            ttl: { N: String(NOW_SECONDS + 4200) },
          },
        },
      },
      {
        Put: {
          Item: {
            pk: { S: "E#e#P" },
            sk: { S: "P#myuserid#abc=" },
            entityId: { S: "e" },
            userId: { S: "myuserid" },
            connectionId: { S: "abc=" },
            exp: { N: String(NOW_SECONDS + 3600) },
            ttl: { N: String(NOW_SECONDS + 4200) },
          },
        },
      },
    ]);
  });

  it.each([
    ["is there", { exp: { N: String(NOW_SECONDS + 1) }, ttl: { N: String(NOW_SECONDS + 1) } }, true],
    [
      "has expired and is not deleted yet",
      { exp: { N: String(NOW_SECONDS) }, ttl: { N: String(NOW_SECONDS + 1) } },
      false,
    ],
    ["is not there", undefined, false],
  ])("that %s is told so, by a consistent read", async (_, Item, expected) => {
    const { stub, table } = await start(() => ({ body: Item ? { Item } : {} }));
    await using _ofStub = stub;
    expect(await createSubscriptions(table).has("abc=", "e#1", NOW_MS)).toBe(expected);
    expect(bodies(stub.calls)).toMatchObject([{ ConsistentRead: true, Key: { pk: { S: "C#abc=" } } }]);
  });

  it("is prolonged with its presence, unless a newer token has done that", async () => {
    const { stub, table } = await start(() => ({ body: {} }));
    await using _ = stub;
    await createSubscriptions(table).prolong(connectionOf("abc=", { iat: 7 }), "e");
    const mayReplace = "(attribute_not_exists(#iat) OR #iat < :iat OR (#iat = :iat AND #exp <= :exp))";
    for (const [index, Key] of [key("S#e"), { pk: { S: "E#e#P" }, sk: { S: "P#myuserid#abc=" } }].entries())
      expect(bodies(stub.calls)[index]).toMatchObject({
        Key,
        UpdateExpression: "SET #exp = :exp, #ttl = :ttl, #iat = :iat",
        ConditionExpression: `attribute_exists(pk) AND ${mayReplace}`,
      });
  });

  it("is removed together with its presence", async () => {
    const { stub, table } = await start(() => ({ body: {} }));
    await using _ = stub;
    await createSubscriptions(table).remove(connectionOf("abc=", { tenant: "acme" }), "e");
    expect(bodies(stub.calls)[0].TransactItems).toMatchObject([
      { Delete: { Key: key("S#e"), ConditionExpression: "attribute_exists(pk)" } },
      { Update: { Key: key("META") } },
      { Delete: { Key: { pk: { S: "T#acme#E#e#P" }, sk: { S: "P#myuserid#abc=" } } } },
    ]);
  });

  it("goes with its connection, presence and all", async () => {
    const row = { ...key("S#e"), tenant: { S: "acme" }, userId: { S: "myuserid" }, entityId: { S: "e" } };
    const { stub, table } = await start(({ operation }) => ({ body: operation === "Query" ? { Items: [row] } : {} }));
    await using _ = stub;
    await createConnections(table).remove("abc=");
    expect(bodies(stub.calls).at(-1).RequestItems.connections).toEqual([
      { DeleteRequest: { Key: { pk: { S: "T#acme#E#e#P" }, sk: { S: "P#myuserid#abc=" } } } },
      { DeleteRequest: { Key: key("S#e") } },
    ]);
  });

  it.each([
    ["exists", cancelled("None", "ConditionalCheckFailed")],
    ["exists", cancelled("ConditionalCheckFailed", "ConditionalCheckFailed")],
    ["refused", cancelled("ConditionalCheckFailed", "None")],
  ])("%s when DynamoDB says so: %#", async (outcome, answer) => {
    expect(await add([answer])).toMatchObject({ outcome, calls: { length: 1 } });
  });

  it("waits its turn when another message of the connection is being written", async () => {
    const conflict = cancelled("TransactionConflict", "None");
    expect(await add([conflict, conflict])).toMatchObject({ outcome: "added", calls: { length: 3 } });
  });

  it("fails when DynamoDB cancels for any other reason", async () => {
    await expect(add([cancelled("ValidationError", "None")])).rejects.toThrow();
  });
});
