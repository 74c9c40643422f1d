import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { z } from "zod";
import { handlerPath } from "./handler-file.ts";

/** esbuild's options, as its JavaScript API names them. */
export type BundleOptions = Readonly<Record<string, unknown>>;

export interface BundleEntry {
  /** Absolute path of the source. */
  readonly in: string;
  /** Path of the output below the task root, without its extension. */
  readonly out: string;
}

/** Options of `sam build` for esbuild, unless the template says otherwise (aws-lambda-builders, nodejs_npm_esbuild). */
const SAM_DEFAULTS: BundleOptions = { target: "es2020", format: "cjs", minify: true };

/** Properties that are not esbuild's, or fixed because Lambda could not load the outcome otherwise. */
const IGNORED_OPTIONS: readonly string[] = ["entryPoints", "useNpmCi", "bundle", "platform", "outdir", "sourcemap"];

/** The template writes a list of `key=value` where the API takes an object. */
const RECORD_OPTIONS: readonly string[] = ["loader", "outExtension", "banner", "footer", "define", "alias"];

/** The template may write `a,b` where the API takes a list. */
const LIST_OPTIONS: readonly string[] = ["target", "mainFields", "conditions", "resolveExtensions", "external", "drop"];

const propertiesSchema = z.looseObject({ EntryPoints: z.array(z.string()).min(1).optional() });

function toRecord(value: unknown): Record<string, string> {
  const pairs = [value].flat().map((pair) => String(pair));
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
}

function toOption([property, value]: [string, unknown]): [string, unknown] {
  const name = property.charAt(0).toLowerCase() + property.slice(1);
  if (RECORD_OPTIONS.includes(name)) return [name, toRecord(value)];
  if (LIST_OPTIONS.includes(name) && typeof value === "string") return [name, value.split(",")];
  return [name, value === "true" ? true : value === "false" ? false : value];
}

/** `BuildProperties` of `BuildMethod: esbuild`, in the terms of esbuild's API. */
export function bundleOptions(properties: Readonly<Record<string, unknown>>): BundleOptions {
  const given = Object.entries(properties).map(toOption);
  return { ...SAM_DEFAULTS, ...Object.fromEntries(given.filter(([name]) => !IGNORED_OPTIONS.includes(name))) };
}

const ENTRY_EXTENSIONS: readonly string[] = ["", ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"];

/** The file of an entry point, whose extension may be left out. */
function entryFile(root: string, entryPoint: string): string {
  const path = resolve(root, entryPoint);
  return ENTRY_EXTENSIONS.map((extension) => path + extension).find((candidate) => existsSync(candidate)) ?? path;
}

/** The deepest folder that holds all of `files`: what esbuild makes output paths relative to. */
function commonFolder(files: readonly string[]): string {
  const [first = "", ...others] = files.map(dirname);
  let folder = first;
  while (others.some((other) => relative(folder, other).startsWith(".."))) folder = dirname(folder);
  return folder;
}

/** The entry points of `BuildProperties`, or the module that `handler` names; throws a ZodError for a malformed list. */
export function bundleEntries(
  root: string,
  properties: Readonly<Record<string, unknown>>,
  handler: string,
): readonly BundleEntry[] {
  const { EntryPoints } = propertiesSchema.parse(properties);
  if (!EntryPoints) return [handlerEntry(root, handler)];
  const files = EntryPoints.map((entryPoint) => entryFile(root, entryPoint));
  const base = commonFolder(files);
  return files.map((file) => ({ in: file, out: withoutExtension(relative(base, file)) }));
}

function handlerEntry(root: string, handler: string): BundleEntry {
  const out = relative(root, handlerPath(root, handler));
  return { in: entryFile(root, out), out };
}

export const withoutExtension = (path: string) => path.replace(/\.[^./\\]+$/, "");

/** The nearest ancestor of `folder` (or itself) that holds `name`. */
export function findUp(folder: string, name: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, name))) return at;
    if (dirname(at) === at) return undefined;
  }
}
