import { createHash } from "node:crypto";
import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { buildCommonJs, externalOf, modulePlugins, otherEntries, writeLoader } from "./javascript.mjs";
import { licencesOf } from "./licences.mjs";
import { inputsOf, packageIn, root } from "./table.mjs";

/** @typedef {import("esbuild").BuildOptions} BuildOptions */

const engine = packageIn("engine");
const outdir = join(root, "engine/dist");

/** The parts of the code, each of which is run when it is asked for. */
const PARTS = `
exports.library = () => require("./src/index.ts");
exports.commandLine = () => require("./src/cli/main.ts");`;

/** Places beside an ES module, in the words of CommonJS. */
const PLACES = { "import.meta.url": "importMetaUrl", "import.meta.dirname": "__dirname" };
const URL_OF_COMMONJS = 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;';

/**
 * Makes the engine: all of its code in one CommonJS file, as V8 can keep what it has compiled of a script and not of an
 * ES module; what loads that; and the entries of the package, which lead there or belong to a test.
 * @param {BuildOptions} options
 */
export async function buildEngine(options) {
  const all = { ...options, absWorkingDir: root, bundle: true, external: externalOf(engine), plugins: modulePlugins };
  const [code, sdk] = await Promise.all([
    buildCode(all),
    buildMcpSdk(all),
    buildLoader(all),
    buildLibrary(),
    buildTesting(all),
  ]);
  const inputs = { ...code.inputs, ...sdk.inputs };
  await writeFile(join(outdir, "THIRD-PARTY-LICENSES.txt"), await licencesOf({ inputs }));
  for (const name of ["coverage.json", "events.schema.json"])
    await copyFile(join(root, "docs", name), join(outdir, name));
}

const MCP_SDK = "@modelcontextprotocol/server";

/**
 * Leaves the SDK of the Model Context Protocol to a file of its own, which one command alone loads.
 * @type {import("esbuild").Plugin}
 */
const mcpSdkBeside = {
  name: "mcp-sdk-beside",
  setup({ onResolve }) {
    const filter = new RegExp(`^${MCP_SDK}(?:/stdio)?$`);
    onResolve({ filter }, () => ({ path: "./mcp-sdk.cjs", external: true }));
  },
};

const MCP_SDK_PARTS = `
export { McpServer } from "${MCP_SDK}";
export { serveStdio } from "${MCP_SDK}/stdio";`;

/** Takes the place of a validator for what users type into forms of a server, which asks for nothing. */
const NO_VALIDATOR = `
export { default as process } from "node:process";
export class DefaultJsonSchemaValidator {
  getValidator() { throw new Error("Nothing is asked of users."); }
}`;

/** @type {import("esbuild").Plugin} */
const withoutValidator = {
  name: "without-validator",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^${MCP_SDK}/_shims$`) }, ({ path }) => ({ path, namespace: "shims" }));
    onLoad({ filter: /./, namespace: "shims" }, () => ({ contents: NO_VALIDATOR }));
  },
};

/** @param {BuildOptions} options */
async function buildMcpSdk(options) {
  const { metafile } = await build({
    ...options,
    stdin: { contents: MCP_SDK_PARTS, resolveDir: join(root, "engine") },
    outfile: join(outdir, "mcp-sdk.cjs"),
    format: "cjs",
    banner: {},
    plugins: [withoutValidator],
    metafile: true,
  });
  return metafile;
}

/** @param {BuildOptions} options */
async function buildCode(options) {
  const { outputFiles = [], metafile } = await build({
    ...options,
    stdin: { contents: PARTS, resolveDir: join(root, "engine") },
    outfile: join(outdir, "engine.cjs"),
    format: "cjs",
    define: PLACES,
    banner: { js: URL_OF_COMMONJS },
    // The packages outside can all be required.
    supported: { "dynamic-import": false },
    plugins: [...modulePlugins, mcpSdkBeside],
    write: false,
    metafile: true,
  });
  const code = outputFiles.map(({ text }) => inAscii(text)).join("");
  const digest = createHash("sha256").update(code).digest("hex");
  await writeFile(join(outdir, "engine.cjs"), `// ${digest}\n${code}`);
  return metafile;
}

/**
 * The same code of ASCII characters. esbuild escapes others, but for those in comments.
 * @param {string} code
 */
const inAscii = (code) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII stays.
  code.replaceAll(/[^\x00-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** @param {BuildOptions} options */
const buildLoader = (options) =>
  build({
    ...options,
    entryPoints: [join(root, "engine/src/compiled/load.ts")],
    outfile: join(outdir, "load.cjs"),
    format: "cjs",
    define: PLACES,
    banner: {},
  });

/** The library by `import` and by `require`: one copy serves all. */
async function buildLibrary() {
  const names = await exportsOf(join(root, "engine/src/index.ts"));
  const byImport = `import { loadLibrary } from "./load.cjs";\nexport const { ${names.join(", ")} } = loadLibrary();\n`;
  await writeFile(join(outdir, "index.js"), byImport);
  await writeLoader(outdir, "index", 'outside("./load.cjs").loadLibrary()');
}

/**
 * The values that a module exports.
 * @param {string} source
 */
async function exportsOf(source) {
  const options = { entryPoints: [source], outdir, format: /** @type {const} */ ("esm"), write: false, metafile: true };
  const { metafile } = await build({ ...options, metafile: true });
  return Object.values(metafile.outputs).flatMap(({ exports }) => exports);
}

/** @param {BuildOptions} options */
async function buildTesting(options) {
  const entries = engine.entries.filter(({ path }) => path !== ".");
  const modules = { ...options, outdir, splitting: true, format: /** @type {const} */ ("esm") };
  const plugins = [...modulePlugins, otherEntries(engine, entries, ".js")];
  await Promise.all([
    build({ ...modules, entryPoints: inputsOf(engine, entries), plugins }),
    ...entries.map((entry) => buildCommonJs(engine, entry, { ...options, outdir })),
  ]);
}
