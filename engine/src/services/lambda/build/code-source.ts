import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { messageOf } from "../../../kernel/errors.ts";
import { isSamBuilt } from "../../../template/built/sam-build.ts";
import type { FunctionResource } from "../configuration/function-configuration.ts";
import {
  type BundleEntry,
  type BundleOptions,
  bundleEntries,
  bundleOptions,
  findUp,
  withoutExtension,
} from "./esbuild-properties.ts";
import { findHandlerFile, JAVASCRIPT_EXTENSIONS, TYPESCRIPT_EXTENSIONS } from "./handler-file.ts";
import { findS3Package, type PackagePlaces } from "./s3-package.ts";

/** The way in which a function's code becomes a folder that can run. */
export type CodeSource =
  /** It runs where it is. */
  | { readonly kind: "folder"; readonly root: string }
  | {
      readonly kind: "bundle";
      readonly root: string;
      readonly entries: readonly BundleEntry[];
      readonly options: BundleOptions;
      /** Packages of AWS's SDK that are not found are left to the runtime, as those are that `options` name. */
      readonly leavesOutSdk?: true;
    }
  /** A zip archive, whose content runs. */
  | { readonly kind: "archive"; readonly file: string }
  /** `BuildMethod: makefile` makes it. */
  | { readonly kind: "make"; readonly root: string }
  /** The text of `Code.ZipFile`. */
  | { readonly kind: "inline"; readonly text: string; readonly fileName: string }
  /** There is no code on this machine, why, and any place where it would be found. */
  | { readonly kind: "unavailable"; readonly reason: string; readonly wanted: readonly string[] };

/** Lets the CommonJS packages inside an ECMAScript bundle call `require`. */
const REQUIRE_IN_MODULES =
  'import { createRequire as createBundleRequire } from "node:module"; const require = createBundleRequire(import.meta.url);';

/** Imports of AWS's SDK, in Go's regular expressions as well as in ours. */
export const SDK_SPECIFIER = /^(@aws-sdk\/|@smithy\/|aws-sdk$|aws-sdk\/)/;

/** SDK packages that Lambda's runtimes bring: left out of a bundle when the project does not hold them. */
const RUNTIME_SDKS: readonly (readonly [folder: string, pattern: string])[] = [
  ["node_modules/@aws-sdk", "@aws-sdk/*"],
  ["node_modules/@smithy", "@smithy/*"],
  ["node_modules/aws-sdk", "aws-sdk"],
];

/** Chooses the way to come by the code of one function. */
export function codeSource(resource: FunctionResource, places: PackagePlaces): CodeSource {
  const { properties, metadata } = resource;
  if (properties.PackageType === "Image") return unavailable("container images do not run here");
  const inS3 = metadata["aws:asset:path"] === undefined ? findS3Package(properties.Code, places) : undefined;
  if (inS3) return inS3.status === "found" ? localSource(resource, inS3.path) : unavailable(inS3.reason, inS3.wanted);
  const path = metadata["aws:asset:path"] ?? properties.Code;
  if (typeof path === "string") return localSource(resource, resolve(places.baseDir, path));
  const { Code: code } = properties;
  if (typeof code === "object" && code.ZipFile !== undefined) return inlineSource(code.ZipFile, properties.Runtime);
  return unavailable("its Code names no place");
}

const NOT_MINIFIED: BundleOptions = {
  minify: false,
  minifyIdentifiers: false,
  minifySyntax: false,
  minifyWhitespace: false,
  keepNames: true,
};

/** The same code, built so that a debugger finds its lines and its names. */
export const forDebugger = (source: CodeSource): CodeSource =>
  source.kind === "bundle" ? { ...source, options: { ...source.options, ...NOT_MINIFIED } } : source;

const unavailable = (reason: string, wanted: readonly string[] = []): CodeSource => ({
  kind: "unavailable",
  reason,
  wanted,
});

function inlineSource(text: string, runtime = ""): CodeSource {
  return { kind: "inline", text, fileName: runtime.startsWith("python") ? "index.py" : "index.js" };
}

function localSource({ properties, metadata }: FunctionResource, path: string): CodeSource {
  if (/\.(zip|jar)$/i.test(path)) return { kind: "archive", file: path };
  const isFile = existsSync(path) && statSync(path).isFile();
  const root = isFile ? dirname(path) : path;
  // What was built keeps the method in its template.
  if (isSamBuilt(root)) return { kind: "folder", root };
  if (metadata.BuildMethod === "esbuild") return esbuildSource(root, metadata.BuildProperties, properties.Handler);
  if (metadata.BuildMethod === "makefile") return { kind: "make", root };
  if (!properties.Runtime?.startsWith("nodejs")) return { kind: "folder", root };
  const handler = properties.Handler ?? "";
  if (findHandlerFile(root, handler, JAVASCRIPT_EXTENSIONS)) return { kind: "folder", root };
  const typescript = findHandlerFile(root, handler, TYPESCRIPT_EXTENSIONS);
  return typescript ? typescriptSource(root, typescript) : { kind: "folder", root };
}

function esbuildSource(root: string, properties: unknown, handler = ""): CodeSource {
  const given = typeof properties === "object" && properties !== null ? { ...properties } : {};
  try {
    return { kind: "bundle", root, entries: bundleEntries(root, given, handler), options: bundleOptions(given) };
  } catch (error) {
    return unavailable(`Metadata.BuildProperties is not what esbuild needs: ${messageOf(error)}`);
  }
}

/** Tells whether a `.ts` file is an ECMAScript module, by Node.js's rules. */
function isModule(file: string): boolean {
  if (file.endsWith(".mts")) return true;
  const folder = findUp(dirname(file), "package.json");
  if (file.endsWith(".cts") || folder === undefined) return false;
  const manifest: { type?: unknown } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return manifest.type === "module";
}

/** A TypeScript handler without a build method: nothing that AWS takes, and plain what is meant. */
function typescriptSource(root: string, file: string): CodeSource {
  const external = RUNTIME_SDKS.filter(([folder]) => findUp(root, folder) === undefined).map(([, pattern]) => pattern);
  const format = isModule(file)
    ? { format: "esm", outExtension: { ".js": ".mjs" }, banner: { js: REQUIRE_IN_MODULES } }
    : { format: "cjs" };
  const entries = [{ in: file, out: withoutExtension(relative(root, file)) }];
  return { kind: "bundle", root, entries, options: { target: "node20", external, ...format }, leavesOutSdk: true };
}
