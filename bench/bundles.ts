import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { functionEnvironment } from "../app/test/support/aws-stub.ts";
import { root } from "../e2e/system.ts";
import { type Bundle, median } from "./report.ts";

export interface BuiltBundle {
  readonly handler: string;
  readonly file: string;
  readonly kilobytes: number;
}

const source = join(root, "app/src");

/** Every handler as `sam build` bundles it, in a folder that is gone after `use`. */
export async function withBundles<T>(use: (bundles: readonly BuiltBundle[]) => Promise<T>): Promise<T> {
  const outdir = await mkdtemp(join(tmpdir(), "portcullis-bundles-"));
  try {
    const entries = (await readdir(join(source, "handlers"))).filter((file) => file.endsWith(".ts"));
    return await use(await Promise.all(entries.map((file) => bundle(basename(file, ".ts"), outdir))));
  } finally {
    await rm(outdir, { recursive: true });
  }
}

/** The options of the template's BuildProperties. */
async function bundle(handler: string, outdir: string): Promise<BuiltBundle> {
  const file = join(outdir, `${handler}.mjs`);
  await build({
    entryPoints: [join(source, "handlers", `${handler}.ts`)],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node22",
    mainFields: ["module", "main"],
    minify: true,
    alias: { "@aws-sdk/credential-provider-node": join(source, "aws/lambda-credentials.ts") },
    logLevel: "error",
  });
  return { handler, file, kilobytes: (await stat(file)).size / 1024 };
}

export function measureBundles(rounds: number): Promise<readonly Bundle[]> {
  return withBundles(async (bundles) => {
    const measured: Bundle[] = [];
    for (const { handler, file, kilobytes } of bundles) {
      const spans: number[] = [];
      for (let round = 0; round < rounds; round++) spans.push(await importMs(file));
      measured.push({ handler, kilobytes, importMs: median(spans) });
    }
    return measured.sort((a, b) => a.handler.localeCompare(b.handler));
  });
}

/** Loading a function calls nobody. */
const NOWHERE = "http://127.0.0.1:9";

const MEASURE = `
  const begun = performance.now();
  await import(process.argv[1]);
  process.stdout.write(String(performance.now() - begun));
  process.exit();
`;

async function importMs(file: string): Promise<number> {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", MEASURE, pathToFileURL(file).href], {
    env: { ...functionEnvironment(NOWHERE), NODE_NO_WARNINGS: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
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
