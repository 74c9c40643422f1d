import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { readCdkAssets } from "./cdk-assets.ts";

/** The file or folder on this machine of what a template names by a key in S3; undefined when there is none. */
export type Packages = (key: string) => string | undefined;

/**
 * Looks in CDK's list of assets, then by base name in the code folder and beside the template (where the Serverless
 * Framework puts its packages), then as the stacks around this one do. Throws a `UserError` for a damaged list.
 */
export function createPackages(template: string, codeDir: string | undefined, outer: Packages): Packages {
  const assets = readCdkAssets(template);
  const folders = [...(codeDir === undefined ? [] : [codeDir]), dirname(template)];
  return (key) => {
    const name = basename(key);
    const asset = assets.get(key) ?? assets.get(name);
    return asset ?? folders.map((folder) => join(folder, name)).find((file) => existsSync(file)) ?? outer(key);
  };
}
