import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeSource } from "../../../../src/services/lambda/build/code-source.ts";
import type { FunctionResource } from "../../../../src/services/lambda/configuration/function-configuration.ts";
import { resourceTypes } from "../../../../src/services/lambda/resource-types.ts";

let baseDir: string;
let codeDir: string | undefined;

beforeAll(async () => {
  baseDir = await mkdtemp(join(tmpdir(), "code-"));
  const files = [
    "js/app.js",
    "ts/app.ts",
    "both/app.ts",
    "both/app.mjs",
    "esm/app.ts",
    "esm/package.json",
    "mts/app.mts",
    "x.zip",
  ];
  for (const file of files) {
    await mkdir(dirname(join(baseDir, file)), { recursive: true });
    await writeFile(join(baseDir, file), file.endsWith("package.json") ? '{"type":"module"}' : "");
  }
});
afterAll(() => rm(baseDir, { recursive: true, force: true }));

function sourceOf(properties: Record<string, unknown>, metadata: Record<string, unknown> = {}) {
  const given = { Role: "r", Handler: "app.handler", Runtime: "nodejs22.x", ...properties };
  const parsed = resourceTypes["AWS::Lambda::Function"].schema.parse(given);
  return codeSource({ properties: parsed, metadata } as FunctionResource, { baseDir, codeDir });
}

describe("the code of AWS::Lambda::Function", () => {
  it.each([
    ["a folder", { Code: "js" }, "js"],
    ["a folder without the handler's file", { Code: "nowhere" }, "nowhere"],
    ["a file", { Code: "js/app.js" }, "js"],
    ["nothing, which is the template's folder", {}, "."],
    ["a folder whose handler is built already", { Code: "both" }, "both"],
  ])("is %s that runs where it is", (_what, properties, root) => {
    expect(sourceOf(properties)).toEqual({ kind: "folder", root: join(baseDir, root) });
  });

  it.each([
    ["a folder", { S3Bucket: "assets", S3Key: "path/js" }, { kind: "folder", root: "js" }],
    ["a folder for the key of an archive", { S3Bucket: "assets", S3Key: "js.zip" }, { kind: "folder", root: "js" }],
    ["an archive", { S3Bucket: "assets", S3Key: "path/x.zip" }, { kind: "archive", file: "x.zip" }],
    ["an archive for a key without extension", "s3://assets/path/x", { kind: "archive", file: "x.zip" }],
  ])("is what --code-dir holds by the name of its S3 key: %s", (_what, Code, expected) => {
    codeDir = baseDir;
    const paths = Object.entries(expected).map(([key, value]) => [key, key === "kind" ? value : join(baseDir, value)]);
    expect(sourceOf({ Code })).toEqual(Object.fromEntries(paths));
    codeDir = undefined;
  });

  it.each([{ S3Bucket: "assets", S3Key: "path/hash.zip" }, "s3://assets/path/hash.zip"])(
    "is not here when only S3 has it: %j",
    (Code) => {
      const where = "its code is s3://assets/path/hash.zip";
      expect(sourceOf({ Code })).toMatchObject({
        kind: "unavailable",
        reason: `${where}, not on this machine; --code-dir DIR says where packages are`,
      });
      codeDir = join(baseDir, "ts");
      expect(sourceOf({ Code })).toMatchObject({
        kind: "unavailable",
        reason: `${where}, and ${codeDir} holds no hash.zip`,
      });
      codeDir = undefined;
    },
  );

  it("is where CDK put the asset", () => {
    const Code = { S3Bucket: "assets", S3Key: "hash.zip" };
    expect(sourceOf({ Code }, { "aws:asset:path": "js" })).toEqual({ kind: "folder", root: join(baseDir, "js") });
  });

  it("is inline text", () => {
    const text = "exports.handler = 1;";
    expect(sourceOf({ Code: { ZipFile: text } })).toEqual({ kind: "inline", text, fileName: "index.js" });
  });

  it("is what esbuild makes of its handler's file, without EntryPoints", () => {
    expect(sourceOf({ Code: ".", Handler: "ts/app.handler" }, { BuildMethod: "esbuild" })).toMatchObject({
      kind: "bundle",
      entries: [{ in: join(baseDir, "ts/app.ts"), out: "ts/app" }],
    });
  });

  it("is what esbuild makes of its entry points, with BuildMethod esbuild", () => {
    const BuildProperties = { EntryPoints: ["app"], Format: "esm" };
    expect(sourceOf({ Code: "ts" }, { BuildMethod: "esbuild", BuildProperties })).toEqual({
      kind: "bundle",
      root: join(baseDir, "ts"),
      entries: [{ in: join(baseDir, "ts/app.ts"), out: "app" }],
      options: { target: "es2020", format: "esm", minify: true },
    });
  });

  it.each([
    ["ts", "cjs"],
    ["esm", "esm"],
    ["mts", "esm"],
  ])("is bundled when only TypeScript is there: %s as %s", (folder, format) => {
    expect(sourceOf({ Code: folder })).toMatchObject({
      kind: "bundle",
      options: { format },
      entries: [{ out: "app" }],
    });
  });

  it("is a zip archive", () => {
    expect(sourceOf({ Code: "x.zip" })).toEqual({ kind: "archive", file: join(baseDir, "x.zip") });
  });

  it("is what make makes of it, with BuildMethod makefile", () => {
    expect(sourceOf({ Code: "js" }, { BuildMethod: "makefile" })).toEqual({ kind: "make", root: join(baseDir, "js") });
  });

  it.each([
    [{ Code: {} }, {}, "its Code names no place"],
    [{ PackageType: "Image", Code: { ImageUri: "u" } }, {}, "container images do not run here"],
    [
      { Code: "ts" },
      { BuildMethod: "esbuild", BuildProperties: { EntryPoints: "app" } },
      "Metadata.BuildProperties is not what esbuild needs",
    ],
  ])("is unavailable, and says why: %j", (properties, metadata, reason) => {
    expect(sourceOf(properties, metadata)).toMatchObject({
      kind: "unavailable",
      reason: expect.stringContaining(reason),
    });
  });
});
