import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
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
    ...those("loaded").map((entry) => writeLoader(join(outdir, fileOf(entry)))),
    ...those("bundled").map((entry) => buildCommonJs(of, entry, common)),
  ]);
}

/**
 * @param {BuildOptions} options
 * @param {string} outdir
 */
async function buildModules(options, outdir) {
  const plugins = [requiredHttp, lateTls, usedPartOfZod];
  const modules = { ...options, absWorkingDir: root, plugins, splitting: true };
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

/**
 * Packages that are installed beside this one, or that its user has.
 * @param {Package} of
 */
function externalOf({ folder }) {
  const { dependencies, optionalDependencies, peerDependencies } = manifestOf(folder);
  return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
}

/**
 * @param {Package} of
 * @param {Entry} entry
 * @param {BuildOptions} common
 */
async function buildCommonJs(of, entry, common) {
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
    plugins: [otherEntries(of, entry)],
  });
}

/**
 * Leaves the other entries of a package out of an entry.
 * @param {Package} of
 * @param {Entry} self
 * @returns {import("esbuild").Plugin}
 */
function otherEntries(of, self) {
  const sources = inputsOf(of, of.entries);
  const files = new Map(Object.entries(sources).map(([file, source]) => [source, file]));
  return {
    name: "other-entries",
    setup({ onResolve }) {
      onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) => {
        const file = files.get(join(resolveDir, path));
        if (kind === "entry-point" || file === undefined || file === fileOf(self)) return undefined;
        return { path: relativeTo(fileOf(self), `${file}.cjs`), external: true };
      });
    },
  };
}

/**
 * @param {string} from
 * @param {string} to
 */
const relativeTo = (from, to) => "../".repeat(from.split("/").length - 1) + (from.includes("/") ? to : `./${to}`);

/** @param {string} file Without its extension. */
async function writeLoader(file) {
  const own = JSON.stringify(`./${file.split("/").at(-1)}.js`);
  const text = [
    '"use strict";',
    "// Jest's sandbox has its own `require`, which knows no ES modules; Node's is in the context outside of it.",
    'const outside = require("node:vm").runInThisContext(\'process.getBuiltinModule("node:module")\');',
    `module.exports = outside.createRequire(__filename)(${own});`,
    "",
  ].join("\n");
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.cjs`, text);
}
