import { basename, dirname, relative, sep } from "node:path";

/** A place whose changes count. It need not exist yet. */
export interface WatchTarget {
  /** Absolute. */
  readonly path: string;
  /**
   * A file; which entries a folder has; the same, and whether they were made anew; or all that is below a folder, or
   * the file that is in its place.
   */
  readonly extent: "file" | "names" | "packages" | "tree";
}

/** Folders of which nothing is a source, wherever they lie below a target. */
const IGNORED_FOLDERS: ReadonlySet<string> = new Set([
  "node_modules",
  ".git",
  ".aws-sam",
  ".portcullis",
  "__pycache__",
]);

/** Files that editors and desktops leave beside another for a while. */
const PASSING_FILES = /^\..*\.sw[a-z]$|~$|^\.#|^#.*#$|\.subl.*\.tmp$|^4913$|^\.DS_Store$/;

/** Tells whether an entry of a watched folder is no source by its name alone. */
export const isIgnoredName = (name: string): boolean => IGNORED_FOLDERS.has(name) || PASSING_FILES.test(name);

/** Tells whether `path` is `folder` or lies below it. */
export function isBelow(folder: string, path: string): boolean {
  const [first] = relative(folder, path).split(sep);
  return first !== "..";
}

/** Tells whether a change of `path` is one of `target`. */
export function covers({ path: place, extent }: WatchTarget, path: string): boolean {
  if (path === place) return true;
  if (extent === "file") return false;
  if (extent !== "tree") return dirname(path) === place && !isIgnoredName(basename(path));
  return isBelow(place, path) && !relative(place, path).split(sep).some(isIgnoredName);
}
