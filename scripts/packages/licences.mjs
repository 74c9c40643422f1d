// The licences of what the packages bundle. `node scripts/packages/licences.mjs` lists them, after a build.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { PACKAGES, root } from "./table.mjs";

/**
 * Licences under which code may become a part of a package: each asks for its text and no more. SPDX's names.
 * https://spdx.org/licenses/
 */
export const ALLOWED = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "ISC", "MIT"];

const FILE = "THIRD-PARTY-LICENSES.txt";

/** The head of one package's part in such a file: `zod 4.6.7 (MIT)`. */
const HEAD = /^(\S+) (\d\S*) \(([^()\n]+)\)$/gm;

/**
 * The licences of the packages that a bundle holds parts of: each asks for its text wherever it goes.
 * @param {{ readonly inputs: object }} metafile
 */
export async function licencesOf({ inputs }) {
  const folders = Object.keys(inputs).flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []);
  const texts = await Promise.all([...new Set(folders)].sort().map((folder) => licenceOf(join(root, folder))));
  // Data of others has its notice at the root.
  if (Object.keys(inputs).some((path) => path.includes("/models/data/")))
    texts.push(await readFile(join(root, "NOTICE"), "utf8"));
  return texts.join(`\n${"-".repeat(80)}\n\n`);
}

/** @param {string} folder */
async function licenceOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  if (!ALLOWED.includes(license)) throw new Error(`${name} has the licence ${license}, which may not be bundled.`);
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} brings no text of its licence (${license}).`);
  return `${name} ${version} (${license})\n\n${await readFile(join(folder, file), "utf8")}`;
}

/**
 * The packages that a published package has a licence's text of, as its files say.
 * @param {string} folder
 */
export async function bundledIn(folder) {
  const dist = join(root, folder, "dist");
  const files = (await readdir(dist, { recursive: true })).filter((file) => file.endsWith(FILE));
  const texts = await Promise.all(files.map((file) => readFile(join(dist, file), "utf8")));
  const rows = texts.flatMap((text) => [...text.matchAll(HEAD)]);
  return rows.map(([, name = "", version = "", license = ""]) => ({ name, version, license }));
}

async function list() {
  for (const { folder } of PACKAGES) {
    const bundled = await bundledIn(folder);
    const unique = [...new Map(bundled.map((row) => [row.name, row])).values()];
    console.log(`${folder}: ${unique.length === 0 ? "bundles nothing of others" : ""}`.trimEnd());
    for (const { name, version, license } of unique) console.log(`  ${name} ${version}  ${license}`);
  }
}

const isCommand = process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href;
if (isCommand) await list();
