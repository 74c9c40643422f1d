import { expect, it } from "vitest";
import { limitOf } from "../../bench/page/bundle-limits.ts";
import { BUILD_OPTIONS, withBundles } from "../../bench/sections/bundles.ts";
import { functions } from "./support/template.ts";

it("every function's bundle is small enough for a quick cold start", { timeout: 60_000 }, () =>
  withBundles(async (bundles) => {
    const deployed = functions.map(([, { Properties }]) => Properties.Handler.replace(/\.handler$/, ""));
    expect(bundles.map(({ handler }) => handler).sort()).toEqual(deployed.sort());
    for (const { handler, kilobytes } of bundles)
      expect([handler, kilobytes > limitOf(handler).kilobytes]).toEqual([handler, false]);
  }),
);

it("what is measured is bundled as the template says", () => {
  const { EntryPoints, Sourcemap, ...options } = functions[0]?.[1].Metadata.BuildProperties ?? {};
  expect(options).toEqual({
    Format: BUILD_OPTIONS.format,
    OutExtension: [".js=.mjs"],
    Target: BUILD_OPTIONS.target,
    MainFields: BUILD_OPTIONS.mainFields.join(),
    Minify: BUILD_OPTIONS.minify,
  });
  expect(BUILD_OPTIONS).toEqual({ format: "esm", target: "node22", mainFields: ["module", "main"], minify: true });
});
