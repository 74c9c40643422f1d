import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Notice, Stack } from "../../../template/model.ts";
import type { EngineSettings } from "../../contract/service.ts";
import { Builder } from "../build/builder.ts";
import { type CodeSource, codeSource } from "../build/code-source.ts";
import { findHandlerFile, JAVASCRIPT_EXTENSIONS } from "../build/handler-file.ts";
import { packagesToInstall } from "../build/package-installer.ts";
import type { PackagePlaces } from "../build/s3-package.ts";
import {
  describeFunction,
  type FunctionConfiguration,
  type FunctionResource,
} from "../configuration/function-configuration.ts";
import { type Examination, examine } from "../mistakes/examine.ts";
import { missingVariables } from "../mistakes/missing-variables.ts";
import { type FunctionCode, remedyFor, sdkNeeds } from "../runtime-sdk/runtime-sdk.ts";
import { SdkCache } from "../runtime-sdk/sdk-cache.ts";
import { type LayerResource, Layers } from "./layers.ts";

export interface InspectedStack {
  readonly stack: Stack;
  readonly functions: readonly FunctionResource[];
  readonly layers: readonly LayerResource[];
  readonly settings: Pick<EngineSettings, "codeDir" | "userCacheDir">;
}

const runNothing = () => Promise.reject(new Error("nothing is run"));

/** Names the functions' mistakes, and what a start would fetch for them. Nothing is fetched, installed or left behind. */
export async function inspectCode(inspected: InspectedStack): Promise<readonly Notice[]> {
  const cacheDir = await mkdtemp(join(tmpdir(), "portcullis-inspect-"));
  try {
    const notices = await Promise.all([noteMistakes(inspected, cacheDir), noteFetched(inspected, cacheDir)]);
    return notices.flat();
  } finally {
    await rm(cacheDir, { recursive: true, force: true });
  }
}

async function noteMistakes(
  { stack, functions, layers: resources, settings }: InspectedStack,
  cacheDir: string,
): Promise<readonly Notice[]> {
  const places = { baseDir: stack.baseDir, codeDir: settings.codeDir };
  const layers = layersOf(resources, places, new Builder({ cacheDir, baseDir: stack.baseDir, run: runNothing }));
  const found = await Promise.all(
    functions.map(async (resource) => {
      const source = sourceOf(() => codeSource(resource, places));
      if (!source) return [];
      const configuration = describeFunction(resource, stack);
      const contents = await layers.contents(configuration.layers);
      const moduleFolders = contents.flatMap((content) => content.moduleFolders);
      return noticesOf(configuration, await examine({ configuration, source, stack, moduleFolders }));
    }),
  );
  return found.flat();
}

function noticesOf(
  { logicalId, variables }: FunctionConfiguration,
  { mistakes, files }: Examination,
): readonly Notice[] {
  const own = files.filter((file) => !file.includes("/node_modules/"));
  return [
    ...mistakes.map(
      ({ code, message, location, hint }): Notice => ({
        severity: "error",
        code,
        message: hint === undefined ? message : `${message} ${hint}`,
        location,
        logicalId,
      }),
    ),
    ...missingVariables(own, variables).map(
      ({ name, location }): Notice => ({
        severity: "warning",
        code: "variable-missing",
        message: `it reads process.env.${name}, which is not among its Environment.Variables.`,
        location,
        logicalId,
      }),
    ),
  ];
}

const layersOf = (resources: readonly LayerResource[], places: PackagePlaces, builder: Builder) =>
  new Layers(resources, {
    places,
    builder,
    installer: { foldersFor: async () => [] },
    journal: { record: () => {} },
  });

async function noteFetched(inspected: InspectedStack, cacheDir: string): Promise<readonly Notice[]> {
  const { stack, settings } = inspected;
  const packages = await packagesToFetch(inspected, cacheDir);
  const { userCacheDir = cacheDir } = settings;
  const cache = new SdkCache({ cacheDir: userCacheDir, run: runNothing });
  if (packages.length === 0 || (await cache.find(packages)) !== undefined) return [];
  const message = `Lambda's runtime brings ${packages.join(", ")}; this machine lacks it, and a start fetches it once, into ${cache.folder}. To start offline: ${remedyFor(packages, stack.baseDir)}`;
  return [{ severity: "warning", code: "runtime-sdk", message }];
}

async function packagesToFetch(
  { stack, functions, layers: layerResources, settings }: InspectedStack,
  cacheDir: string,
): Promise<readonly string[]> {
  const { baseDir } = stack;
  const places = { baseDir, codeDir: settings.codeDir };
  const builder = new Builder({ cacheDir, baseDir, run: runNothing });
  const layers = layersOf(layerResources, places, builder);
  const found = await Promise.all(
    functions.map(async (resource) => {
      const { runtime, layers: layerArns } = describeFunction(resource, stack);
      const source = sourceOf(() => codeSource(resource, places));
      if (!source || !runtime.startsWith("nodejs")) return [];
      const { files, isLeftOut } = await searched(resource, source, builder);
      const moduleFolders = (await layers.contents(layerArns)).flatMap((content) => content.moduleFolders);
      const code: FunctionCode = { runtime, files, moduleFolders, isWhole: false };
      const installed = "root" in source ? await packagesToInstall(source.root) : [];
      const { missing } = await sdkNeeds([code], baseDir);
      return missing.filter((name) => isLeftOut(name) && !installed.includes(name));
    }),
  );
  return [...new Set(found.flat())].sort();
}

/** A source that cannot be told is the start's to explain. */
function sourceOf(choose: () => CodeSource): CodeSource | undefined {
  try {
    return choose();
  } catch {
    return undefined;
  }
}

interface Searched {
  readonly files: readonly string[];
  /** Tells whether a package is left to the runtime. */
  isLeftOut(name: string): boolean;
}

/** The files from which a function's imports are followed: the sources of a bundle, which need not be built for it. */
async function searched(resource: FunctionResource, source: CodeSource, builder: Builder): Promise<Searched> {
  if (source.kind === "bundle") {
    const { packages, external } = source.options;
    const isLeftOut = (name: string) =>
      source.leavesOutSdk === true || packages === "external" || [external ?? []].flat().some(matches(name));
    return { files: source.entries.map((entry) => entry.in), isLeftOut };
  }
  const isLeftOut = () => true;
  if (source.kind === "make") return { files: [], isLeftOut };
  const [built] = await builder.build([{ logicalId: resource.logicalId, source }]);
  if (built?.status !== "built") return { files: [], isLeftOut };
  const file = findHandlerFile(built.taskRoot, resource.properties.Handler ?? "", JAVASCRIPT_EXTENSIONS);
  return { files: file === undefined ? [] : [file], isLeftOut };
}

/** Tells whether a pattern of esbuild's `external` takes in a package. */
const matches = (name: string) => (pattern: unknown) => {
  const [start = "", end] = String(pattern).split("*");
  return end === undefined ? name === start : name.startsWith(start);
};
