#!/usr/bin/env bash
# @aws-sdk/client-sqs 3.1164.0 sends a call with a QueueUrl to that URL's host, although AWS_ENDPOINT_URL names another: a
# queue URL that was copied from an environment in which AWS's stands leads past the endpoint that everything else uses.
# Seen: GetQueueUrl reaches the endpoint, SendMessage reaches the host of the QueueUrl; with `useQueueUrlAsEndpoint: false`
# both reach the endpoint.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @aws-sdk/client-sqs@3.1164.0

cat >run.mjs <<'JS'
import { once } from "node:events";
import { createServer } from "node:http";
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

const calls = [];
async function listen(name) {
  const server = createServer((request, response) => {
    calls.push(`${request.headers["x-amz-target"].split(".")[1]} reaches ${name}`);
    response.setHeader("content-type", "application/x-amz-json-1.0");
    // The checksum of "x", which the client verifies.
    request.resume().on("end", () => response.end('{"MessageId":"1","MD5OfMessageBody":"9dd4e461268c8034f5c8564e155c67a6"}'));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${server.address().port}`, server };
}
const endpoint = await listen("the endpoint");
const queue = await listen("the queue URL's host");
process.env.AWS_ENDPOINT_URL = endpoint.url;
for (const options of [{}, { useQueueUrlAsEndpoint: false }]) {
  const client = new SQSClient({ region: "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" }, ...options });
  await client.send(new GetQueueUrlCommand({ QueueName: "jobs" }));
  await client.send(new SendMessageCommand({ QueueUrl: `${queue.url}/000000000000/jobs`, MessageBody: "x" }));
  client.destroy();
}
endpoint.server.close();
queue.server.close();
console.log(calls.join("\n"));
const seen = ["the endpoint", "the queue URL's host", "the endpoint", "the endpoint"];
process.exit(calls.every((call, at) => call.endsWith(`reaches ${seen[at]}`)) && calls.length === 4 ? 0 : 1);
JS
AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED=true node run.mjs || { echo "It behaves in another way now." >&2; exit 1; }
