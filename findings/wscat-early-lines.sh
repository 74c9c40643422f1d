#!/usr/bin/env bash
# wscat 6.1.0 loses the lines that come over a pipe before its connection is open. Behind an authorizer a handshake takes long
# enough for every script to meet it; `-x` waits for the connection. Seen: a line that is there from the start never comes to
# the server, and one that is written after the handshake does.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund wscat@6.1.0 ws@8.23.0

cat >run.mjs <<'JS'
import { spawn } from "node:child_process";
import { once } from "node:events";
import { WebSocketServer } from "ws";

/** What a server gets of a line that is written before or after the handshake. */
async function heard(when) {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const messages = [];
  const connected = once(server, "connection");
  const client = spawn("node_modules/.bin/wscat", ["-c", `ws://127.0.0.1:${server.address().port}`], { stdio: ["pipe", "ignore", "ignore"] });
  if (when === "before") client.stdin.write("hello\n");
  const [socket] = await connected;
  socket.on("message", (data) => messages.push(String(data)));
  if (when === "after") setTimeout(() => client.stdin.write("hello\n"), 300);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  client.stdin.end();
  client.kill();
  server.close();
  return messages.join() || "nothing";
}
console.log(`before: ${await heard("before")}, after: ${await heard("after")}`);
process.exit(0);
JS
seen=$(node run.mjs)
echo "$seen"
[ "$seen" = "before: nothing, after: hello" ]
