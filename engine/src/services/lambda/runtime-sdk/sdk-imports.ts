import { dirname } from "node:path";
import type { BuildOptions, Plugin } from "esbuild";
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
  /** The folder of the file that has it. */
  readonly folder: string;
  /** By `import`, in whichever form, which looks for packages in other ways than `require`. */
  readonly isImport: boolean;
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
export function findSdkImports({ entries, nodePaths }: ImportRequest): Promise<readonly SdkImport[]> {
  return withEsbuild(async (esbuild) => {
    const found: SdkImport[] = [];
    const options = analysisOptions(entries, nodePaths, found);
    const text = await textOf(esbuild, options);
    const called = HIDES_IMPORTS.test(text) ? [...text.matchAll(CALL_OF_SDK)] : [];
    const folders = entries.map(dirname);
    return [
      ...found,
      ...called.flatMap(([, specifier = ""]) => folders.map((folder) => ({ specifier, folder, isImport: false }))),
    ];
  });
}

function analysisOptions(entries: readonly string[], nodePaths: readonly string[], found: SdkImport[]) {
  return {
    entryPoints: [...entries],
    nodePaths: [...nodePaths],
    bundle: true,
    write: false,
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
    build.onResolve({ filter: SDK_SPECIFIER }, ({ path, resolveDir, kind }) => {
      found.push({ specifier: path, folder: resolveDir, isImport: !kind.startsWith("require") });
      return { path, external: true };
    });
  },
});

/** The text of all code together; none when it does not go together. Imports were collected even then. */
async function textOf(esbuild: Esbuild, options: BuildOptions & { write: false }): Promise<string> {
  try {
    const { outputFiles } = await esbuild.build(options);
    return outputFiles.map(({ text }) => text).join("\n");
  } catch {
    return "";
  }
}
