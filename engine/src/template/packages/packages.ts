import { basename, dirname, join, parse } from "node:path";
import { exists } from "../../kernel/machine/looks.ts";
import { readCdkAssets } from "./cdk-assets.ts";

/** The file or folder on this machine of what a template names by a key in S3; undefined when there is none. */
export type Packages = (key: string) => string | undefined;

/** The name of a folder that CDK has written for a package of this name. */
const assetOf = (name: string) => `asset.${parse(name).name}`;

/** The ends of a key, the longest first: a name may stand in several folders. None that leads out of a folder. */
function endsOf(key: string): readonly string[] {
  const parts = key.split("/").filter((part) => part !== "");
  if (parts.some((part) => part === "." || part === ".." || part.includes("\0"))) return [];
  return parts.map((_part, index) => parts.slice(index).join("/"));
}

/**
 * Looks in CDK's list of assets, then by the key, its end or its base name in the code folder, beside the template (where the Serverless
 * Framework puts its packages) and in `cdk.out` there, then as the stacks around this one do. Throws a `UserError` for a damaged list.
 */
export function createPackages(template: string, codeDir: string | undefined, outer: Packages): Packages {
  const assets = readCdkAssets(template);
  const here = dirname(template);
  const folders = [...(codeDir === undefined ? [] : [codeDir]), here, join(here, "cdk.out")];
  return (key) => {
    const name = basename(key);
    const ends = endsOf(key);
    if (ends.length === 0) return undefined;
    const places = ends.flatMap((end) => folders.map((folder) => join(folder, end)));
    places.push(...folders.map((folder) => join(folder, assetOf(name))));
    return assets.get(key) ?? assets.get(name) ?? places.find((file) => exists(file)) ?? outer(key);
  };
}
