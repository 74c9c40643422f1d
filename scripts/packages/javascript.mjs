import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { licencesOf } from "./licences.mjs";
import { commonJsOf, fileOf, inputsOf, manifestOf, root } from "./table.mjs";

/**
 * @typedef {import("./table.mjs").Package} Package
 * @typedef {import("./table.mjs").Entry} Entry
 * @typedef {import("esbuild").BuildOptions} BuildOptions
 */

/**
 * Makes the ES modules and the CommonJS files of a package's entries. What they share is in files of its own.
 * @param {Package} of
 * @param {BuildOptions} options
 * @param {Readonly<Record<string, string>>} [others] Further files and their sources.
 */
export async function buildEntries(of, options, others = {}) {
  const outdir = join(root, of.folder, "dist");
  const common = { ...options, bundle: true, outdir, external: externalOf(of) };
  /** @param {import("./table.mjs").CommonJs} kind */
  const those = (kind) => of.entries.filter((entry) => commonJsOf(of, entry) === kind);
  await Promise.all([
    buildModules({ ...common, entryPoints: { ...inputsOf(of, of.entries), ...others } }, outdir),
    ...those("loaded").map((entry) => writeLoader(outdir, fileOf(entry))),
    ...those("bundled").map((entry) => buildCommonJs(of, entry, common)),
  ]);
}

/**
 * @param {BuildOptions} options
 * @param {string} outdir
 */
async function buildModules(options, outdir) {
  const modules = { ...options, absWorkingDir: root, plugins: modulePlugins, splitting: true };
  const { metafile } = await build({ ...modules, format: "esm", metafile: true });
  const licences = await licencesOf(metafile);
  if (licences !== "") await writeFile(join(outdir, "THIRD-PARTY-LICENSES.txt"), licences);
}

/**
 * Loads `node:http` by `require`. An `import` of it reads all of its exports, and `WebSocket` among them loads undici: 10 ms
 * at each start from Node.js 22.5 on.
 * @type {import("esbuild").Plugin}
 */
const requiredHttp = {
  name: "required-http",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:http$/ }, ({ kind }) =>
      kind === "import-statement" ? { path: "http", namespace: "required" } : undefined,
    );
    onLoad({ filter: /./, namespace: "required" }, () => ({ contents: 'module.exports = require("node:http");' }));
  },
};

const WITH_TLS = ["https", "tls", "http2"];

/**
 * Loads the modules of TLS and HTTP/2 with the first use of them: 10 ms at each start, and most engines need none.
 * @type {import("esbuild").Plugin}
 */
const lateTls = {
  name: "late-tls",
  setup({ onResolve, onLoad }) {
    const filter = new RegExp(`^(?:node:)?(?:${WITH_TLS.join("|")})$`);
    onResolve({ filter }, ({ path, namespace }) =>
      namespace === "late" ? undefined : { path: path.replace("node:", ""), namespace: "late" },
    );
    onLoad({ filter: /./, namespace: "late" }, ({ path }) => ({
      contents: `module.exports = {\n${gettersOf(path).join(",\n")}\n};`,
    }));
  },
};

/** @param {string} name Of a module of Node.js. */
function gettersOf(name) {
  const loaded = `process.getBuiltinModule(${JSON.stringify(name)})`;
  return Object.keys(process.getBuiltinModule(name) ?? {}).map((key) => `  get ${key}() { return ${loaded}.${key}; }`);
}

/**
 * Imports zod as a namespace. Of the `z` that it exports by name esbuild keeps everything, with the messages of all
 * languages: half of a megabyte that each start would read.
 * @type {import("esbuild").Plugin}
 */
const usedPartOfZod = {
  name: "used-part-of-zod",
  setup({ onLoad }) {
    onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      return { contents: text.replace('import { z } from "zod";', 'import * as z from "zod";'), loader: "ts" };
    });
  },
};

/** The plugins of all that runs under Node.js. */
export const modulePlugins = [requiredHttp, lateTls, usedPartOfZod];

/**
 * Packages that are installed beside this one, or that its user has.
 * @param {Package} of
 */
export function externalOf({ folder }) {
  const { dependencies, optionalDependencies, peerDependencies } = manifestOf(folder);
  return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
}

/**
 * @param {Package} of
 * @param {Entry} entry
 * @param {BuildOptions} common
 */
export async function buildCommonJs(of, entry, common) {
  const { banner: _ofEsModules, ...options } = common;
  const entryPoints = inputsOf(of, [entry]);
  await build({
    ...options,
    entryPoints,
    format: "cjs",
    outExtension: { ".js": ".cjs" },
    sourcemap: false,
    // A sandbox may have no `import()`.
    supported: { "dynamic-import": false },
    plugins: [otherEntries(of, [entry], ".cjs")],
  });
}

/**
 * Leaves the other entries of a package out of some.
 * @param {Package} of
 * @param {readonly Entry[]} entries
 * @param {string} extension Of the others' files.
 * @returns {import("esbuild").Plugin}
 */
export function otherEntries(of, entries, extension) {
  const others = of.entries.filter((entry) => !entries.includes(entry));
  const files = new Map(Object.entries(inputsOf(of, others)).map(([file, source]) => [source, file]));
  const [self = ""] = entries.map(fileOf);
  return {
    name: "other-entries",
    setup({ onResolve }) {
      onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) => {
        const file = files.get(join(resolveDir, path));
        if (kind === "entry-point" || file === undefined) return undefined;
        return { path: relativeTo(self, `${file}${extension}`), external: true };
      });
    },
  };
}

/**
 * @param {string} from
 * @param {string} to
 */
const relativeTo = (from, to) => "../".repeat(from.split("/").length - 1) + (from.includes("/") ? to : `./${to}`);

/**
 * Writes the file that answers `require` with what another one of `outdir` gives.
 * @param {string} outdir
 * @param {string} file Without its extension.
 * @param {string} [from] An expression; `outside` is Node's own `require`.
 */
export async function writeLoader(outdir, file, from = `outside("./${file}.js")`) {
  const text = [
    '"use strict";',
    "// A test runner's sandbox has its own `require`, which would read it anew for each file; Node's is in the context outside.",
    'const { createRequire } = require("node:vm").runInThisContext(\'process.getBuiltinModule("node:module")\');',
    "const outside = createRequire(__filename);",
    `module.exports = ${from};`,
    "",
  ].join("\n");
  await mkdir(outdir, { recursive: true });
  await writeFile(join(outdir, `${file}.cjs`), text);
}
