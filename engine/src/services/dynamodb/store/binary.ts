import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { messageOf, UserError } from "../../../kernel/errors.ts";
import type { Recorder } from "../../../kernel/journal.ts";

/** The release that was tested here: the same as the optional dependency in package.json. */
export const STORE_VERSION = "1.2.1";

/** A download of some 10 MB; a registry that says nothing for so long will not. */
const INSTALL_TIMEOUT_MS = 120_000;

const NPM = platform() === "win32" ? "npm.cmd" : "npm";

const run = promisify(execFile);

export interface StoreBinaryOptions {
  /** The folder for a fetched program. */
  readonly cacheDir: string;
  readonly journal: Recorder;
  /** Default: this platform's. */
  readonly packageName?: string;
  /** The npm to fetch with. */
  readonly npm?: string;
}

/** Path of the store's program: the installed one, the cached one, or, the first time, one that npm fetches. */
export async function findStoreBinary(options: StoreBinaryOptions): Promise<string> {
  const { cacheDir, packageName = `@dynoxide/${platform()}-${arch()}` } = options;
  const installed = installedBinary(packageName);
  if (installed) return installed;
  const directory = join(cacheDir, `dynoxide-${STORE_VERSION}`);
  const cached = join(directory, "node_modules", packageName, programName());
  if (!existsSync(cached)) await install(packageName, directory, options);
  if (!existsSync(cached)) throw unavailable(packageName, `${packageName} holds no ${programName()}`);
  return cached;
}

const programName = () => (platform() === "win32" ? "dynoxide.exe" : "dynoxide");

function installedBinary(packageName: string): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
    return join(dirname(manifest), programName());
  } catch {
    return undefined; // Not installed: an optional dependency of another platform.
  }
}

async function install(
  packageName: string,
  directory: string,
  { journal, npm = NPM }: StoreBinaryOptions,
): Promise<void> {
  const specifier = `${packageName}@${STORE_VERSION}`;
  journal.record("dynamodb", "download", { package: specifier, directory });
  await mkdir(directory, { recursive: true });
  const options = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts"];
  try {
    await run(npm, ["install", specifier, "--prefix", directory, ...options], {
      timeout: INSTALL_TIMEOUT_MS,
      shell: platform() === "win32",
    });
  } catch (error) {
    throw unavailable(packageName, messageOf(error), error);
  }
}

function unavailable(packageName: string, why: string, cause?: unknown): UserError {
  return new UserError(`The DynamoDB store could not be fetched (${packageName}): ${why.trim()}`, {
    hint: "Run one of your own, e.g. DynamoDB Local, and name it with --dynamodb http://127.0.0.1:8000",
    cause,
  });
}
