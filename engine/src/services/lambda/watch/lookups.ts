import { lstatSync, readlinkSync } from "node:fs";
import { dirname, join, parse, resolve, sep } from "node:path";

/** One step on the way to a path: a name that is looked for in a folder. */
export interface Lookup {
  readonly folder: string;
  readonly name: string;
}

/** The number of links that Linux follows before it gives up (path_resolution(7)). */
const MAX_LINKS = 40;

/** The target of a symbolic link; undefined for all else, and `missing` for what does not exist. */
type Link = string | undefined | { readonly missing: true };

/** The ways to many paths, of which most begin alike: each name of them is looked at once. */
export function createLookups(): (path: string) => readonly Lookup[] {
  const links = new Map<string, Link>();
  return (path) =>
    lookupsOf(path, (at) => {
      if (!links.has(at)) links.set(at, readLink(at));
      return links.get(at);
    });
}

function readLink(path: string): Link {
  try {
    return lstatSync(path).isSymbolicLink() ? resolve(dirname(path), readlinkSync(path)) : undefined;
  } catch {
    return { missing: true };
  }
}

/**
 * All steps by which a path is found, through symbolic links: when one of these names comes to mean something else in
 * its folder, so does the path. Ends at the first name that does not exist.
 */
function lookupsOf(path: string, linkAt: (path: string) => Link): readonly Lookup[] {
  const lookups: Lookup[] = [];
  const { root } = parse(path);
  let folder = root;
  let names = path.slice(root.length).split(sep).filter(Boolean);
  let links = 0;
  for (let name = names.shift(); name !== undefined; name = names.shift()) {
    lookups.push({ folder, name });
    const at = join(folder, name);
    const target = linkAt(at);
    if (typeof target === "object") return lookups;
    if (target === undefined) folder = at;
    else {
      if (++links > MAX_LINKS) return lookups;
      names = [...target.slice(root.length).split(sep).filter(Boolean), ...names];
      folder = root;
    }
  }
  return lookups;
}
