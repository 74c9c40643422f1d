import { existsSync, realpathSync } from "node:fs";
import { dirname, resolve, sep } from "node:path";
import type { BuildFailure, BuildOptions, Metafile, Plugin } from "esbuild";
import { type Esbuild, withEsbuild } from "../build/bundle.ts";
import { SDK_SPECIFIER } from "../build/code-source.ts";

/** Code whose imports are followed together. */
export interface ImportRequest {
  /** Handlers' files. */
  readonly entries: readonly string[];
  /** Folders in which packages are looked for last, such as a layer's `node_modules`. */
  readonly nodePaths: readonly string[];
}

/** An import of what a runtime brings. */
export interface SdkImport {
  readonly specifier: string;
  /** The file that has it. */
  readonly file: string;
  /** By `import`, in whichever form, which looks for packages in other ways than `require`. */
  readonly isImport: boolean;
}

export interface FoundImports {
  readonly sdk: readonly SdkImport[];
  /** Files that `import` a package which lies in one of `nodePaths`. */
  readonly fromNodePaths: readonly string[];
  /** The entries that import a file, or import what does. */
  entriesOf(file: string): readonly string[];
}

/** Files that are no code, which esbuild would not read. */
const NO_CODE = [".node", ".wasm", ".html", ".css", ".graphql", ".gql", ".sql", ".pem", ".md", ".yaml", ".yml"];

/**
 * A module that makes itself a `require`, as bundles do as well, calls it by names that esbuild does not know, and it does
 * not follow `require.resolve`.
 */
const HIDES_IMPORTS = /createRequire|require\.resolve/;

/** A call whose only argument is the name of such a package. */
const CALL_OF_SDK = /\(\s*["'`]((?:@aws-sdk\/|@smithy\/|aws-sdk(?=["'`/]))[^"'`]*)["'`]\s*\)/g;

/**
 * Finds the imports of AWS's SDK in code and in all that it imports, by names that are written out. What does not parse
 * or is not found has no imports.
 */
export function findSdkImports({ entries, nodePaths }: ImportRequest): Promise<FoundImports> {
  return withEsbuild(async (esbuild) => {
    const found: SdkImport[] = [];
    const whole = await analyse(esbuild, analysisOptions(entries, nodePaths, found));
    // What does not go together has told its imports all the same.
    if (!whole) return { sdk: found, fromNodePaths: [], entriesOf: () => entries };
    const called = calledIn(whole.outputFiles.map(({ text }) => text).join("\n"));
    const calls = called.flatMap((specifier) => entries.map((file) => ({ specifier, file, isImport: false })));
    const { metafile } = whole;
    const reached = entries.map((entry) => ({ entry, files: reachOf(entry, metafile) }));
    return {
      sdk: [...found, ...calls],
      fromNodePaths: importingFrom(nodePaths, metafile),
      entriesOf: (file) => reached.flatMap(({ entry, files }) => (files.has(file) ? entry : [])),
    };
  });
}

/** The files that an entry imports, and those that they import. */
function reachOf(entry: string, { inputs }: Metafile): ReadonlySet<string> {
  const byFile = new Map(Object.entries(inputs).map(([path, { imports }]) => [resolve(path), imports]));
  const reached = new Set([realpathSync(entry)]);
  for (const file of reached)
    for (const { path, external } of byFile.get(file) ?? []) if (!external) reached.add(resolve(path));
  return reached;
}

function calledIn(text: string): readonly string[] {
  if (!HIDES_IMPORTS.test(text)) return [];
  return [...text.matchAll(CALL_OF_SDK)].flatMap(([, specifier]) => specifier ?? []);
}

function importingFrom(folders: readonly string[], { inputs }: Metafile): readonly string[] {
  const roots = folders.filter((folder) => existsSync(folder)).map((folder) => realpathSync(folder) + sep);
  const isInside = (path: string) => roots.some((root) => resolve(path).startsWith(root));
  return Object.entries(inputs).flatMap(([input, { imports }]) => {
    const isOne = imports.some(({ path, kind }) => !kind.startsWith("require") && isInside(path));
    return isOne && !isInside(input) ? resolve(input) : [];
  });
}

function analysisOptions(entries: readonly string[], nodePaths: readonly string[], found: SdkImport[]) {
  return {
    entryPoints: [...entries],
    nodePaths: [...nodePaths],
    bundle: true,
    write: false,
    metafile: true,
    outdir: "analysed",
    platform: "node",
    format: "esm",
    // Comments would count as calls.
    minifyWhitespace: true,
    legalComments: "none",
    logLevel: "silent",
    loader: Object.fromEntries(NO_CODE.map((extension) => [extension, "empty"])),
    plugins: [collect(found)],
  } satisfies BuildOptions;
}

/** Notes imports of the SDK, which are not followed. It holds for these alone, since each call of it takes its time. */
const collect = (found: SdkImport[]): Plugin => ({
  name: "runtime-sdk",
  setup(build) {
    build.onResolve({ filter: SDK_SPECIFIER }, ({ path, importer, kind }) => {
      found.push({ specifier: path, file: importer, isImport: !kind.startsWith("require") });
      return { path, external: true };
    });
  },
});

/** Attempts at code, each without what has not gone together before. */
const MAX_ATTEMPTS = 4;

/** Bundles many functions at once, without what one of them lacks or what does not parse: the others go together. */
async function analyse(esbuild: Esbuild, options: ReturnType<typeof analysisOptions>) {
  const faults: Faults = { imports: new Set(), files: new Set() };
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    try {
      return await esbuild.build({ ...options, plugins: [...options.plugins, leaveOut(faults)] });
    } catch (error) {
      noteFaults(error, faults);
    }
  }
  return undefined;
}

/** The cause of a failed build. */
interface Faults {
  /** Folders and the names that were not found from there. */
  readonly imports: Set<string>;
  /** Files that do not parse, or import what is not exported. */
  readonly files: Set<string>;
}

const importKey = (folder: string, name: string) => JSON.stringify([folder, name]);

function noteFaults(error: unknown, faults: Faults): void {
  for (const { text, location } of (error as Partial<BuildFailure>).errors ?? []) {
    const file = resolve(location?.file ?? "");
    const [, name] = /^Could not resolve "(.+)"$/.exec(text) ?? [];
    if (name === undefined) faults.files.add(file);
    else faults.imports.add(importKey(dirname(file), name));
  }
}

const leaveOut = ({ imports, files }: Faults): Plugin => ({
  name: "faults",
  setup(build) {
    if (imports.size > 0)
      build.onResolve({ filter: /./ }, ({ path, resolveDir }) =>
        imports.has(importKey(resolveDir, path)) ? { path, external: true } : undefined,
      );
    if (files.size > 0)
      build.onLoad({ filter: /./ }, ({ path }) => (files.has(path) ? { contents: "module.exports = {};" } : undefined));
  },
});
