import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { minify } from "terser";
import { describe, expect, it } from "vitest";

/** Size that the README promises. */
const LARGEST_GZIPPED_BYTES = 7 * 1024;

const LARGEST_REACT_GZIPPED_BYTES = 1.5 * 1024;

const LARGEST_SERVER_GZIPPED_BYTES = 4.5 * 1024;
const LARGEST_STREAMS_GZIPPED_BYTES = 1.25 * 1024;
const LARGEST_STATE_GZIPPED_BYTES = 1.5 * 1024;
const LARGEST_PRESENCE_GZIPPED_BYTES = 2.25 * 1024;
const LARGEST_INBOX_GZIPPED_BYTES = 0.75 * 1024;

/** Entries that import another one by its file do not hold a copy of it. */
const OTHER_ENTRIES = ["streams", "state", "presence", "inbox"].map((folder) => `../${folder}/index.ts`);

/** Bundles an entry as an application does, and returns its size and the files that it is made of. */
async function measure(entry: string) {
  const { outputFiles, metafile } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    external: ["react", ...OTHER_ENTRIES],
    bundle: true,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    write: false,
    metafile: true,
  });
  const { code = "" } = await minify(outputFiles[0]?.text ?? "", { module: true });
  return { bytes: gzipSync(code, { level: 9 }).length, inputs: Object.keys(metafile.inputs) };
}

/** Small files that an entry may hold a copy of. */
const COPIED = ["client/src/clock.ts", "client/src/patience.ts"];

const notIn = (inputs: readonly string[], ...folders: readonly string[]) =>
  inputs.filter(
    (input) => !COPIED.includes(input) && !folders.some((folder) => input.startsWith(`client/src/${folder}/`)),
  );

describe("the bundle", () => {
  it("has no dependency and at most 7 KB, minified by Terser and gzipped", async () => {
    const { bytes, inputs } = await measure("../src/index.ts");
    expect(bytes).toBeGreaterThan(1024);
    expect(bytes).toBeLessThanOrEqual(LARGEST_GZIPPED_BYTES);
    expect(inputs.filter((input) => !input.startsWith("client/src/"))).toEqual([]);
  });

  it("of the publisher has nothing of the client, and at most 4.5 KB", async () => {
    const { bytes, inputs } = await measure("../src/server/index.ts");
    expect(bytes).toBeLessThanOrEqual(LARGEST_SERVER_GZIPPED_BYTES);
    expect(inputs).not.toContain("client/src/client.ts");
  });

  it("of what shows frames is apart", async () => {
    const { inputs } = await measure("../src/debug/index.ts");
    expect(inputs).toEqual(["client/src/debug/index.ts"]);
  });

  it("of the React hooks has nothing of the client, and at most 1.5 KB", async () => {
    const { bytes, inputs } = await measure("../src/react/index.ts");
    expect(bytes).toBeLessThanOrEqual(LARGEST_REACT_GZIPPED_BYTES);
    expect(inputs.filter((input) => !input.startsWith("client/src/react/"))).toEqual([]);
  });

  it("of streams has nothing of the client, and at most 1.25 KB", async () => {
    const { bytes, inputs } = await measure("../src/streams/index.ts");
    expect(bytes).toBeLessThanOrEqual(LARGEST_STREAMS_GZIPPED_BYTES);
    expect(notIn(inputs, "streams")).toEqual([]);
  });

  it("of states has nothing of the client, and at most 1.5 KB", async () => {
    const { bytes, inputs } = await measure("../src/state/index.ts");
    expect(bytes).toBeLessThanOrEqual(LARGEST_STATE_GZIPPED_BYTES);
    expect(notIn(inputs, "state")).toEqual([]);
  });

  it("of presence has nothing of the client but states, and at most 2.25 KB with these", async () => {
    const { bytes, inputs } = await measure("../src/presence/index.ts");
    expect(bytes).toBeLessThanOrEqual(LARGEST_PRESENCE_GZIPPED_BYTES);
    expect(notIn(inputs, "presence", "state")).toEqual([]);
  });

  it("of the inbox has nothing of the client, and at most 0.75 KB", async () => {
    const { bytes, inputs } = await measure("../src/inbox/index.ts");
    expect(bytes).toBeLessThanOrEqual(LARGEST_INBOX_GZIPPED_BYTES);
    expect(notIn(inputs, "inbox")).toEqual([]);
  });
});
