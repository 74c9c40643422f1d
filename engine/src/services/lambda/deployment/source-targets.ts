import { basename, dirname, join, resolve } from "node:path";
import { ancestors, CONFIGURATION_FILES, isInstalled } from "../build/build-cache.ts";
import type { BuiltCode } from "../build/builder.ts";
import type { BuildError } from "../build/bundle.ts";
import type { CodeSource } from "../build/code-source.ts";
import type { WatchTarget } from "../watch/targets.ts";

/** The sources that a function's code is made of. */
export interface MadeOf {
  readonly source: CodeSource;
  readonly built: BuiltCode | undefined;
  /** The sources of its last good build. */
  readonly inputs: readonly string[];
}

/** Files that package managers write once they are done: the rest of `node_modules` is not watched. */
const INSTALL_MARKERS: readonly string[] = [
  ".package-lock.json",
  ".modules.yaml",
  ".yarn-state.yml",
  ".yarn-integrity",
];

/** The folder of a layer's Node.js modules, below `/opt`. */
export const NODE_FOLDER = "nodejs";

const file = (path: string): WatchTarget => ({ path, extent: "file" });
const names = (path: string): WatchTarget => ({ path, extent: "names" });
const tree = (path: string): WatchTarget => ({ path, extent: "tree" });

const unique = (paths: readonly string[]) => [...new Set(paths)];

/** Files that change when packages are installed in a folder. */
const markers = (folder: string) => INSTALL_MARKERS.map((marker) => file(join(folder, "node_modules", marker)));

/** The places that a layer consists of. Its modules count as those that somebody installed. */
export const layerTargets = (root: string): readonly WatchTarget[] => [
  tree(root),
  ...[root, join(root, NODE_FOLDER)].flatMap((folder) => [
    ...markers(folder),
    { path: join(folder, "node_modules"), extent: "packages" } as const,
  ]),
];

/** Places that change when packages are installed which the code of a function may load. */
export function packageTargets({ source, inputs }: MadeOf, baseDir: string): readonly WatchTarget[] {
  if (source.kind !== "folder" && source.kind !== "bundle") return [];
  const folders = unique([source.root, ...foldersOf(inputs)].flatMap((folder) => ancestors(folder, baseDir)));
  return folders.flatMap(markers);
}

/** All places that may change the outcome of building a function. */
export function sourceTargets(made: MadeOf, baseDir: string): readonly WatchTarget[] {
  const { source } = made;
  switch (source.kind) {
    case "inline":
      return [];
    case "archive":
      return [file(source.file)];
    case "unavailable":
      return source.wanted.map(file);
    case "bundle":
      return bundleTargets(made, source.entries, baseDir);
    default:
      return [tree(source.root)];
  }
}

const foldersOf = (inputs: readonly string[]) => unique(inputs.filter((path) => !isInstalled(path)).map(dirname));

function bundleTargets(
  { source, built, inputs }: MadeOf,
  entries: readonly { readonly in: string }[],
  baseDir: string,
): readonly WatchTarget[] {
  const own = inputs.filter((path) => !isInstalled(path));
  const folders = foldersOf([...own, ...entries.map((entry) => entry.in)]);
  const configuration = unique(folders.flatMap((folder) => ancestors(folder, baseDir))).flatMap((folder) =>
    CONFIGURATION_FILES.filter((name) => name !== "node_modules").map((name) => file(join(folder, name))),
  );
  const known = [...entries.map((entry) => file(entry.in)), ...own.map(file), ...folders.map(names), ...configuration];
  // Without a good build nobody knows what it depends on.
  const root = "root" in source && built?.status !== "built" ? [tree(source.root)] : [];
  return [...known, ...root, ...(built?.status === "failed" ? built.errors.flatMap(errorTargets) : [])];
}

/** Places where a build error may be mended. */
function errorTargets({ location, unresolved }: BuildError): readonly WatchTarget[] {
  const places = location ? [file(location.file)] : [];
  if (unresolved === undefined) return places;
  const folder = location ? dirname(location.file) : "/";
  const isPath = /^\.{0,2}\//.test(unresolved) || unresolved === "." || unresolved === "..";
  return [...places, ...(isPath ? fileTargets(resolve(folder, unresolved)) : moduleTargets(folder, unresolved))];
}

/** Names that may become a file: its extension is not known, or it may be a folder. */
const fileTargets = (path: string): readonly WatchTarget[] => [names(dirname(path)), names(path)];

/** All places where Node.js looks for a package. */
function moduleTargets(folder: string, specifier: string): readonly WatchTarget[] {
  const name = specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
  const folders = ancestors(folder, "/").filter((ancestor) => basename(ancestor) !== "node_modules");
  return folders.map((ancestor) => tree(join(ancestor, "node_modules", name)));
}
