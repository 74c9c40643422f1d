import { describe, expect, it } from "vitest";
import { bundleEntries, bundleOptions } from "../../../../src/services/lambda/build/esbuild-properties.ts";

describe("Metadata.BuildProperties", () => {
  it("has sam build's defaults", () => {
    expect(bundleOptions({ EntryPoints: ["app.ts"] })).toEqual({ target: "es2020", format: "cjs", minify: true });
  });

  it.each([
    [
      { Format: "esm", Target: "es2022", Minify: false },
      { format: "esm", target: ["es2022"], minify: false },
    ],
    [{ Minify: "true" }, { minify: true }],
    [{ OutExtension: [".js=.mjs"] }, { outExtension: { ".js": ".mjs" } }],
    [{ Loader: [".html=text", ".png=file"] }, { loader: { ".html": "text", ".png": "file" } }],
    [{ Banner: ["js=const a = 1;"] }, { banner: { js: "const a = 1;" } }],
    [{ Define: ["STAGE='dev'", "A=B=C"] }, { define: { STAGE: "'dev'", A: "B=C" } }],
    [{ External: ["@aws-sdk/*", "pg"] }, { external: ["@aws-sdk/*", "pg"] }],
    [{ MainFields: "module,main" }, { mainFields: ["module", "main"] }],
    [
      { KeepNames: true, TreeShaking: true },
      { keepNames: true, treeShaking: true },
    ],
  ])("%j is %j for esbuild", (properties, options) => {
    expect(bundleOptions(properties)).toMatchObject(options);
  });

  it.each(["Bundle", "Platform", "Outdir", "Sourcemap", "EntryPoints", "UseNpmCi"])("%s is not passed on", (name) => {
    const option = name.charAt(0).toLowerCase() + name.slice(1);
    expect(bundleOptions({ [name]: "x" })).not.toHaveProperty(option);
  });

  it("puts outputs below the folder that all entry points share", () => {
    const outputs = (...EntryPoints: string[]) =>
      bundleEntries("/code", { EntryPoints }, "app.handler").map(({ out }) => out);
    expect(outputs("src/handlers/app.ts")).toEqual(["app"]);
    expect(outputs("src/a.ts", "src/deep/b.ts")).toEqual(["a", "deep/b"]);
    expect(outputs("src/a/x.ts", "src/b/y.ts")).toEqual(["a/x", "b/y"]);
  });

  it("are the handler's module when there are none", () => {
    expect(bundleEntries("/code", {}, "src/app.handler")).toEqual([{ in: "/code/src/app", out: "src/app" }]);
  });

  it.each([{ EntryPoints: [] }, { EntryPoints: "app.ts" }])("that are no list of files throw: %j", (properties) => {
    expect(() => bundleEntries("/code", properties, "app.handler")).toThrow();
  });
});
