import { resolve } from "node:path";
import type { BuildFailure, BuildResult, Message, Metafile } from "esbuild";
import { type Location, messageOf } from "../../../kernel/errors.ts";
import type { BundleEntry, BundleOptions } from "./esbuild-properties.ts";

export interface BundleRequest {
  /** Relative names start here. */
  readonly root: string;
  readonly entries: readonly BundleEntry[];
  readonly options: BundleOptions;
  readonly outdir: string;
}

export interface BundledFile {
  readonly path: string;
  readonly contents: Uint8Array;
  /** Absolute paths of the sources that went into it. */
  readonly inputs: readonly string[];
}

export interface BuildError {
  readonly text: string;
  readonly location?: Location;
  /** The name of a module that was not found. */
  readonly unresolved?: string;
}

export type BundleResult = { readonly files: readonly BundledFile[] } | { readonly errors: readonly BuildError[] };

export type Esbuild = typeof import("esbuild");
type Outcome = BuildResult<{ write: false; metafile: true }>;

let users = 0;

/**
 * Gives esbuild to `task`. Its process lives only while somebody builds, so that a stopped engine leaves none; it is
 * shared by all engines of this process, hence the count.
 */
export async function withEsbuild<T>(task: (esbuild: Esbuild) => Promise<T>): Promise<T> {
  // Loaded late: a start from the cache does without.
  const esbuild = await import("esbuild");
  users++;
  try {
    return await task(esbuild);
  } finally {
    users--;
    if (users === 0) await esbuild.stop();
  }
}

/** Bundles entry points that share their options; nothing is written yet. */
export function bundle(request: BundleRequest): Promise<BundleResult> {
  return withEsbuild(async (esbuild) => {
    try {
      return { files: outputsOf(await esbuild.build(buildOptions(request)), request.root) };
    } catch (error) {
      return { errors: errorsOf(error, request.root) };
    }
  });
}

function buildOptions({ root, entries, options, outdir }: BundleRequest) {
  return {
    ...options,
    absWorkingDir: root,
    entryPoints: entries.map((entry) => ({ ...entry })),
    outdir,
    bundle: true,
    platform: "node",
    write: false,
    metafile: true,
    // Always, and beside the code: they let errors name the source, and cost nothing until one occurs.
    sourcemap: "linked",
    sourcesContent: false,
    logLevel: "silent",
  } as const;
}

function outputsOf({ metafile, outputFiles }: Outcome, root: string): readonly BundledFile[] {
  const inputsOf = new Map(
    Object.entries(metafile.outputs).map(([path, { inputs, entryPoint }]) => [
      resolve(root, path),
      entryPoint === undefined ? Object.keys(inputs) : reachable(metafile, entryPoint),
    ]),
  );
  return outputFiles.map(({ path, contents }) => ({
    path,
    contents,
    inputs: (inputsOf.get(path) ?? []).map((input) => resolve(root, input)),
  }));
}

/** All sources behind an entry point: one of which nothing is used may be used after a change of it. */
function reachable({ inputs }: Metafile, entryPoint: string): readonly string[] {
  const found = new Set([entryPoint]);
  for (const path of found)
    for (const { path: imported, external } of inputs[path]?.imports ?? []) if (!external) found.add(imported);
  return [...found];
}

const isBuildFailure = (error: unknown): error is BuildFailure =>
  error instanceof Error && "errors" in error && Array.isArray(error.errors);

function errorsOf(error: unknown, root: string): readonly BuildError[] {
  if (!isBuildFailure(error)) return [{ text: messageOf(error) }];
  return error.errors.map((message) => toBuildError(message, root));
}

function toBuildError({ text, location }: Message, root: string): BuildError {
  const [, unresolved] = /^Could not resolve "(.+)"$/.exec(text) ?? [];
  const error = unresolved === undefined ? { text } : { text, unresolved };
  if (!location) return error;
  // esbuild counts columns from 0.
  const { file, line, column } = location;
  return { ...error, location: { file: resolve(root, file), line, column: column + 1 } };
}
