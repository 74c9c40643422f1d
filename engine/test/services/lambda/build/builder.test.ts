import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSignatures, findCachedBuild, rememberBuild } from "../../../../src/services/lambda/build/build-cache.ts";
import { Builder, type BuiltCode } from "../../../../src/services/lambda/build/builder.ts";
import type { CodeSource } from "../../../../src/services/lambda/build/code-source.ts";
import { fileTimeMs } from "../../../../src/services/lambda/build/file-time.ts";
import { zip } from "./zip-file.ts";

let baseDir: string;
let cacheDir: string;

beforeEach(async () => {
  baseDir = await mkdtemp(join(tmpdir(), "builder-"));
  cacheDir = join(baseDir, ".portcullis");
});
afterEach(() => rm(baseDir, { recursive: true, force: true }));

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(baseDir, file)), { recursive: true });
  await writeFile(join(baseDir, file), text);
}

const bundle = (name: string, options: Record<string, unknown> = {}): CodeSource => ({
  kind: "bundle",
  root: baseDir,
  entries: [{ in: join(baseDir, `${name}.ts`), out: name }],
  options: { format: "esm", outExtension: { ".js": ".mjs" }, ...options },
});

/** Builds with a new builder, as a new start does. */
async function build(sources: Readonly<Record<string, CodeSource>>): Promise<readonly BuiltCode[]> {
  const requests = Object.entries(sources).map(([logicalId, source]) => ({ logicalId, source }));
  return new Builder({ cacheDir, baseDir, run: () => Promise.reject(new Error("nothing is made here")) }).build(
    requests,
  );
}

async function buildOne(source: CodeSource): Promise<Extract<BuiltCode, { status: "built" }>> {
  const [code] = await build({ One: source });
  if (code?.status === "built") return code;
  throw new Error(`not built: ${JSON.stringify(code)}`);
}

describe("an archive", () => {
  const archive = (file: string): CodeSource => ({ kind: "archive", file: join(baseDir, file) });
  const unpackedFolders = async () =>
    (await readdir(join(cacheDir, "build"), { withFileTypes: true })).filter((entry) => entry.isDirectory());

  it("that functions share is unpacked once, and so is another one of the same content", async () => {
    const content = zip([{ name: "index.js", text: "exports.handler = 1;" }]);
    for (const name of ["code.zip", "copy.zip"]) await writeFile(join(baseDir, name), content);
    const codes = await build({ A: archive("code.zip"), B: archive("code.zip"), C: archive("copy.zip") });
    expect(codes.map(({ status }) => status)).toEqual(["built", "built", "built"]);
    expect(await unpackedFolders()).toHaveLength(1);
    expect(await buildOne(archive("copy.zip"))).toEqual(codes[0]);
  });

  it("of another content has a folder of its own", async () => {
    const versions: BuiltCode[] = [];
    for (const text of ["exports.handler = 1;", "exports.handler = 2;"]) {
      await writeFile(join(baseDir, "code.zip"), zip([{ name: "index.js", text }]));
      versions.push(await buildOne(archive("code.zip")));
    }
    const [first, second] = versions;
    expect(second).not.toEqual(first);
    expect(await unpackedFolders()).toHaveLength(2);
  });
});

describe("a build", () => {
  it("bundles into the cache folder, with a source map, and leaves the sources' folder alone", async () => {
    await write("app.ts", "import { b } from './b.ts'; export const handler = async (): Promise<number> => b;");
    await write("b.ts", "export const b = 1 as const;");
    const { taskRoot, inputs } = await buildOne(bundle("app"));
    expect(dirname(taskRoot)).toBe(join(cacheDir, "build"));
    expect((await readdir(taskRoot)).sort()).toEqual(["app.mjs", "app.mjs.map"]);
    expect([...inputs].sort()).toEqual([join(baseDir, "app.ts"), join(baseDir, "b.ts")]);
    expect((await readdir(baseDir)).sort()).toEqual([".portcullis", "app.ts", "b.ts"]);
    const { handler } = await import(join(taskRoot, "app.mjs"));
    expect(await handler()).toBe(1);
  });

  it("keeps the user's package type away from what it builds", async () => {
    await write("package.json", '{"type":"module"}');
    await write("app.ts", "export const handler = 1;");
    const { taskRoot } = await buildOne(bundle("app", { format: "cjs", outExtension: {} }));
    expect(await readFile(join(dirname(taskRoot), "package.json"), "utf8")).toBe("{}\n");
  });

  it("tells errors with file, line and column, and builds the others all the same", async () => {
    await write("good.ts", "export const handler = 1;");
    await write("bad.ts", "export const handler = 1;\nconst x = ;");
    await write("lost.ts", "import './nowhere.ts';");
    const [good, bad, lost] = await build({ Good: bundle("good"), Bad: bundle("bad"), Lost: bundle("lost") });
    expect(good).toMatchObject({ status: "built" });
    expect(bad).toEqual({
      status: "failed",
      errors: [{ text: 'Unexpected ";"', location: { file: join(baseDir, "bad.ts"), line: 2, column: 11 } }],
    });
    expect(lost).toMatchObject({ status: "failed", errors: [{ location: { line: 1, column: 8 } }] });
  });

  it("reports options that esbuild does not know", async () => {
    await write("app.ts", "");
    const [code] = await build({ One: bundle("app", { sideways: true }) });
    expect(code).toMatchObject({ status: "failed", errors: [{ text: expect.stringContaining("sideways") }] });
  });

  it("writes inline code", async () => {
    const { taskRoot } = await buildOne({ kind: "inline", text: "exports.handler = 1;", fileName: "index.js" });
    expect(await readFile(join(taskRoot, "index.js"), "utf8")).toBe("exports.handler = 1;");
  });

  it("gives functions with options that leave shared files a folder of their own", async () => {
    await write("app.ts", "import png from './a.png'; export const handler = png;");
    await write("a.png", "image");
    const { taskRoot } = await buildOne(bundle("app", { loader: { ".png": "file" } }));
    expect(await readdir(taskRoot)).toContainEqual(expect.stringMatching(/^a-\w+\.png$/));
  });
});

