import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import type { FunctionProperties } from "../resource-types.ts";

type Code = FunctionProperties["Code"];

/** A package that a template names by its place in S3. */
export type S3Package =
  | { readonly status: "found"; readonly path: string }
  /** `reason` ends a sentence about the function or layer. */
  | { readonly status: "missing"; readonly reason: string; readonly wanted: readonly string[] };

/** The key of `s3://bucket/key` or of `S3Bucket` and `S3Key`; undefined for code that is elsewhere. */
function locationOf(code: Code): string | undefined {
  if (typeof code === "string") return code.startsWith("s3://") ? code : undefined;
  return code.S3Key === undefined ? undefined : `s3://${code.S3Bucket ?? ""}/${code.S3Key}`;
}

export interface PackagePlaces {
  /** The template's folder. */
  readonly baseDir: string;
  /** Holds the packages that the template names by an S3 key only; undefined: nothing does. */
  readonly codeDir: string | undefined;
}

/**
 * Looks for the base name of an S3 key, zip archive or folder, in the folder for packages and beside the template.
 * Undefined when the template does not name one.
 */
export function findS3Package(code: Code, { baseDir, codeDir }: PackagePlaces): S3Package | undefined {
  const location = locationOf(code);
  if (location === undefined) return undefined;
  const name = basename(location);
  const names = [name, `${name}.zip`, name.replace(/\.zip$/i, "")];
  const folders = codeDir === undefined ? [baseDir] : [codeDir, baseDir];
  const paths = folders.flatMap((folder) => names.map((candidate) => join(folder, candidate)));
  const path = paths.find((candidate) => existsSync(candidate));
  if (path !== undefined) return { status: "found", path };
  if (codeDir !== undefined) return missing(`its code is ${location}, and ${codeDir} holds no ${name}`, paths);
  return missing(`its code is ${location}, not on this machine; --code-dir DIR says where packages are`, paths);
}

const missing = (reason: string, wanted: readonly string[]): S3Package => ({ status: "missing", reason, wanted });
