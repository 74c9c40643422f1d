import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Packages } from "../packages/packages.ts";
import { isObject, type PlainObject, textOf } from "../plain-data.ts";

/** The place of the template of a nested stack: in a file of this machine, or elsewhere, and then what it is called. */
export type TemplatePlace =
  | { readonly kind: "file"; readonly file: string }
  | { readonly kind: "elsewhere"; readonly name: string; readonly canBePutInCodeDir: boolean };

export interface PlaceDependencies {
  /** The folder of the template that nests it. */
  readonly baseDir: string;
  readonly packages: Packages;
}

/** CDK's mark on the file that it has written for a nested stack. */
const CDK_ASSET = "aws:asset:path";

const URL_SCHEME = /^(https?|s3):\/\//;

/** Undefined when the properties name no template. */
export function placeOfTemplate(
  { TemplateURL }: PlainObject,
  metadata: PlainObject,
  dependencies: PlaceDependencies,
): TemplatePlace | undefined {
  const asset = textOf(metadata[CDK_ASSET]);
  if (asset !== undefined) return { kind: "file", file: resolve(dependencies.baseDir, asset) };
  if (isObject(TemplateURL)) return placeInAws(TemplateURL, dependencies);
  const url = textOf(TemplateURL);
  if (url === undefined || url === "") return undefined;
  if (url.startsWith("file://") && URL.canParse(url)) return placeOfFileUrl(url);
  // A dynamic reference that is still here has no value here.
  if (url.includes("{{resolve:")) return { kind: "elsewhere", name: url, canBePutInCodeDir: false };
  return URL_SCHEME.test(url)
    ? placeOfUrl(url, dependencies)
    : { kind: "file", file: resolve(dependencies.baseDir, url) };
}

/** A URL that names another machine, or what no path can be, names no file here. */
function placeOfFileUrl(url: string): TemplatePlace {
  try {
    return { kind: "file", file: fileURLToPath(url) };
  } catch {
    return { kind: "elsewhere", name: url, canBePutInCodeDir: false };
  }
}

/** `Location` of AWS::Serverless::Application when it is a map: a published application, or a place in S3. */
function placeInAws({ ApplicationId, Bucket, Key }: PlainObject, dependencies: PlaceDependencies): TemplatePlace {
  if (ApplicationId === undefined) return placeOfUrl(`s3://${textOf(Bucket)}/${textOf(Key)}`, dependencies);
  const name = `the application ${textOf(ApplicationId)} of the Serverless Application Repository`;
  return { kind: "elsewhere", name, canBePutInCodeDir: false };
}

function placeOfUrl(url: string, { packages }: PlaceDependencies): TemplatePlace {
  const name = keyOf(url);
  const file = name === "" ? undefined : packages(name);
  return file === undefined ? { kind: "elsewhere", name: url, canBePutInCodeDir: true } : { kind: "file", file };
}

/** The key in the address of an object in S3; empty when there is none. */
function keyOf(url: string): string {
  if (!URL.canParse(url)) return "";
  const path = new URL(url).pathname.slice(1);
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