describe("a second build", () => {
  const outputTime = async ({ taskRoot }: { taskRoot: string }) => (await stat(join(taskRoot, "app.mjs"))).mtimeMs;

  beforeEach(async () => {
    await write("app.ts", "import { b } from './lib/b'; export const handler = b;");
    await write("lib/b.ts", "export const b = 1;");
  });

  it("does nothing while its sources are the same", async () => {
    const first = await buildOne(bundle("app"));
    const time = await outputTime(first);
    const second = await buildOne(bundle("app"));
    expect(second).toEqual({ ...first, inputs: second.inputs });
    expect([...second.inputs].sort()).toEqual([...first.inputs].sort());
    expect(await outputTime(second)).toBe(time);
  });

  const output = ({ taskRoot }: { taskRoot: string }) => readFile(join(taskRoot, "app.mjs"), "utf8");

  it.each([
    ["a source changed", () => write("lib/b.ts", "export const b = 2;")],
    [
      "a file appeared that wins over a source",
      () => write("lib/b.tsx", "export const b = 3;").then(() => rm(join(baseDir, "lib/b.ts"))),
    ],
  ])("sees that %s", async (_what, change) => {
    const first = await buildOne(bundle("app"));
    const before = await output(first);
    await change();
    const second = await buildOne(bundle("app"));
    expect(second.fingerprint).not.toBe(first.fingerprint);
    expect(await output(second)).not.toBe(before);
  });

  it("sees that an output was edited", async () => {
    const first = await buildOne(bundle("app"));
    const before = await output(first);
    await writeFile(join(first.taskRoot, "app.mjs"), "broken");
    expect(await buildOne(bundle("app"))).toMatchObject({ fingerprint: first.fingerprint });
    expect(await output(first)).toBe(before);
  });

  it("counts a file of which nothing is used yet", async () => {
    await write("app.ts", "export * from './lib/b'; export * from './lib/unused'; export const handler = 1;");
    await write("lib/unused.ts", "const unused = 1;");
    expect((await buildOne(bundle("app"))).inputs).toContain(join(baseDir, "lib/unused.ts"));
  });

  it("is not taken for done when a configuration file appeared, though the outcome may be the same", async () => {
    const { taskRoot } = await buildOne(bundle("app"));
    await write("tsconfig.json", '{"compilerOptions":{"target":"es5"}}');
    await rm(join(taskRoot, "app.mjs"));
    expect(await output(await buildOne(bundle("app")))).toContain("handler");
  });

  it("has a folder of its own for other options", async () => {
    const first = await buildOne(bundle("app"));
    const second = await buildOne(bundle("app", { minify: true }));
    expect(second.taskRoot).not.toBe(first.taskRoot);
  });

  it("starts anew when what it remembers is cut off", async () => {
    const first = await buildOne(bundle("app"));
    await writeFile(`${first.taskRoot}.json`, '{"inputs":["');
    expect(await buildOne(bundle("app"))).toMatchObject({ status: "built", fingerprint: first.fingerprint });
  });

  it("is not taken for done when a source changed while the first one read it", async () => {
    const startedAtMs = await fileTimeMs();
    await write("app.ts", "export const handler = 'written while it was read';");
    const folder = join(cacheDir, "build", "One");
    const build = { inputs: [join(baseDir, "app.ts")], fingerprint: "of what was there", outputs: [], baseDir };
    await rememberBuild(folder, { ...build, startedAtMs });
    expect(await findCachedBuild(folder, createSignatures())).toBeUndefined();
  });
});
