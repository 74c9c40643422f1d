import { statSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { z } from "zod";
import { parseJson } from "../../../kernel/parse-json.ts";

/** The files that a finished build was made from; kept beside its output. */
const manifestSchema = z.object({
  inputs: z.array(z.string()),
  fingerprint: z.string(),
  /** The signature of each file that could change the outcome, by its path. */
  signatures: z.record(z.string(), z.string()),
});

/** Files that change how modules are found or compiled, in any folder above a source. */
export const CONFIGURATION_FILES = ["package.json", "tsconfig.json", "node_modules"];

const MISSING = "missing";

/** Tells the signature that a file has now. */
export type Signatures = (path: string) => string;

/**
 * Looks at each file once: functions share most of what they import. Size and times are cheaper than the content, and
 * as good, since any change of a file's content or place changes its ctime.
 */
export function createSignatures(): Signatures {
  const known = new Map<string, string>();
  return (path) => {
    const signature = known.get(path) ?? signatureOf(path);
    known.set(path, signature);
    return signature;
  };
}

function signatureOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return MISSING;
  return stat.isDirectory() ? `${stat.mtimeMs}` : `${stat.size}:${stat.mtimeMs}:${stat.ctimeMs}`;
}

const isBelow = (folder: string, path: string) => !relative(folder, path).startsWith("..");

/** Tells whether a file belongs to an installed package. */
export const isInstalled = (path: string) => /[/\\]node_modules[/\\]/.test(path);

/** `folder` and what is above it, up to `top` where it lies below that. */
export function ancestors(folder: string, top: string): readonly string[] {
  const found = [folder];
  for (let at = folder; at !== top && isBelow(top, at) && dirname(at) !== at; at = dirname(at)) found.push(dirname(at));
  return found;
}

/** All that the outcome depends on: the sources, their folders (a new file may win), and what configures esbuild. */
function dependencies(inputs: readonly string[], baseDir: string): ReadonlySet<string> {
  const paths = new Set(inputs);
  const folders = new Set(inputs.filter((input) => !isInstalled(input)).map(dirname));
  for (const folder of folders) {
    paths.add(folder);
    for (const ancestor of ancestors(folder, baseDir))
      for (const name of CONFIGURATION_FILES) paths.add(join(ancestor, name));
  }
  return paths;
}

const manifestFile = (folder: string) => `${folder}.json`;

/** A finished build. */
export interface CachedBuild {
  readonly inputs: readonly string[];
  /** A hash of its outputs' content. */
  readonly fingerprint: string;
}

/** The build in `folder`, if it is still what a new build would give. */
export async function findCachedBuild(folder: string, current: Signatures): Promise<CachedBuild | undefined> {
  const text = await readFile(manifestFile(folder), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  // A manifest that a crash has cut off is as good as none.
  const manifest = manifestSchema.safeParse(parseJson(text));
  if (!manifest.success) return undefined;
  const { inputs, fingerprint, signatures } = manifest.data;
  const isCurrent = Object.entries(signatures).every(([path, signature]) => current(path) === signature);
  return isCurrent ? { inputs, fingerprint } : undefined;
}

/**
 * Tells whether all that builds were made from is older than `sinceMs`, a time of files. What is not may have changed
 * after it was read.
 */
export function isOlderThan(sinceMs: number, inputs: readonly string[], baseDir: string): boolean {
  return [...dependencies(inputs, baseDir)].every(
    (path) => (statSync(path, { throwIfNoEntry: false })?.ctimeMs ?? 0) < sinceMs,
  );
}

export interface FinishedBuild extends CachedBuild {
  readonly outputs: readonly string[];
  readonly baseDir: string;
  /** The time at which it began to read, by the clock of files. */
  readonly startedAtMs: number;
}

/**
 * Notes what the build in `folder` was made from, unless that changed meanwhile. `outputs` are part of it: a user may
 * delete or edit them.
 */
export async function rememberBuild(
  folder: string,
  { inputs, fingerprint, outputs, baseDir, startedAtMs }: FinishedBuild,
): Promise<void> {
  const paths = [...dependencies(inputs, baseDir), ...outputs];
  const current = createSignatures();
  const signatures = Object.fromEntries(paths.map((path) => [path, current(path)]));
  // Asked after the signatures were taken: a change in between must not pass for what was read.
  if (!isOlderThan(startedAtMs, inputs, baseDir)) return rm(manifestFile(folder), { force: true });
  await mkdir(dirname(folder), { recursive: true });
  await writeFile(manifestFile(folder), JSON.stringify({ inputs, fingerprint, signatures }));
}
