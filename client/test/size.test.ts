import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";

/** Size that the README promises. */
const LARGEST_GZIPPED_BYTES = 6.5 * 1024;

describe("the bundle", () => {
  it("has no dependency and at most 6.5 KB, minified and gzipped", async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: [fileURLToPath(new URL("../src/index.ts", import.meta.url))],
      bundle: true,
      format: "esm",
      platform: "neutral",
      target: "es2022",
      minify: true,
      write: false,
      metafile: true,
    });
    const bytes = gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length;
    expect(bytes).toBeGreaterThan(1024);
    expect(bytes).toBeLessThanOrEqual(LARGEST_GZIPPED_BYTES);
    expect(Object.keys(metafile.inputs).filter((input) => !input.startsWith("client/src/"))).toEqual([]);
  });
});
