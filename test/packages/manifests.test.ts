import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { manifestWith } from "../../scripts/generate/manifests.ts";
import { commonJsOf, PACKAGES } from "../../scripts/packages/table.mjs";
import { type Exemptions, judge, NOTHING } from "../exemptions.ts";
import { files } from "../import-graph.ts";
import { resolveImport, root } from "../source-files.ts";

const read = (...parts: string[]) => readFileSync(join(root, ...parts), "utf8");

describe.each(PACKAGES)("the package in $folder/", (published) => {
  const { folder, entries } = published;
  const text = read(folder, "package.json");
  const manifest = JSON.parse(text);

  it("has a package.json with the entries of scripts/packages/table.mjs (npm run generate)", () => {
    expect(text).toBe(manifestWith(text, published));
    expect(entries.filter(({ source }) => !existsSync(join(root, folder, source)))).toEqual([]);
  });

  it("says what it is, where it comes from and where to complain", () => {
    expect(manifest).toMatchObject({
      name: expect.any(String),
      description: expect.any(String),
      keywords: expect.arrayContaining(["aws", "websocket"]),
      homepage: `https://www.npmjs.com/package/${manifest.name}`,
      bugs: expect.stringMatching(/^https:.*\/issues$/),
      repository: { type: "git", url: expect.stringMatching(/^git\+https:.*\.git$/), directory: folder },
      license: "Apache-2.0",
      engines: { node: JSON.parse(read("package.json")).engines.node },
    });
    expect(manifest).toHaveProperty("sideEffects");
    expect(manifest).not.toHaveProperty("private");
  });

  it("brings the licence, and a README that says how to install it", () => {
    expect(read(folder, "LICENSE")).toBe(read("LICENSE"));
    const isInstalled = new RegExp(`npm (i|install) (-D )?${manifest.name}\n`);
    const isRun = new RegExp(`npm create ${manifest.name.replace(/^create-/, "")} \\S+\n`);
    expect(read(folder, "README.md")).toMatch(entries.length > 0 ? isInstalled : isRun);
  });

  it.skipIf(entries.length === 0)("is packed with its declarations", () => {
    expect(manifest.scripts.prepack).toBe(`node ../scripts/packages/declarations.mjs ${folder}`);
    expect(manifest.files).toContain("dist");
  });
});

describe("an entry that is bundled for require", () => {
  const sources = PACKAGES.flatMap(({ folder, entries }) => entries.map(({ source }) => `${folder}/${source}`));
  const bundled = PACKAGES.flatMap((of) =>
    of.entries.filter((entry) => commonJsOf(of, entry) === "bundled").map(({ source }) => `${of.folder}/${source}`),
  );

  // Nothing tells one copy of these from another: they have no class, and nothing of theirs is kept.
  const COPIED: Exemptions = {
    "client/src/clock.ts": "the system's time, 200 bytes",
    "client/src/patience.ts": "a function that waits and asks again",
  };

  it("shares no module with another one, of which there would be two copies", () => {
    const owners = new Map<string, Set<string>>();
    for (const entry of bundled) {
      const others = new Set(sources.filter((source) => source !== entry));
      for (const module of reachedFrom(entry, others)) owners.set(module, (owners.get(module) ?? new Set()).add(entry));
    }
    const shared = [...owners].filter(([, entries]) => entries.size > 1).map(([module]) => module);
    expect(judge(shared, COPIED), "Import it from the entry that exports it.").toEqual(NOTHING);
  });
});

describe("the command line", () => {
  it("imports the engine only when a command runs", () => {
    const reached = reachedFrom("engine/src/cli/main.ts");
    expect(
      [...reached].filter((path) => /^engine\/src\/(engine\.ts|services\/|template\/stack\/|wire\/)/.test(path)),
    ).toEqual([]);
  });
});

/** Modules whose values are imported with a file at once, itself included; but not `without` and what these import. */
function reachedFrom(path: string, without: ReadonlySet<string> = new Set(), reached = new Set<string>()) {
  if (reached.has(path) || without.has(path)) return reached;
  reached.add(path);
  const { imports = [] } = files.find((file) => file.path === path) ?? {};
  const now = imports.filter(({ specifier, typeOnly, dynamic }) => specifier.startsWith(".") && !typeOnly && !dynamic);
  for (const { specifier } of now) reachedFrom(resolveImport(path, specifier), without, reached);
  return reached;
}
