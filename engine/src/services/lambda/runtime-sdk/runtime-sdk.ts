import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Recorder } from "../../../kernel/journal.ts";
import { type CodeSource, SDK_SPECIFIER } from "../build/code-source.ts";
import { findUp } from "../build/esbuild-properties.ts";
import { engineFolder } from "../runtimes/runtime-files.ts";
import type { Fetched, SdkCache } from "./sdk-cache.ts";
import { type FoundImports, findSdkImports } from "./sdk-imports.ts";
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
  readonly isWhole: boolean;
}

/** Tells whether code is one file that leaves out nothing but the SDK. */
export function isWholeBundle(source: CodeSource): boolean {
  if (source.kind !== "bundle") return false;
  const { splitting, packages, external } = source.options;
  return (
    splitting !== true &&
    packages === undefined &&
    [external ?? []].flat().every((name) => SDK_SPECIFIER.test(String(name)))
  );
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

  /** False where some of it is on this machine, so that what functions need is most likely there as well. */
  get mayFetch(): boolean {
    const { cache, baseDir } = this.#dependencies;
    return cache !== undefined && !existsSync(cache.folder) && !ownFolders(baseDir).some(hasClients);
  }

  /**
   * Finds or fetches what these functions import, and says what it could not have. Resolves with those of them that
   * `import` what lies beside none of their files.
   */
  async provideFor(codes: readonly FunctionCode[]): Promise<ReadonlySet<FunctionCode>> {
    const { missing, importing } = await sdkNeeds(codes, this.#dependencies.baseDir);
    await this.#provide(missing);
    return importing;
  }

  async #provide(missing: readonly string[]): Promise<void> {
    const { cache } = this.#dependencies;
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

/** The needs of functions that only their runtimes satisfy. */
interface SdkNeeds {
  /** Packages that the runtimes bring on AWS, and that are not on this machine. */
  readonly missing: readonly string[];
  /** Functions that `import` what lies in a layer or comes with the runtime, where Node.js itself does not look. */
  readonly importing: ReadonlySet<FunctionCode>;
}

/** Follows the functions' imports, those with equal surroundings together. */
export async function sdkNeeds(codes: readonly FunctionCode[], baseDir: string): Promise<SdkNeeds> {
  const groups = new Map<string, FunctionCode[]>();
  for (const code of codes) {
    const key = JSON.stringify([code.runtime, code.isWhole, code.moduleFolders]);
    groups.set(key, [...(groups.get(key) ?? []), code]);
  }
  const needs = await Promise.all([...groups.values()].map((group) => needsOf(group, baseDir)));
  const importing = new Set(needs.flatMap((each) => each.importing));
  return { missing: [...new Set(needs.flatMap(({ missing }) => missing))].sort(), importing };
}

async function needsOf(group: readonly FunctionCode[], baseDir: string) {
  const files = (await Promise.all(group.map(filesToSearch))).flat();
  const [{ runtime, moduleFolders } = NO_CODE] = group;
  const nodePaths = moduleFolders.map((folder) => join(folder, "node_modules"));
  // Code that needs no build runs without a bundler, too; a package that is missing is told of when it is imported.
  const { sdk, fromNodePaths, entriesOf } =
    files.length > 0 ? await findSdkImports({ entries: [...new Set(files)], nodePaths }).catch(() => NONE) : NONE;
  const brought = sdk.flatMap(({ specifier, file, isImport }) => {
    const name = sdkPackage(specifier, runtime);
    return name === undefined || isInstalledIn([dirname(file)], name) ? [] : [{ name, file, isImport }];
  });
  const others = [...moduleFolders, ...ownFolders(baseDir)];
  const missing = brought.map(({ name }) => name).filter((name) => !isInstalledIn(others, name));
  const importers = [...fromNodePaths, ...brought.flatMap(({ file, isImport }) => (isImport ? file : []))];
  const entries = new Set(importers.flatMap(entriesOf));
  return { missing, importing: group.filter((code) => code.files.some((file) => entries.has(file))) };
}

const NONE: FoundImports = { sdk: [], fromNodePaths: [], entriesOf: () => [] };

const NO_CODE: FunctionCode = { runtime: "", files: [], moduleFolders: [], isWhole: false };

/** Those of a function's first files that may need the SDK, or import what may. */
async function filesToSearch({ runtime, files, isWhole }: FunctionCode): Promise<readonly string[]> {
  if (!runtime.startsWith("nodejs")) return [];
  if (!isWhole) return files;
  // To look into a bundle is quicker than to follow what it imports.
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8").catch(() => "")));
  return files.filter((_file, index) => mayImportSdk(texts[index] ?? ""));
}

/** Tells whether code in one of these folders finds a package. */
const isInstalledIn = (folders: readonly string[], name: string) =>
  folders.some((folder) => findUp(folder, join("node_modules", name)) !== undefined);

/** Tells whether code in a folder finds any client of the SDK. */
function hasClients(folder: string): boolean {
  const scope = findUp(folder, join("node_modules", "@aws-sdk"));
  if (scope === undefined) return false;
  return readdirSync(join(scope, "node_modules", "@aws-sdk")).some((name) => name.startsWith("client-"));
}
