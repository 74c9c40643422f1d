import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rename, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { atSignal } from "../ended.ts";

/** A tool that npm brings, by the name of the folder with its lock file. */
export type PeerName = "serverless-offline" | "architect";

/** A project of a peer, in a folder of its own. */
export interface Peer extends AsyncDisposable {
  readonly folder: string;
}

/** Copies a project out of `source`, and gives it the peer, which is installed once for each lock file. */
export async function createPeer(name: PeerName, source: string): Promise<Peer> {
  const modules = await installed(name);
  const folder = await mkdtemp(join(tmpdir(), `portcullis-${name}-`));
  await cp(source, folder, { recursive: true });
  await symlink(modules, join(folder, "node_modules"), "dir");
  const signalled = atSignal(() => rmSync(folder, { recursive: true, force: true }));
  return {
    folder,
    async [Symbol.asyncDispose]() {
      signalled[Symbol.dispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves with the folder of modules that the peer's lock file names. */
async function installed(name: PeerName): Promise<string> {
  const source = join(import.meta.dirname, name);
  const lock = await readFile(join(source, "package-lock.json"));
  const hash = createHash("sha256").update(lock).update(process.version).digest("hex").slice(0, 16);
  const folder = join(tmpdir(), "portcullis-peers", `${name}-${hash}`);
  const modules = join(folder, "node_modules");
  if (existsSync(modules)) return modules;
  process.stderr.write(`Installing ${name} …\n`);
  const unfinished = `${folder}-${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  for (const file of ["package.json", "package-lock.json"]) await cp(join(source, file), join(unfinished, file));
  await promisify(execFile)("npm", ["ci", "--no-audit", "--no-fund"], { cwd: unfinished });
  await rename(unfinished, folder);
  return modules;
}
