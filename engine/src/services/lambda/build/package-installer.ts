import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { messageOf } from "../../../kernel/errors.ts";
import { makeFolder } from "../../../kernel/machine/output.ts";
import { parseJson } from "../../../kernel/parse-json.ts";
import { findUp } from "./esbuild-properties.ts";
import type { RunCommand } from "./run-command.ts";

const MANIFEST = "package.json";
const LOCK_FILE = "package-lock.json";

const manifestSchema = z.object({ dependencies: z.record(z.string(), z.string()).default({}) });

const NPM_INSTALL = ["install", "--omit=dev", "--no-audit", "--no-fund", "--no-progress"];

const HASH_CHARACTERS = 16;

export interface PackageInstallerOptions {
  readonly cacheDir: string;
  readonly record: (type: "install" | "warning", data: Record<string, unknown>) => void;
  readonly run: RunCommand;
}

/** Installs what a function's `package.json` names, as `sam build` does before it packs the function. */
export class PackageInstaller {
  readonly #options: PackageInstallerOptions;
  /** Installations under way, by root: functions that share one wait for one installation. */
  readonly #running = new Map<string, Promise<readonly string[]>>();

  constructor(options: PackageInstallerOptions) {
    this.#options = options;
  }

  /**
   * A folder with a `node_modules` that holds what the package in `root` names and nothing around it has; none when
   * all is there. It lies in the cache: sources are left alone.
   */
  foldersFor(root: string): Promise<readonly string[]> {
    const running = this.#running.get(root);
    if (running) return running;
    const folders = this.#install(root).finally(() => this.#running.delete(root));
    this.#running.set(root, folders);
    return folders;
  }

  async #install(root: string): Promise<readonly string[]> {
    const manifest = await readManifest(root);
    if (manifest === undefined || missing(root, manifest).length === 0) return [];
    const lock = await readFile(join(root, LOCK_FILE), "utf8").catch(() => "");
    const key = createHash("sha256").update(`${root}\n${manifest}\n${lock}`).digest("hex").slice(0, HASH_CHARACTERS);
    const folder = join(this.#options.cacheDir, "modules", key);
    try {
      await makeFolder(folder, (draft) => this.#runNpm(root, draft, manifest));
      return [folder];
    } catch (error) {
      const message = `The dependencies of ${join(root, MANIFEST)} could not be installed: ${messageOf(error)}`;
      this.#options.record("warning", { message });
      return [];
    }
  }

  async #runNpm(root: string, draft: string, manifest: string): Promise<void> {
    await writeFile(join(draft, MANIFEST), withAbsoluteFolders(manifest, root));
    if (existsSync(join(root, LOCK_FILE))) await copyFile(join(root, LOCK_FILE), join(draft, LOCK_FILE));
    this.#options.record("install", { folder: root, status: "started" });
    await this.#options.run("npm", NPM_INSTALL, draft);
    this.#options.record("install", { folder: root, status: "done" });
  }
}

const readManifest = (root: string) => readFile(join(root, MANIFEST), "utf8").catch(() => undefined);

/** The packages that a start would install for the code in `root`. */
export async function packagesToInstall(root: string): Promise<readonly string[]> {
  const manifest = await readManifest(root);
  return manifest === undefined ? [] : missing(root, manifest);
}

/** The manifest as it holds in another folder: `file:../shared` is meant from its own. */
const withAbsoluteFolders = (manifest: string, root: string) =>
  manifest.replace(/"file:(\.[^"]*)"/g, (_whole, path: string) => JSON.stringify(`file:${join(root, path)}`));

/**
 * The dependencies that no `node_modules` at or above `root` holds. A manifest that does not parse has none; Node.js
 * reports it when the code is loaded.
 */
function missing(root: string, manifest: string): readonly string[] {
  const parsed = manifestSchema.safeParse(parseJson(manifest));
  const names = Object.keys(parsed.success ? parsed.data.dependencies : {});
  return names.filter((name) => findUp(root, join("node_modules", name)) === undefined);
}
