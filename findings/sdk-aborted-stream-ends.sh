#!/usr/bin/env bash
# @aws-sdk/client-bedrock-runtime 3.1164.0: a ConverseStream whose AbortSignal is aborted while its events are read does
# not reject: the loop over them ends as at the end of an answer. A call that is aborted before its answer has begun
# rejects with an AbortError, so who relies on that takes half an answer for a whole one, unless messageStop was seen or
# the signal is asked. Seen: two events, then the end, without an error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @aws-sdk/client-bedrock-runtime@3.1164.0 @smithy/eventstream-codec@4.5.2 @smithy/util-utf8@4.5.2

cat >run.mjs <<'JS'
import { once } from "node:events";
import { createServer } from "node:http2";
import { BedrockRuntimeClient, ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
import { EventStreamCodec } from "@smithy/eventstream-codec";
import { fromUtf8, toUtf8 } from "@smithy/util-utf8";

const codec = new EventStreamCodec(toUtf8, fromUtf8);
function event(type, body) {
  const texts = { ":event-type": type, ":content-type": "application/json", ":message-type": "event" };
  const headers = Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, { type: "string", value }]));
  return codec.encode({ headers, body: fromUtf8(JSON.stringify(body)) });
}
// The beginning of an answer, which then is silent.
const server = createServer((_request, response) => {
  response.writeHead(200, { "content-type": "application/vnd.amazon.eventstream" });
  response.write(event("messageStart", { role: "assistant" }));
  response.write(event("contentBlockDelta", { contentBlockIndex: 0, delta: { text: "The" } }));
}).listen(0, "127.0.0.1");
await once(server, "listening");

const client = new BedrockRuntimeClient({
  endpoint: `http://127.0.0.1:${server.address().port}`,
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
});
const messages = [{ role: "user", content: [{ text: "Why?" }] }];
const abort = new AbortController();
const command = new ConverseStreamCommand({ modelId: "test", messages });
const { stream } = await client.send(command, { abortSignal: abort.signal });
let events = 0;
let end = "ended without an error";
try {
  for await (const _event of stream) if (++events === 2) abort.abort();
} catch ({ name }) {
  end = `rejected with ${name}`;
}
console.log(`${events} events, then ${end}`);
process.exit(events === 2 && end === "ended without an error" ? 0 : 1);
JS
AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED=true timeout 60 node run.mjs || { echo "It behaves in another way now." >&2; exit 1; }
