import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type AttributeDefinition,
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  type KeySchemaElement,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import manifest from "../../../package.json" with { type: "json" };
import { STORE_VERSION } from "../../../src/services/dynamodb/store/binary.ts";
import type { Harness } from "../harness.ts";
import { ORDERS, startTables } from "./tables.ts";

let harness: Harness;
let client: DynamoDBClient;
let TableName: string;

beforeAll(async () => {
  harness = await startTables();
  client = new DynamoDBClient(await harness.serve());
  TableName = harness.ref("Orders");
});

afterAll(async () => {
  client.destroy();
  await harness[Symbol.asyncDispose]();
});

const put = (pk: string, more = {}) =>
  client.send(new PutItemCommand({ TableName, Item: { pk: { S: pk }, sk: { S: "META" }, ...more } }));

describe("AWS::DynamoDB::Table", () => {
  it("is created with its keys, indexes and stream under the ARNs that the template gives", async () => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    expect(Table).toMatchObject({
      TableStatus: "ACTIVE",
      TableArn: harness.attribute("Orders", "Arn"),
      LatestStreamArn: harness.attribute("Orders", "StreamArn"),
      BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
      GlobalSecondaryIndexes: [{ IndexName: "ByUser" }],
      LocalSecondaryIndexes: [{ IndexName: "ByTotal" }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    });
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
    expect(TimeToLiveDescription).toEqual({ AttributeName: "ttl", TimeToLiveStatus: "ENABLED" });
  });
});

/** A key that DynamoDB takes since November 2025. */
const twoOfAKind: KeySchemaElement[] = [
  { AttributeName: "user", KeyType: "HASH" },
  { AttributeName: "pk", KeyType: "HASH" },
];

describe("a template's mistake", () => {
  it("stops the start with its place", async () => {
    const Properties = { ...ORDERS.Properties, KeySchema: [{ AttributeName: "nope", KeyType: "HASH" }] };
    await expect(startTables({ resources: { Wrong: { ...ORDERS, Properties } } })).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringContaining("Wrong:"),
      location: { file: "template.yaml" },
    });
  });

  it.each(["GlobalSecondaryIndexes", "LocalSecondaryIndexes"])(
    "is an index of %s with several keys of a kind",
    async (kind) => {
      const Properties = {
        ...ORDERS.Properties,
        [kind]: [{ IndexName: "Both", KeySchema: twoOfAKind, Projection: { ProjectionType: "ALL" } }],
      };
      await expect(startTables({ resources: { Wrong: { ...ORDERS, Properties } } })).rejects.toThrow("several HASH");
    },
  );
});

describe("DynamoDB's operations", () => {
  it("refuse an index with several keys of a kind", async () => {
    const AttributeDefinitions: AttributeDefinition[] = ["pk", "user"].map((AttributeName) => ({
      AttributeName,
      AttributeType: "S",
    }));
    const index = { IndexName: "Both", KeySchema: twoOfAKind, Projection: { ProjectionType: "ALL" as const } };
    const refused = { name: "ValidationException", message: expect.stringContaining("several HASH") };
    await expect(
      client.send(
        new CreateTableCommand({
          TableName: "several",
          AttributeDefinitions,
          KeySchema: twoOfAKind.slice(1),
          BillingMode: "PAY_PER_REQUEST",
          GlobalSecondaryIndexes: [index],
        }),
      ),
    ).rejects.toMatchObject(refused);
    await expect(
      client.send(
        new UpdateTableCommand({ TableName, AttributeDefinitions, GlobalSecondaryIndexUpdates: [{ Create: index }] }),
      ),
    ).rejects.toMatchObject(refused);
  });

  it("read and query what was written", async () => {
    await put("C#1", { user: { S: "ann" } });
    const key = { pk: { S: "C#1" }, sk: { S: "META" } };
    expect((await client.send(new GetItemCommand({ TableName, Key: key }))).Item).toMatchObject({ user: { S: "ann" } });
    const { Items } = await client.send(
      new QueryCommand({
        TableName,
        IndexName: "ByUser",
        KeyConditionExpression: "#u = :u",
        ExpressionAttributeNames: { "#u": "user" },
        ExpressionAttributeValues: { ":u": { S: "ann" } },
      }),
    );
    expect(Items).toMatchObject([key]);
  });

  it("take a table's ARN for its name and leave ARNs in items alone", async () => {
    const arn = harness.attribute("Orders", "Arn");
    const Item = { pk: { S: arn }, sk: { S: "META" } };
    await client.send(new PutItemCommand({ TableName: arn, Item }));
    expect((await client.send(new GetItemCommand({ TableName: arn, Key: Item }))).Item).toEqual(Item);
  });

  it("answer with the SDK's classes of error", async () => {
    const ConditionCheck = {
      TableName,
      Key: { pk: { S: "nobody" }, sk: { S: "META" } },
      ConditionExpression: "attribute_exists(pk)",
    };
    const Put = { TableName, Item: { pk: { S: "S#1" }, sk: { S: "S" } } };
    const transaction = new TransactWriteItemsCommand({ TransactItems: [{ ConditionCheck }, { Put }] });
    await expect(client.send(transaction)).rejects.toBeInstanceOf(TransactionCanceledException);
    const gone = new GetItemCommand({ TableName: "nope", Key: { pk: { S: "x" } } });
    await expect(client.send(gone)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  it("create tables beside those of the template", async () => {
    const created = await client.send(
      new CreateTableCommand({
        TableName: "later",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
    expect(created.TableDescription?.TableArn).toBe("arn:aws:dynamodb:eu-west-1:123456789012:table/later");
  });
});

describe("AWS::DynamoDB::GlobalTable", () => {
  it("is created like a table", async () => {
    const { BillingMode: _perReplica, ...Properties } = ORDERS.Properties;
    const Type = "AWS::DynamoDB::GlobalTable";
    await using global = await startTables({
      resources: { Global: { Type, Properties: { ...Properties, Replicas: [{ Region: "eu-west-1" }] } } },
    });
    const outside = new DynamoDBClient(await global.serve());
    const { Table } = await outside.send(new DescribeTableCommand({ TableName: global.ref("Global") }));
    outside.destroy();
    expect(Table?.TableArn).toBe(global.attribute("Global", "Arn"));
  });
});

describe("a data directory", () => {
  it("keeps tables and items from one start to the next", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "portcullis-dynamodb-"));
    const Key = { pk: { S: "kept" }, sk: { S: "META" } };
    for (const attempt of ["first", "second"]) {
      await using kept = await startTables({ settings: { dataDir } });
      const outside = new DynamoDBClient(await kept.serve());
      if (attempt === "first") await outside.send(new PutItemCommand({ TableName: kept.ref("Orders"), Item: Key }));
      const { Item } = await outside.send(new GetItemCommand({ TableName: kept.ref("Orders"), Key }));
      outside.destroy();
      expect(Item).toEqual(Key);
    }
    await rm(dataDir, { recursive: true });
  });
});

describe("the bundled store", () => {
  it("has the version that package.json names", () => {
    expect(manifest.optionalDependencies["@dynoxide/linux-x64"]).toBe(STORE_VERSION);
  });
});
