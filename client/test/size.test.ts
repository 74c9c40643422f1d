import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { minify } from "terser";
import { describe, expect, it } from "vitest";

/** Size that the README promises. */
const LARGEST_GZIPPED_BYTES = 7 * 1024;

describe("the bundle", () => {
  it("has no dependency and at most 7 KB, minified by Terser and gzipped", async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: [fileURLToPath(new URL("../src/index.ts", import.meta.url))],
      bundle: true,
      format: "esm",
      platform: "neutral",
      target: "es2022",
      write: false,
      metafile: true,
    });
    const { code = "" } = await minify(outputFiles[0]?.text ?? "", { module: true });
    const bytes = gzipSync(code, { level: 9 }).length;
    expect(bytes).toBeGreaterThan(1024);
    expect(bytes).toBeLessThanOrEqual(LARGEST_GZIPPED_BYTES);
    expect(Object.keys(metafile.inputs).filter((input) => !input.startsWith("client/src/"))).toEqual([]);
  });
});
