#!/usr/bin/env bash
# dynoxide 1.2.1 (a DynamoDB in one binary, here @dynoxide/linux-x64) forgets the ClientRequestToken of a transaction when it
# is started anew on the same file. DynamoDB keeps a token for 10 minutes: the same TransactWriteItems with the same token
# succeeds again and changes nothing. Seen: it changes nothing while the process lives, and is done again after a restart.
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
import { DynamoDBClient, CreateTableCommand, GetItemCommand, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";

const probe = createServer().listen(0, "127.0.0.1");
await once(probe, "listening");
const { port } = probe.address();
await new Promise((resolve) => probe.close(resolve));
const client = new DynamoDBClient({
  endpoint: `http://127.0.0.1:${port}`,
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
});

async function start() {
  const store = spawn("node_modules/@dynoxide/linux-x64/dynoxide", ["serve", "--host", "127.0.0.1", "--port", port, "--db-path", "db"], { stdio: ["ignore", "ignore", "pipe"] });
  await once(store.stderr, "data");
  return store;
}
async function stop(store) {
  const ended = once(store, "exit");
  store.kill("SIGTERM");
  await ended;
}

const Key = { pk: { S: "counter" } };
const add = () =>
  client.send(
    new TransactWriteItemsCommand({
      ClientRequestToken: "00000000-0000-4000-8000-000000000001",
      TransactItems: [{ Update: { TableName: "counters", Key, UpdateExpression: "ADD n :one", ExpressionAttributeValues: { ":one": { N: "1" } } } }],
    }),
  );
const count = async () => (await client.send(new GetItemCommand({ TableName: "counters", Key, ConsistentRead: true }))).Item.n.N;

let store = await start();
process.on("exit", () => store.kill("SIGKILL"));
await client.send(
  new CreateTableCommand({
    TableName: "counters",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
  }),
);
await add();
await add();
const before = await count();
await stop(store);
store = await start();
await add();
const after = await count();
await stop(store);
console.log(`twice with one token: ${before}; once more after a restart: ${after}`);
process.exit(before === "1" && after === "2" ? 0 : 1);
JS
AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED=true node run.mjs || { echo "It behaves in another way now." >&2; exit 1; }
