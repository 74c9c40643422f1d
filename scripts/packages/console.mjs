import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { build } from "vite";
import { licencesOf } from "./licences.mjs";
import { root } from "./table.mjs";

const SOURCE = join(root, "console/src");
const TARGET = join(root, "engine/dist/console");

/** Tells of which sources the page was made. The engine serves no file whose name begins so. */
const STAMP = ".sources";

/** Makes the page that the engine serves, which is part of the engine's package, unless it is made of these sources. */
export async function buildConsole() {
  const sources = await digestOf(SOURCE);
  const isThere = async () => (await readFile(join(TARGET, STAMP), "utf8").catch(() => "")) === sources;
  if (await isThere()) return;
  await mkdir(dirname(TARGET), { recursive: true });
  const outDir = await mkdtemp(`${TARGET}-`);
  await bundle(outDir);
  await writeFile(join(outDir, STAMP), sources);
  // Another process may have been faster; one that serves the page finds the old one or the new one.
  if (!(await isThere())) await replace(outDir);
  await rm(outDir, { recursive: true, force: true });
}

/** @param {string} outDir */
async function replace(outDir) {
  const old = `${outDir}-old`;
  await rename(TARGET, old).catch(() => undefined);
  await rename(outDir, TARGET).catch(() => undefined);
  await rm(old, { recursive: true, force: true });
}

/** @param {string} outDir */
async function bundle(outDir) {
  const output = await build({
    configFile: false,
    root: SOURCE,
    base: "/console/",
    logLevel: "warn",
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      outDir,
      // Its files lie beside each other: the engine serves no folders.
      assetsDir: "",
      emptyOutDir: true,
      target: "es2022",
      modulePreload: { polyfill: false },
      // The policy of the page forbids `data:`.
      assetsInlineLimit: 0,
    },
  });
  const chunks = [output].flat().flatMap((one) => ("output" in one ? one.output : []));
  const modules = chunks.flatMap((chunk) => (chunk.type === "chunk" ? chunk.moduleIds : []));
  const inputs = modules.filter((id) => id.startsWith(root)).map((id) => relative(root, id));
  const licences = await licencesOf({ inputs: Object.fromEntries(inputs.map((input) => [input, {}])) });
  await writeFile(join(outDir, "THIRD-PARTY-LICENSES.txt"), licences);
}

/**
 * A digest of all that the page is made of.
 * @param {string} folder
 */
async function digestOf(folder) {
  const hash = createHash("sha256");
  const ours = [import.meta.filename, join(root, "package-lock.json")];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  for (const file of [...ours, ...files.sort()]) hash.update(`${relative(root, file)}\0`).update(await readFile(file));
  return hash.digest("hex");
}
