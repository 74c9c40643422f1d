// Makes what runs without a TypeScript loader: the engine's library and command line, and the client.
import { cp, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
/** @param {string[]} parts */
const at = (...parts) => join(root, ...parts);

/** @type {import("esbuild").BuildOptions} */
const common = { bundle: true, format: "esm", sourcemap: true, logLevel: "warning" };

/** Bundled CommonJS packages call `require` for Node's own modules, which an ES module lacks. */
const REQUIRE_FOR_BUNDLED_COMMONJS =
  'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);';

async function buildEngine() {
  await build({
    ...common,
    entryPoints: { index: at("engine/src/index.ts"), cli: at("engine/src/cli/main.ts") },
    outdir: at("engine/dist"),
    platform: "node",
    target: "node20.19",
    // Bundled code starts three times as fast as a tree of small files. What is outside is loaded only when needed.
    external: ["esbuild", "ajv", "ajv-draft-04", "@dynoxide/*"],
    banner: { js: REQUIRE_FOR_BUNDLED_COMMONJS },
    splitting: true,
  });
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
    sourcemap: false,
  });
  // Loaded by its name, from beside the bundle that it was in the folder of.
  await cp(join(source, "sandbox/nested-thread.cjs"), join(outdir, "nested-thread.cjs"));
  const isSource = (/** @type {string} */ path) => basename(path) !== "__pycache__";
  await cp(join(source, "python"), join(outdir, "python"), { recursive: true, filter: isSource });
}

/** The page that the engine serves; it is part of the engine's package. */
async function buildConsole() {
  const outdir = at("engine/dist/console");
  await build({
    ...common,
    entryPoints: { app: at("console/src/main.ts") },
    outdir,
    platform: "browser",
    target: "es2022",
    minify: true,
    sourcemap: false,
    // The client's source, so that this build does not wait for that one.
    alias: { "@portcullis/client": at("client/src/index.ts") },
  });
  for (const file of ["index.html", "app.css", "icon.svg"]) await cp(at("console/src", file), join(outdir, file));
}

async function buildClient() {
  await build({
    ...common,
    entryPoints: [at("client/src/index.ts")],
    outdir: at("client/dist"),
    platform: "neutral",
    target: "es2022",
  });
}

await Promise.all(["engine", "client"].map((name) => rm(at(name, "dist"), { recursive: true, force: true })));
await Promise.all([buildEngine(), buildConsole(), buildClient()]);
