#!/usr/bin/env bash
# @aws-sdk/client-apigatewaymanagementapi 3.1169.0 sends to another path when its endpoint ends in a slash: `…/dev/` gives
# `POST /dev//@connections/ID`, with two slashes, and `…/dev` gives `POST /dev/@connections/ID`. The URL that consoles and
# outputs show often ends in a slash, and API Gateway answers the first with 403 Forbidden, which says nothing of the slash.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @aws-sdk/client-apigatewaymanagementapi@3.1169.0

cat >run.mjs <<'JS'
import { once } from "node:events";
import { createServer } from "node:http";
import { ApiGatewayManagementApiClient, PostToConnectionCommand } from "@aws-sdk/client-apigatewaymanagementapi";

const paths = [];
const server = createServer((request, response) => {
  paths.push(request.url);
  request.resume().on("end", () => response.end());
}).listen(0, "127.0.0.1");
await once(server, "listening");
for (const stage of ["/dev", "/dev/"]) {
  const client = new ApiGatewayManagementApiClient({
    endpoint: `http://127.0.0.1:${server.address().port}${stage}`,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  await client.send(new PostToConnectionCommand({ ConnectionId: "abc", Data: "x" }));
  client.destroy();
}
server.close();
console.log(paths.join("\n"));
process.exit(paths.join() === "/dev/@connections/abc,/dev//@connections/abc" ? 0 : 1);
JS
AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED=true node run.mjs || { echo "It behaves in another way now." >&2; exit 1; }
