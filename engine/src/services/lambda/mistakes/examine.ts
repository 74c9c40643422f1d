import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, resolve } from "node:path";
import type { BuildFailure, BuildOptions, Message, Plugin } from "esbuild";
import type { Location } from "../../../kernel/errors.ts";
import { type Esbuild, withEsbuild } from "../build/bundle.ts";
import { SDK_SPECIFIER } from "../build/code-source.ts";
import { findUp } from "../build/esbuild-properties.ts";
import { findHandlerFile, JAVASCRIPT_EXTENSIONS, TYPESCRIPT_EXTENSIONS } from "../build/handler-file.ts";
import { commonJsExports } from "./common-js-exports.ts";
import { missingCode } from "./missing-code.ts";
import { listed, locateProperty, type Mistake, meantName, type Suspect, shownFrom } from "./mistake.ts";

/** A look into a function's code, and the sources that were looked into. */
export interface Examination {
  readonly mistakes: readonly Mistake[];
  /** Absolute paths of the function's own files. */
  readonly files: readonly string[];
}

const NOTHING: Examination = { mistakes: [], files: [] };

/** Looks for what keeps a function from starting, without running it. Packages are not looked into. */
export async function examine(suspect: Suspect): Promise<Examination> {
  const missing = missingCode(suspect);
  if (missing) return { mistakes: [missing], files: [] };
  const { configuration, source } = suspect;
  if (!configuration.runtime.startsWith("nodejs") || !("root" in source)) return NOTHING;
  const file = entryOf(suspect, source.root);
  if (file === undefined) return NOTHING;
  return withEsbuild((esbuild) => examineFile(esbuild, suspect, file));
}

function entryOf({ configuration: { handler }, source }: Suspect, root: string): string | undefined {
  const named = findHandlerFile(root, handler, [...JAVASCRIPT_EXTENSIONS, ...TYPESCRIPT_EXTENSIONS]);
  return named ?? (source.kind === "bundle" && source.entries.length === 1 ? source.entries[0]?.in : undefined);
}

async function examineFile(esbuild: Esbuild, suspect: Suspect, file: string): Promise<Examination> {
  try {
    const { metafile } = await esbuild.build({ ...OPTIONS, entryPoints: [file], plugins: [packagesOf(suspect)] });
    const files = Object.keys(metafile.inputs).map((path) => resolve(path));
    const exported = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint !== undefined)?.exports ?? [];
    const names =
      exported.length > 0 && !isOnlyDefault(exported) ? exported : commonJsExports(readFileSync(file, "utf8"));
    const mistake = names && notExported(suspect, file, names);
    return { files, mistakes: mistake ? [mistake] : [] };
  } catch (error) {
    const { errors } = error as Partial<BuildFailure>;
    if (!errors) throw error;
    return {
      files: [file],
      mistakes: errors.slice(0, MOST_MISTAKES).map((message) => toMistake(suspect, file, message)),
    };
  }
}

/** A default export may be an object that holds the handler. */
const isOnlyDefault = (names: readonly string[]) => names.length === 1 && names[0] === "default";

const MOST_MISTAKES = 3;

const OPTIONS = {
  bundle: true,
  write: false,
  metafile: true,
  outdir: "examined",
  platform: "node",
  format: "esm",
  logLevel: "silent",
} as const satisfies BuildOptions;

function notExported(suspect: Suspect, file: string, names: readonly string[]): Mistake | undefined {
  const { handler } = suspect.configuration;
  const [, wanted = ""] = /^[^.]*\.([^.]*)/.exec(handler.slice(handler.lastIndexOf("/") + 1)) ?? [];
  if (wanted === "" || names.includes(wanted) || names.includes("default")) return undefined;
  const others = names.filter((name) => name !== "default");
  const meant = meantName(wanted, others) ?? (others.length === 1 ? others[0] : undefined);
  const better = meant && `${handler.slice(0, handler.length - wanted.length)}${meant}`;
  return {
    code: "not-exported",
    message: `its handler "${handler}" wants an export "${wanted}", which ${shownFrom(suspect, file)} lacks.`,
    location: locateProperty(suspect, "Handler"),
    hint: `It exports ${listed(others) ?? "nothing"}.${better ? ` Perhaps Handler: ${better} is meant.` : ""}`,
  };
}

function toMistake(suspect: Suspect, entry: string, { text, location }: Message): Mistake {
  const place: Location = location
    ? { file: resolve(location.file), line: location.line, column: location.column + 1 }
    : { file: entry };
  const [, unresolved] = /^(?:Could not resolve|No package) "(.+)"/.exec(text) ?? [];
  if (unresolved === undefined)
    return { code: "syntax", message: `the code does not parse: ${text}.`, location: place };
  const message = `it imports "${unresolved}", which is not there.`;
  return { code: "package-missing", message, location: place, hint: remedyOf(suspect, unresolved, place) };
}

function remedyOf({ stack }: Suspect, specifier: string, { file }: Location): string {
  if (specifier.startsWith(".")) return `There is no such file beside ${shownFrom({ stack }, file)}.`;
  const folder = shownFrom({ stack }, findUp(dirname(file), "package.json") ?? stack.baseDir);
  return `To install it: npm install ${packageName(specifier)} (in ${folder === "." ? "the template's folder" : `${folder}/`}).`;
}

const packageName = (specifier: string) =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

const BARE = /^[^./]/;

/**
 * Leaves packages alone that are there, that Node.js or Lambda's runtime brings, or that a start installs. A `require` of
 * one that is not may stand in a `try`, which esbuild knows.
 */
const packagesOf = (suspect: Suspect): Plugin => ({
  name: "packages",
  setup(build) {
    build.onResolve({ filter: BARE }, ({ path, resolveDir, kind }) => {
      if (kind === "entry-point") return undefined;
      if (isThere(suspect, path, resolveDir)) return { path, external: true };
      return kind === "import-statement" ? { errors: [{ text: `No package "${path}"` }] } : undefined;
    });
  },
});

function isThere({ moduleFolders }: Suspect, specifier: string, folder: string): boolean {
  if (specifier.startsWith("node:") || specifier.startsWith("#") || specifier.startsWith("file:")) return true;
  if (SDK_SPECIFIER.test(specifier) || builtinModules.includes(specifier)) return true;
  const name = packageName(specifier);
  const place = join("node_modules", name);
  return [folder, ...moduleFolders].some((start) => findUp(start, place) !== undefined) || isDeclared(folder, name);
}

/** Reads whether the nearest `package.json` names a package: it is installed at the start, or is the package itself. */
function isDeclared(folder: string, name: string): boolean {
  const root = findUp(folder, "package.json");
  if (root === undefined) return false;
  const text = readFileSync(join(root, "package.json"), "utf8");
  return text.includes(JSON.stringify(name));
}
