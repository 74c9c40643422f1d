#!/usr/bin/env bash
# The sandbox of Architect 9.0.0 has @connections on its internal port, and answers the DELETE of an open connection with 200,
# where API Gateway answers 204 (developer guide, "Use @connections commands in your backend service"). Whoever waits for 204
# takes what has worked for a failure. Seen: 200, and the socket is closed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @architect/sandbox@9.0.0 ws@8.23.0

cat >app.arc <<'ARC'
@app
sockets

@ws
ARC
mkdir -p src/ws/connect src/ws/disconnect src/ws/default
echo 'exports.handler = async () => ({ statusCode: 200, body: "" })' | tee src/ws/connect/index.js src/ws/disconnect/index.js >src/ws/default/index.js
sed "s#FOLDER#$folder#" >src/ws/connect/index.js <<'JS'
const { writeFileSync } = require("node:fs");
exports.handler = async ({ requestContext }) => {
  writeFileSync("FOLDER/id", requestContext.connectionId);
  return { statusCode: 200 };
};
JS
cat >run.mjs <<'JS'
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { createRequire } from "node:module";
import { WebSocket } from "ws";

const sandbox = createRequire(import.meta.url)("@architect/sandbox");
async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
const [port, internal] = [await freePort(), await freePort()];
process.env.ARC_INTERNAL_PORT = String(internal);
await sandbox.start({ cwd: process.cwd(), port, quiet: true });
const client = new WebSocket(`ws://127.0.0.1:${port}`);
await once(client, "open");
const id = readFileSync("id", "utf8");
const closed = once(client, "close");
const answer = await fetch(`http://127.0.0.1:${internal}/_arc/ws/@connections/${encodeURIComponent(id)}`, { method: "DELETE" });
await closed;
console.log(`DELETE: ${answer.status}, then closed`);
process.exit(0);
JS
seen=$(node run.mjs 2>/dev/null | grep DELETE)
echo "$seen"
[ "$seen" = "DELETE: 200, then closed" ]
