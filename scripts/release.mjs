// Prepares a release: `npm run release -- VERSION` writes one version into all workspaces, and what is unreleased under it in
// CHANGELOG.md. `node scripts/release.mjs notes VERSION` prints that part, for the page of the release.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./packages/table.mjs";

const CHANGELOG = join(root, "CHANGELOG.md");
const UNRELEASED = "## Unreleased\n";
const VERSION = /^\d+\.\d+\.\d+(?:-[a-z]+\.\d+)?$/;

/**
 * The changelog with what is unreleased under a version, and nothing unreleased any more.
 * @param {string} text
 * @param {string} version
 * @param {string} date
 */
export function withRelease(text, version, date) {
  const [before, after] = text.split(UNRELEASED);
  if (before === undefined || after === undefined) throw new Error(`CHANGELOG.md has no ${UNRELEASED.trim()}.`);
  if (after.trim() === "" || /^\s*## /.test(after)) throw new Error("Nothing is unreleased: CHANGELOG.md says so.");
  return `${before}${UNRELEASED}\n## ${version} (${date})\n${after}`;
}

/**
 * The part of the changelog about a version.
 * @param {string} text
 * @param {string} version
 */
export function notesOf(text, version) {
  const [, ...parts] = text.split(/^## /m);
  const part = parts.find((candidate) => candidate.startsWith(`${version} (`));
  if (part === undefined) throw new Error(`CHANGELOG.md has nothing about ${version}.`);
  return `${part.slice(part.indexOf("\n")).trim()}\n`;
}

/**
 * A package.json of another version, which asks for the others in that version too.
 * @param {string} text
 * @param {{ readonly from: string, readonly to: string, readonly names: readonly string[] }} change
 */
export function withVersion(text, { from, to, names }) {
  const manifest = JSON.parse(text);
  for (const kind of ["dependencies", "devDependencies", "optionalDependencies"])
    for (const name of names) if (manifest[kind]?.[name] === from) manifest[kind][name] = to;
  return `${JSON.stringify({ ...manifest, version: to }, null, 2)}\n`;
}

/** Those of the repository that have its version. */
export function releasedManifests() {
  const { version, workspaces } = read(join(root, "package.json"));
  const files = ["", ...workspaces].map((folder) => join(root, folder, "package.json"));
  return { version, files: files.filter((file) => read(file).version === version) };
}

/** @param {string} file */
const read = (file) => JSON.parse(readFileSync(file, "utf8"));

/** @param {string} to */
function release(to) {
  if (!VERSION.test(to)) throw new Error(`A version is like 0.2.0 or 0.2.0-rc.1, not "${to}".`);
  if (git("status", "--porcelain") !== "") throw new Error("Commit first: the work tree has changes.");
  const { version: from, files } = releasedManifests();
  const changelog = withRelease(readFileSync(CHANGELOG, "utf8"), to, new Date().toISOString().slice(0, 10));
  const names = files.map((file) => read(file).name);
  for (const file of files) writeFileSync(file, withVersion(readFileSync(file, "utf8"), { from, to, names }));
  writeFileSync(CHANGELOG, changelog);
  // The lock and the contract's documents hold the version as well.
  npm("install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund");
  npm("run", "--silent", "generate");
  console.log(`${from} → ${to} in ${files.length} workspaces. Look at git diff, then:

  git commit -am "Release ${to}" && git tag -s v${to} -m v${to}
  git push origin HEAD v${to}

The workflow "Publish" tests and packs what is tagged, and waits for an approval before it publishes.`);
}

/** @param {string[]} args */
const git = (...args) => execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();

/** @param {string[]} args */
const npm = (...args) =>
  execFileSync("npm", args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });

/** @param {readonly (string | undefined)[]} args */
function main([first = "", second = ""]) {
  if (first === "notes") process.stdout.write(notesOf(readFileSync(CHANGELOG, "utf8"), second));
  else release(first);
}

const isCommand = process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href;
if (isCommand) {
  try {
    main(process.argv.slice(2));
  } catch (error) {
    console.error(`error: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
