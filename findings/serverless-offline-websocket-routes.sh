#!/usr/bin/env bash
# serverless-offline 14.8.2 under osls 4.3.1 differs from API Gateway in two things that a WebSocket API's functions meet
# first. $connect is optional on AWS; here an API without it refuses every handshake. And the event of a message that falls
# to $default names what the route selection expression gave, where AWS names the route that was chosen. Seen: 502 for the
# handshake, and the routeKey "nobody" in an event that the function of $default gets.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund osls@4.3.1 serverless-offline@14.8.2 ws@8.23.0

cat >handler.cjs <<'JS'
exports.echo = async (event) => ({ statusCode: 200, body: JSON.stringify(event.requestContext.routeKey) });
JS
cat >serverless.cjs <<'JS'
const route = (name) => ({ websocket: { route: name, routeResponseSelectionExpression: "$default" } });
module.exports = {
  service: "routes",
  provider: { name: "aws", runtime: "nodejs20.x", region: "us-east-1", websocketsApiRouteSelectionExpression: "$request.body.action" },
  plugins: ["serverless-offline"],
  functions: { echo: { handler: "handler.echo", events: process.env.ROUTES.split(" ").map(route) } },
};
JS
cat >run.mjs <<'JS'
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { WebSocket } from "ws";

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return String(port);
}

/** What a client sees of an API with these routes: a status, or what answers a message that no route is for. */
async function seenOf(routes) {
  const [http, socket, lambda] = [await freePort(), await freePort(), await freePort()];
  const ports = ["--httpPort", http, "--websocketPort", socket, "--lambdaPort", lambda];
  const offline = spawn("node_modules/.bin/osls", ["offline", "start", "--config", "serverless.cjs", "--host", "127.0.0.1", ...ports], {
    env: { ...process.env, ROUTES: routes, AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  try {
    let output = "";
    await new Promise((resolve) => {
      const read = (chunk) => (output += chunk).includes("[http for websocket] listening") && resolve();
      offline.stdout.on("data", read);
      offline.stderr.on("data", read);
    });
    const client = new WebSocket(`ws://127.0.0.1:${socket}`);
    return await new Promise((resolve, reject) => {
      client.on("unexpected-response", (_, response) => resolve(response.statusCode));
      client.on("open", () => client.send('{"action":"nobody"}'));
      client.on("message", (data) => resolve(String(data)));
      client.on("error", reject);
    });
  } finally {
    process.kill(-offline.pid, "SIGKILL");
  }
}
const without = await seenOf("$default");
const routeKey = await seenOf("$connect $default");
console.log(`a handshake without $connect: ${without}; the route of a message for nobody: ${routeKey}`);
process.exit(without === 502 && routeKey === '"nobody"' ? 0 : 1);
JS
node run.mjs || { echo "It behaves in another way now." >&2; exit 1; }
