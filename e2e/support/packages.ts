import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { manifestOf, PACKAGES } from "../../scripts/packages/table.mjs";
import { root } from "./system.ts";

export type Entry = (typeof PACKAGES)[number]["entries"][number];

export const published = PACKAGES.map((of) => ({ ...of, manifest: manifestOf(of.folder) }));

/** Packs what is published into a folder, and tells the files. */
export async function packAll(folder: string): Promise<readonly string[]> {
  await Promise.all(
    published.map(({ folder: source }) => run("npm", ["pack", "--pack-destination", folder], join(root, source))),
  );
  return (await readdir(folder)).filter((name) => name.endsWith(".tgz")).map((name) => join(folder, name));
}

/** Runs a program and resolves with all that it said; rejects, with that too, when it fails. */
export async function run(command: string, args: readonly string[], cwd: string, env = process.env): Promise<string> {
  const options = { cwd, env, maxBuffer: 64e6 };
  const { stdout, stderr } = await promisify(execFile)(command, [...args], options).catch((error) => {
    throw new Error(`${command} ${args.join(" ")}: ${error.message}\n${error.stdout}`);
  });
  return stdout + stderr;
}
