import { join } from "node:path";
import { build } from "esbuild";
import { root } from "../../e2e/support/system.ts";

export const stack = join(root, "bench/stack");

const FUNCTIONS = ["authorizer", "connect", "ping", "echo"] as const;

/** The functions of the stack, which the engine bundles by itself. */
export const functionSources = FUNCTIONS.map((name) => join(stack, "functions", `${name}.ts`));

/** Bundles sources as the engine bundles functions. */
export async function bundle(sources: readonly string[], outdir: string): Promise<void> {
  await build({
    entryPoints: [...sources],
    outdir,
    entryNames: "[name]",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    logLevel: "error",
  });
}
