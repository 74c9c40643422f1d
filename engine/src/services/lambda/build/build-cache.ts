import { statSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { z } from "zod";

/** What a finished build was made from; kept beside its output. */
const manifestSchema = z.object({
  inputs: z.array(z.string()),
  /** By path: how each file looked that could change the outcome. */
  signatures: z.record(z.string(), z.string()),
});

/** Files that change how modules are found or compiled, in any folder above a source. */
const CONFIGURATION_FILES = ["package.json", "tsconfig.json", "node_modules"];

const MISSING = "missing";

/** How a file looks now. */
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

const isInstalled = (path: string) => /[/\\]node_modules[/\\]/.test(path);

function ancestors(folder: string, top: string): readonly string[] {
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

/** The sources of the build in `folder`, if it is still what a new build would give. */
export async function findCachedBuild(folder: string, current: Signatures): Promise<readonly string[] | undefined> {
  const text = await readFile(manifestFile(folder), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const manifest = manifestSchema.safeParse(parseJson(text));
  if (!manifest.success) return undefined;
  const { inputs, signatures } = manifest.data;
  return Object.entries(signatures).every(([path, signature]) => current(path) === signature) ? inputs : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Cut off by a crash: as good as none.
    return undefined;
  }
}

/** Notes what the build in `folder` was made from. `outputs` are part of it: a user may delete or edit them. */
export async function rememberBuild(
  folder: string,
  { inputs, outputs, baseDir }: { inputs: readonly string[]; outputs: readonly string[]; baseDir: string },
  current: Signatures,
): Promise<void> {
  const paths = [...dependencies(inputs, baseDir), ...outputs];
  const signatures = Object.fromEntries(paths.map((path) => [path, current(path)]));
  await mkdir(dirname(folder), { recursive: true });
  await writeFile(manifestFile(folder), JSON.stringify({ inputs, signatures }));
}
