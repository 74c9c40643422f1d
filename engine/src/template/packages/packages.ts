import { existsSync } from "node:fs";
import { basename, dirname, join, parse } from "node:path";
import { readCdkAssets } from "./cdk-assets.ts";

/** The file or folder on this machine of what a template names by a key in S3; undefined when there is none. */
export type Packages = (key: string) => string | undefined;

/** The name of a folder that CDK has written for a package of this name. */
const assetOf = (name: string) => `asset.${parse(name).name}`;

/**
 * Looks in CDK's list of assets, then by base name in the code folder, beside the template (where the Serverless
 * Framework puts its packages) and in `cdk.out` there, then as the stacks around this one do. Throws a `UserError` for a damaged list.
 */
export function createPackages(template: string, codeDir: string | undefined, outer: Packages): Packages {
  const assets = readCdkAssets(template);
  const here = dirname(template);
  const folders = [...(codeDir === undefined ? [] : [codeDir]), here, join(here, "cdk.out")];
  return (key) => {
    const name = basename(key);
    const places = folders.flatMap((folder) => [join(folder, name), join(folder, assetOf(name))]);
    return assets.get(key) ?? assets.get(name) ?? places.find((file) => existsSync(file)) ?? outer(key);
  };
}
