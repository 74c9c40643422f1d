import { dirname, join } from "node:path";
import { messageOf, UserError } from "../../kernel/errors.ts";
import { exists, readText } from "../../kernel/machine/looks.ts";
import { isObject, objectOf, type PlainObject, textOf } from "../plain-data.ts";
import { assembledAssets } from "./cloud-assembly.ts";

const TEMPLATE = ".template.json";
const MANIFEST = ".assets.json";

/**
 * The files that `cdk synth` has written for a template, by the keys under which `cdk deploy` puts it into S3: absolute
 * paths. CDK 1 names them in the manifest of the whole assembly, CDK 2 in a list of the stack's own. Throws a `UserError`
 * when one of these cannot be read.
 */
export const readCdkAssets = (template: string): ReadonlyMap<string, string> =>
  new Map([...assembledAssets(template), ...listedAssets(template)]);

function listedAssets(template: string): readonly (readonly [key: string, path: string])[] {
  const manifest = template.replace(/(\.nested)?\.template\.json$/, MANIFEST);
  if (!template.endsWith(TEMPLATE) || !exists(manifest)) return [];
  return Object.values(objectOf(parse(manifest).files))
    .filter(isObject)
    .flatMap(({ source, destinations }) => keysOf(destinations).flatMap((key) => entry(key, source, manifest)));
}

function parse(file: string): PlainObject {
  try {
    return objectOf(JSON.parse(readText(file)));
  } catch (error) {
    throw new UserError(`The list of CDK's assets cannot be read: ${messageOf(error)}`, { location: { file } });
  }
}

const keysOf = (destinations: unknown): readonly string[] =>
  Object.values(objectOf(destinations)).flatMap((destination) => textOf(objectOf(destination).objectKey) ?? []);

function entry(key: string, source: unknown, manifest: string): readonly [key: string, path: string][] {
  const path = textOf(objectOf(source).path);
  return path === undefined ? [] : [[key, join(dirname(manifest), path)]];
}
