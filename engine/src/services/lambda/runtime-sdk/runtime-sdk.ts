import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Recorder } from "../../../kernel/journal.ts";
import { findUp } from "../build/esbuild-properties.ts";
import { engineFolder } from "../runtimes/runtime-files.ts";
import type { Fetched, SdkCache } from "./sdk-cache.ts";
import { findSdkImports } from "./sdk-imports.ts";
import { mayImportSdk, sdkPackage } from "./sdk-packages.ts";

/** A function's code. */
export interface FunctionCode {
  /** E.g. `nodejs22.x`. */
  readonly runtime: string;
  /** The files that are loaded first. */
  readonly files: readonly string[];
  /** Folders with a `node_modules` that the function sees besides its own. */
  readonly moduleFolders: readonly string[];
  /** All that it imports is in one file, but for what layers and runtimes bring. */
  readonly isBundle: boolean;
}

export interface RuntimeSdkDependencies {
  /** The template's folder. */
  readonly baseDir: string;
  /** Undefined: nothing is fetched. */
  readonly cache: SdkCache | undefined;
  readonly journal: Recorder;
}

/** The SDK that Lambda's Node.js runtimes bring, as far as this machine lacks it. */
export class RuntimeSdk {
  readonly #dependencies: RuntimeSdkDependencies;
  /** Packages that could not be had: to try again with each change of a source would hold up every one. */
  readonly #unavailable = new Set<string>();
  #folders: readonly string[] = [];

  constructor(dependencies: RuntimeSdkDependencies) {
    this.#dependencies = dependencies;
  }

  /** Folders in which the runtime's SDK is looked for, in order. */
  get folders(): readonly string[] {
    return [...ownFolders(this.#dependencies.baseDir), ...this.#folders];
  }

  /** Finds or fetches what these functions import, and says what it could not have. */
  async provideFor(codes: readonly FunctionCode[]): Promise<void> {
    const { baseDir, cache } = this.#dependencies;
    const missing = await missingPackages(codes, baseDir);
    const wanted = missing.filter((name) => !this.#unavailable.has(name));
    if (wanted.every((name) => isInstalledIn(this.#folders, name))) return;
    const { folder, missing: lacking, reason } = await this.#get(cache, wanted);
    if (folder !== undefined) this.#folders = [folder, ...this.#folders.filter((other) => other !== folder)];
    if (lacking.length > 0) this.#warn(lacking, reason);
  }

  async #get(cache: SdkCache | undefined, packages: readonly string[]): Promise<Fetched> {
    if (!cache) return { folder: undefined, missing: packages, reason: "nothing is fetched" };
    const folder = await cache.find(packages);
    if (folder !== undefined) return { folder, missing: [], reason: "" };
    const record = (status: string) =>
      this.#dependencies.journal.record("lambda", "runtime-sdk", { status, packages, folder: cache.folder });
    record("started");
    const fetched = await cache.fetch(packages);
    if (fetched.missing.length === 0) record("done");
    return fetched;
  }

  #warn(packages: readonly string[], reason: string): void {
    for (const name of packages) this.#unavailable.add(name);
    const remedy = remedyFor(packages, this.#dependencies.baseDir);
    const message = `Lambda's runtime brings ${packages.join(", ")}; this machine lacks it and could not fetch it (${reason}). ${remedy}`;
    this.#dependencies.journal.record("lambda", "warning", { message });
  }
}

/** The command that brings packages into the project, and its place. */
export function remedyFor(packages: readonly string[], baseDir: string): string {
  const root = findUp(baseDir, "package.json") ?? baseDir;
  return `In ${root}: npm i -D ${packages.join(" ")}`;
}

const ownFolders = (baseDir: string) => [baseDir, engineFolder];

/** The packages that these functions import, that their runtimes bring on AWS, and that are not on this machine. */
export async function missingPackages(codes: readonly FunctionCode[], baseDir: string): Promise<readonly string[]> {
  const groups = new Map<string, { code: FunctionCode; entries: Set<string> }>();
  const searched = await Promise.all(codes.map(async (code) => ({ code, files: await filesToSearch(code) })));
  for (const { code, files } of searched.filter(({ files }) => files.length > 0)) {
    const key = JSON.stringify([code.runtime, code.moduleFolders]);
    const group = groups.get(key) ?? { code, entries: new Set() };
    groups.set(key, group);
    for (const file of files) group.entries.add(file);
  }
  const names = await Promise.all(
    [...groups.values()].map(({ code, entries }) => missingFor(code, [...entries], baseDir)),
  );
  return [...new Set(names.flat())].sort();
}

/** Those of a function's first files that may need the SDK, or import what may. */
async function filesToSearch({ runtime, files, isBundle }: FunctionCode): Promise<readonly string[]> {
  if (!runtime.startsWith("nodejs")) return [];
  if (!isBundle) return files;
  // To look into a bundle is quicker than to follow what it imports.
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  return files.filter((_file, index) => mayImportSdk(texts[index] ?? ""));
}

async function missingFor(
  { runtime, moduleFolders }: FunctionCode,
  entries: readonly string[],
  baseDir: string,
): Promise<readonly string[]> {
  const nodePaths = moduleFolders.map((folder) => join(folder, "node_modules"));
  // Code that needs no build runs without a bundler, too; a package that is missing is told of when it is imported.
  const imports = await findSdkImports({ entries, nodePaths }).catch(() => []);
  return imports.flatMap(({ specifier, folder }) => {
    const name = sdkPackage(specifier, runtime);
    if (name === undefined) return [];
    return isInstalledIn([folder, ...moduleFolders, ...ownFolders(baseDir)], name) ? [] : [name];
  });
}

/** Tells whether code in one of these folders finds a package. */
const isInstalledIn = (folders: readonly string[], name: string) =>
  folders.some((folder) => findUp(folder, join("node_modules", name)) !== undefined);
