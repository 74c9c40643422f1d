#!/usr/bin/env bash
# @aws-sdk/client-cloudwatch-logs calls StartLiveTail at another host since a version between 3.1000.0 and 3.1040.0:
# `stream-` is before the host's name, where it was `streaming-`. It is put before an endpoint of one's own too, so that
# an emulator at 127.0.0.1 is not found. Who lets calls out by host names, or leads them to a machine of one's own, needs
# both names. Seen: the hosts below.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >run.mjs <<'JS'
import { CloudWatchLogsClient, StartLiveTailCommand } from "@aws-sdk/client-cloudwatch-logs";
const hosts = [];
for (const endpoint of [undefined, "http://127.0.0.1:4566"]) {
  const client = new CloudWatchLogsClient({
    region: "us-east-1",
    ...(endpoint && { endpoint }),
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
    requestHandler: {
      async handle({ hostname }) {
        hosts.push(hostname);
        throw new Error("not sent");
      },
    },
  });
  const logGroupIdentifiers = ["arn:aws:logs:us-east-1:111122223333:log-group:orders"];
  await client.send(new StartLiveTailCommand({ logGroupIdentifiers })).catch(() => {});
}
console.log(hosts.join(" "));
process.exit(hosts.join(" ") === process.argv[2] ? 0 : 1);
JS

try() {
  mkdir "$1"
  cp run.mjs "$1"
  (
    cd "$1"
    npm init --yes >/dev/null
    npm install --silent --no-audit --no-fund "@aws-sdk/client-cloudwatch-logs@$1"
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED=true node run.mjs "$2"
  ) || { echo "$1 behaves in another way now." >&2; exit 1; }
}
try 3.1000.0 "streaming-logs.us-east-1.amazonaws.com streaming-127.0.0.1"
try 3.1040.0 "stream-logs.us-east-1.amazonaws.com stream-127.0.0.1"
try 3.1164.0 "stream-logs.us-east-1.amazonaws.com stream-127.0.0.1"
