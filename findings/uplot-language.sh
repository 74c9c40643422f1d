#!/usr/bin/env bash
# uPlot 1.6.32 makes an Intl.NumberFormat of `navigator.language` when it is imported. Where a browser's language is no
# BCP 47 tag (Chromium under the POSIX locale says `en-US@posix`, as on CI machines and in containers) the import throws a
# RangeError, and a page that imports it statically stays blank. Seen: the lines below.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund uplot@1.6.32

cat >run.mjs <<'JS'
// As much of a browser as the module looks at while it is imported.
const language = process.argv[2];
Object.defineProperty(globalThis, "navigator", { value: { language }, configurable: true });
const target = { addEventListener() {}, removeEventListener() {}, dispatchEvent() {} };
Object.assign(globalThis, { window: target, document: target, devicePixelRatio: 1, matchMedia: () => target });
const outcome = await import("uplot").then(
  () => "imported",
  ({ name }) => name,
);
console.log(`${language}: ${outcome}`);
process.exit(outcome === process.argv[3] ? 0 : 1);
JS
node run.mjs en-US imported && node run.mjs en-US@posix RangeError || { echo "It behaves in another way now." >&2; exit 1; }
