// The packages that are published, and what of each can be imported. `npm run generate` writes it into their
// package.json; the builds of JavaScript and of declarations, and the tests of what is packed, go by it.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

/**
 * The way in which an entry answers `require`. `loaded`: Node loads the ES module, outside of a test runner's sandbox,
 * so that one copy serves all, and fake timers of a test are none of its. `bundled`: a CommonJS file of its own, for what
 * belongs into the sandbox. An entry imports another by its file in this table; then it does not hold a copy.
 * @typedef {"loaded" | "bundled"} CommonJs
 *
 * @typedef {object} Entry
 * @property {string} path As importers write it after the package's name; "." is the package itself.
 * @property {string} source From the package's folder.
 * @property {CommonJs} [commonjs] Where it is not the package's.
 * @property {"vitest" | "jest" | "react"} [needs] The package of its user without which it cannot be loaded.
 *
 * @typedef {object} Package
 * @property {string} folder
 * @property {CommonJs} commonjs
 * @property {readonly Entry[]} entries None: there is a command alone.
 */

/** @type {readonly Package[]} */
export const PACKAGES = [
  {
    folder: "engine",
    commonjs: "loaded",
    entries: [
      { path: ".", source: "src/index.ts" },
      // What belongs to a test file, with its values and its globals; the engine is the one of the package.
      { path: "./testing", source: "src/testing/index.ts", commonjs: "bundled" },
      { path: "./vitest", source: "src/testing/vitest.ts", commonjs: "bundled", needs: "vitest" },
      { path: "./jest", source: "src/testing/jest.ts", commonjs: "bundled", needs: "jest" },
    ],
  },
  {
    folder: "client",
    commonjs: "bundled",
    entries: [
      { path: ".", source: "src/index.ts" },
      { path: "./react", source: "src/react/index.ts", needs: "react" },
      { path: "./server", source: "src/server/index.ts" },
      { path: "./streams", source: "src/streams/index.ts" },
      { path: "./state", source: "src/state/index.ts" },
      { path: "./presence", source: "src/presence/index.ts" },
      { path: "./inbox", source: "src/inbox/index.ts" },
      // A test's fake is the client of the package, with the errors that the tested code knows.
      { path: "./testing", source: "src/testing/index.ts" },
      { path: "./debug", source: "src/debug/index.ts" },
    ],
  },
  { folder: "conformance", commonjs: "loaded", entries: [{ path: ".", source: "src/index.ts" }] },
  { folder: "lambda", commonjs: "bundled", entries: [{ path: ".", source: "src/index.ts" }] },
  // A command: `portcullis init` without the engine.
  { folder: "create-portcullis", commonjs: "loaded", entries: [] },
];

/** @param {string} folder */
export function packageIn(folder) {
  const found = PACKAGES.find((candidate) => candidate.folder === folder);
  if (!found) throw new Error(`scripts/packages/table.mjs has no package in ${folder}/`);
  return found;
}

/** @param {string} folder */
export const manifestOf = (folder) => JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));

/**
 * The name of an entry's files in `dist`, without an extension.
 * @param {Pick<Entry, "path">} entry
 */
export const fileOf = ({ path }) => (path === "." ? "index" : path.slice("./".length));

/**
 * Files in `dist`, without an extension, and the sources that they are made of.
 * @param {Package} of
 * @param {readonly Entry[]} entries
 */
export const inputsOf = ({ folder }, entries) =>
  Object.fromEntries(entries.map((entry) => [fileOf(entry), join(root, folder, entry.source)]));

/**
 * @param {Package} of
 * @param {Entry} entry
 */
export const commonJsOf = (of, entry) => entry.commonjs ?? of.commonjs;

/**
 * The part of package.json that says what can be imported.
 * @param {Package} of
 */
export const importableOf = (of) => ({
  // For tools that do not read `exports`: they take CommonJS.
  ...(of.entries.some(({ path }) => path === ".") && { main: "./dist/index.cjs", types: "./dist/index.d.cts" }),
  ...(of.entries.length > 1 && { typesVersions: typesVersionsOf(of) }),
  exports: exportsOf(of),
});

/** @param {Package} of */
function typesVersionsOf({ entries }) {
  const files = entries.filter(({ path }) => path !== ".").map((entry) => fileOf(entry));
  return { "*": Object.fromEntries(files.map((file) => [file, [`./dist/${file}.d.cts`]])) };
}

/** @param {Package} of */
function exportsOf({ entries }) {
  const ways = entries.map((entry) => {
    const file = `./dist/${fileOf(entry)}`;
    return [
      entry.path,
      {
        import: { types: `${file}.d.ts`, default: `${file}.js` },
        require: { types: `${file}.d.cts`, default: `${file}.cjs` },
      },
    ];
  });
  return { ...Object.fromEntries(ways), "./package.json": "./package.json" };
}
