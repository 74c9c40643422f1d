#!/usr/bin/env bash
# lossless-json 4.3.3 reads what JSON.parse reads, and keeps the digits of numbers. But an object that has a member twice
# it refuses with a SyntaxError when the two values differ, and takes when they are equal; JSON.parse takes the last. Who
# puts it in the place of JSON.parse, for the sake of digits, turns messages away that were taken before. Seen: the line
# below.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund lossless-json@4.3.3

cat >run.mjs <<'JS'
import { parse } from "lossless-json";
function read(text) {
  try {
    return `member is ${parse(text).member}`;
  } catch (error) {
    return error.name;
  }
}
const seen = ['{"member":1,"member":1}', '{"member":1,"member":2}'].map(read).join("; ");
console.log(seen);
process.exit(seen === "member is 1; SyntaxError" ? 0 : 1);
JS
node run.mjs || { echo "It behaves in another way now." >&2; exit 1; }
