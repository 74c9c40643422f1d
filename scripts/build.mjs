// Makes what runs without a TypeScript loader: the engine's library and command line, the client, and the command that makes projects.
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { buildConsole } from "./packages/console.mjs";
import { buildEngine as buildPackage } from "./packages/engine.mjs";
import { buildEntries } from "./packages/javascript.mjs";
import { packageIn, root } from "./packages/table.mjs";
import { projectParts } from "./packages/templates.mjs";

/** @param {string[]} parts */
const at = (...parts) => join(root, ...parts);

/** @type {import("esbuild").BuildOptions} */
const common = { bundle: true, format: "esm", logLevel: "warning" };

/** Bundled CommonJS packages call `require` for Node's own modules, which an ES module lacks. */
const REQUIRE_FOR_BUNDLED_COMMONJS =
  'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);';

/** Bundled code starts three times as fast as a tree of small files. Packages outside are loaded only when needed. */
const ofCommands = {
  ...common,
  platform: /** @type {const} */ ("node"),
  target: "node20.19",
  banner: { js: REQUIRE_FOR_BUNDLED_COMMONJS },
};

async function buildEngine() {
  await buildPackage(ofCommands);
  await buildRuntime(at("engine/src/services/lambda/runtimes/runtime"), at("engine/dist/runtime"));
}

/**
 * Makes what runs inside functions' own isolates, and the watchdog over these. One file for each way in: every
 * environment reads them anew.
 * @param {string} source
 * @param {string} outdir
 */
async function buildRuntime(source, outdir) {
  await build({
    ...common,
    entryPoints: ["bootstrap.mjs", "resolve-hooks.mjs", "watchdog/main.mjs"].map((file) => join(source, file)),
    outdir,
    outExtension: { ".js": ".mjs" },
    platform: "node",
    target: "node20.19",
  });
  // Loaded by its name, from beside the bundle that it was in the folder of.
  await cp(join(source, "sandbox/nested-thread.cjs"), join(outdir, "nested-thread.cjs"));
  const isSource = (/** @type {string} */ path) => basename(path) !== "__pycache__";
  await cp(join(source, "python"), join(outdir, "python"), { recursive: true, filter: isSource });
}

async function buildClient() {
  // Who debugs in a browser sees the sources: the map holds them.
  await buildEntries(packageIn("client"), { ...common, platform: "neutral", target: "es2022", sourcemap: true });
}

async function buildLambda() {
  await buildEntries(packageIn("lambda"), { ...common, platform: "node", target: "node20.19", sourcemap: true });
}

async function buildConformance() {
  await buildEntries(packageIn("conformance"), ofCommands, { cli: at("conformance/src/cli/main.ts") });
}

/** The command that makes projects, alone. */
async function buildCreate() {
  await buildEntries(packageIn("create-portcullis"), ofCommands, { create: at("engine/src/cli/create.ts") });
}

/** Puts what projects are made of beside the code that reads it, in each package that has that. */
async function buildTemplates() {
  const parts = JSON.stringify(projectParts());
  for (const folder of ["engine", "create-portcullis"]) {
    await mkdir(at(folder, "dist"), { recursive: true });
    await writeFile(at(folder, "dist/templates.json"), parts);
  }
}

await Promise.all(
  ["engine", "client", "lambda", "conformance", "create-portcullis"].map((name) =>
    rm(at(name, "dist"), { recursive: true, force: true }),
  ),
);
await Promise.all([
  buildEngine(),
  buildConsole(),
  buildClient(),
  buildLambda(),
  buildConformance(),
  buildCreate(),
  buildTemplates(),
]);
