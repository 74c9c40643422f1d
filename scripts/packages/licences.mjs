import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./table.mjs";

/**
 * The licences of the packages that a bundle holds parts of: each asks for its text wherever it goes.
 * @param {{ readonly inputs: object }} metafile
 */
export async function licencesOf({ inputs }) {
  const folders = Object.keys(inputs).flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []);
  const texts = await Promise.all([...new Set(folders)].sort().map((folder) => licenceOf(join(root, folder))));
  return texts.join(`\n${"-".repeat(80)}\n\n`);
}

/** @param {string} folder */
async function licenceOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} brings no text of its licence (${license}).`);
  return `${name} ${version} (${license})\n\n${await readFile(join(folder, file), "utf8")}`;
}
