import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { messageOf, UserError } from "../errors.ts";

/**
 * Writes a file that another engine may read or write at the same moment: whole or not at all, and only when it is
 * new. Resolves with whether it was.
 */
export async function writeOutput(path: string, contents: Uint8Array | string): Promise<boolean> {
  const wanted = Buffer.from(contents);
  const existing = await readFile(path).catch(() => undefined);
  if (existing?.equals(wanted)) return false;
  await mkdir(dirname(path), { recursive: true });
  const workshop = await mkdtemp(`${path}-`);
  const draft = join(workshop, "draft");
  await writeFile(draft, wanted);
  await rename(draft, path);
  await rmdir(workshop);
  return true;
}

/**
 * Makes a folder by `fill`, whole or not at all; one that is there already is taken as it is. Resolves with whether it
 * was made.
 */
export async function makeFolder(path: string, fill: (folder: string) => Promise<void>): Promise<boolean> {
  if (existsSync(path)) return false;
  await mkdir(dirname(path), { recursive: true });
  const draft = await mkdtemp(`${path}-`);
  try {
    await fill(draft);
    await rename(draft, path);
    return true;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another engine may have been quicker.
    if (existsSync(path)) return false;
    throw error;
  }
}

/** Fills a folder anew by `fill`. When that fails, the folder is as it was. */
export async function replaceFolder(path: string, fill: (folder: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = await mkdtemp(`${path}-`);
  try {
    await fill(draft);
    if (existsSync(path)) await rename(path, `${draft}-old`);
    await rename(draft, path);
  } finally {
    await rm(draft, { recursive: true, force: true });
    await rm(`${draft}-old`, { recursive: true, force: true });
  }
}

/**
 * Makes the folder for outputs below `cacheDir`. Its `package.json` keeps the type of the user's package from reaching
 * what is built: on AWS there is none above the code.
 */
export async function prepareOutputFolder(cacheDir: string): Promise<string> {
  const folder = join(cacheDir, "build");
  try {
    await writeOutput(join(cacheDir, ".gitignore"), "*\n");
    await writeOutput(join(folder, "package.json"), "{}\n");
  } catch (error) {
    throw new UserError(`Cannot write what is built to ${cacheDir}: ${messageOf(error)}`, { cause: error });
  }
  return folder;
}
