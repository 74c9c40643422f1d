import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type BuildOptions, build } from "esbuild";
import { functionEnvironment } from "../../app/test/support/aws-stub.ts";
import { root } from "../../e2e/support/system.ts";
import { median } from "../measure/statistics.ts";
import { type BenchOptions, say } from "./section.ts";

export interface BundlesResult {
  /** Time of a handler that does nothing: it shows how fast this machine is at the moment. */
  readonly emptyMs: number;
  readonly bundles: readonly Bundle[];
}

export interface Bundle {
  readonly handler: string;
  readonly kilobytes: number;
  /** Time of a fresh process from before the code is read until the handler can be called. */
  readonly importMs: number;
}

interface BuiltBundle {
  readonly handler: string;
  readonly file: string;
  readonly kilobytes: number;
}

const source = join(root, "app/src");

/** Gives `use` every handler as `sam build` bundles it, in a folder that is gone afterwards. */
export async function withBundles<T>(use: (bundles: readonly BuiltBundle[]) => Promise<T>): Promise<T> {
  const outdir = await mkdtemp(join(tmpdir(), "portcullis-bundles-"));
  try {
    const entries = (await readdir(join(source, "handlers"), { recursive: true })).filter((file) =>
      file.endsWith(".ts"),
    );
    return await use(await Promise.all(entries.map((file) => bundle(join(source, "handlers", file), outdir))));
  } finally {
    await rm(outdir, { recursive: true });
  }
}

/** The template's BuildProperties, as esbuild names them. */
export const BUILD_OPTIONS = {
  format: "esm",
  target: "node22",
  mainFields: ["module", "main"],
  minify: true,
} satisfies BuildOptions;

/** Bundles a handler with the options of the template's BuildProperties. */
async function bundle(entry: string, outdir: string): Promise<BuiltBundle> {
  const handler = basename(entry, ".ts");
  const file = join(outdir, `${handler}.mjs`);
  await build({
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    platform: "node",
    ...BUILD_OPTIONS,
    logLevel: "error",
  });
  return { handler, file, kilobytes: (await stat(file)).size / 1024 };
}

/** Measures bundles in turns with a handler that does nothing: a slow moment of the machine is everybody's. */
export function measureBundles({ rounds }: BenchOptions): Promise<BundlesResult> {
  return withBundles(async (bundles) => {
    const folder = dirname(bundles[0]?.file ?? "");
    const empty = join(folder, "empty.mjs");
    for (const file of [empty, join(folder, FIRST)]) await writeFile(file, "export const handler = () => {};");
    const spans = new Map<string, number[]>([empty, ...bundles.map(({ file }) => file)].map((file) => [file, []]));
    for (let round = 0; round < rounds; round++) {
      say(`cold imports, round ${round + 1} of ${rounds} …`);
      for (const [file, times] of spans) times.push(await importMs(file));
    }
    const medianOf = (file: string) => median(spans.get(file) ?? []);
    return {
      emptyMs: medianOf(empty),
      bundles: bundles
        .map(({ handler, file, kilobytes }) => ({ handler, kilobytes, importMs: medianOf(file) }))
        .sort((a, b) => a.handler.localeCompare(b.handler)),
    };
  });
}

/** Endpoint for functions that are only loaded, which calls nobody. */
const NOWHERE = "http://127.0.0.1:9";

/** Module that is loaded first: Lambda's own runtime has loaded some before it loads a function. */
const FIRST = "first.mjs";

const MEASURE = `
  await import(process.argv[2]);
  const begun = performance.now();
  await import(process.argv[1]);
  process.stdout.write(String(performance.now() - begun));
  process.exit();
`;

async function importMs(file: string): Promise<number> {
  const child = spawn(
    process.execPath,
    [
      "--input-type=module",
      "--eval",
      MEASURE,
      pathToFileURL(file).href,
      pathToFileURL(join(dirname(file), FIRST)).href,
    ],
    {
      env: { ...functionEnvironment(NOWHERE), NODE_NO_WARNINGS: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let [output, errors] = ["", ""];
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`${file} could not be loaded:\n${errors}`);
  return Number(output);
}
