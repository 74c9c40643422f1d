#!/usr/bin/env bash
# dynoxide 1.2.1 (a DynamoDB in one binary, here @dynoxide/linux-x64) takes an index with two sort keys, which DynamoDB has
# had since November 2025, and reads the first of them alone. DynamoDB orders by both and takes a condition for each. Seen:
# items that differ in the second come in another order, and a condition for both is a ValidationException.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @dynoxide/linux-x64@1.2.1 @aws-sdk/client-dynamodb@3.1164.0

cat >run.mjs <<'JS'
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { CreateTableCommand, DynamoDBClient, PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";

const probe = createServer().listen(0, "127.0.0.1");
await once(probe, "listening");
const { port } = probe.address();
await new Promise((resolve) => probe.close(resolve));
const store = spawn("node_modules/@dynoxide/linux-x64/dynoxide", ["serve", "--host", "127.0.0.1", "--port", port], { stdio: ["ignore", "ignore", "pipe"] });
process.on("exit", () => store.kill("SIGKILL"));
await once(store.stderr, "data");
const client = new DynamoDBClient({
  endpoint: `http://127.0.0.1:${port}`,
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
});
const TableName = "orders";
await client.send(
  new CreateTableCommand({
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: ["id", "user", "day", "number"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    GlobalSecondaryIndexes: [
      {
        IndexName: "ByUser",
        KeySchema: [
          { AttributeName: "user", KeyType: "HASH" },
          { AttributeName: "day", KeyType: "RANGE" },
          { AttributeName: "number", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "ALL" },
      },
    ],
  }),
);
const order = (id, number) => ({ id: { S: id }, user: { S: "ann" }, day: { S: "monday" }, number: { S: number } });
await client.send(new PutItemCommand({ TableName, Item: order("a", "2") }));
await client.send(new PutItemCommand({ TableName, Item: order("b", "1") }));

async function query(KeyConditionExpression, values) {
  const names = { "#user": "user", "#day": "day", "#number": "number" };
  const ExpressionAttributeNames = Object.fromEntries(Object.entries(names).filter(([name]) => KeyConditionExpression.includes(name)));
  const ExpressionAttributeValues = Object.fromEntries(Object.entries(values).map(([name, S]) => [name, { S }]));
  const input = { TableName, IndexName: "ByUser", KeyConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues };
  return client.send(new QueryCommand(input)).then(
    ({ Items }) => Items.map(({ number }) => number.S).join(),
    (error) => `${error.name}: ${error.message}`,
  );
}
const sorted = await query("#user = :user", { ":user": "ann" });
const exact = await query("#user = :user AND #day = :day AND #number = :number", { ":user": "ann", ":day": "monday", ":number": "1" });
console.log(`numbers, in the index's order: ${sorted}; by the whole key: ${exact}`);
process.exit(sorted === "2,1" && exact.startsWith("ValidationException") ? 0 : 1);
JS
AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED=true node run.mjs || { echo "It behaves in another way now." >&2; exit 1; }
