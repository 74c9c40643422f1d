import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { ALLOWED, bundledIn } from "../../scripts/packages/licences.mjs";
import { manifestOf, PACKAGES } from "../../scripts/packages/table.mjs";
import { filesBelow, root } from "../source-files.ts";

interface Packed {
  readonly name: string;
  readonly files: readonly { readonly path: string }[];
}

/** The files that npm would pack, by folder, without the declarations: those are made when it packs. */
function packedFiles(): ReadonlyMap<string, readonly string[]> {
  const workspaces = PACKAGES.flatMap(({ folder }) => ["-w", folder]);
  const output = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts", ...workspaces], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    shell: process.platform === "win32",
  });
  const all = Object.values<Packed>(JSON.parse(output));
  return new Map(
    PACKAGES.map(({ folder }) => {
      const packed = all.find(({ name }) => name === manifestOf(folder).name);
      return [folder, packed?.files.map(({ path }) => path) ?? []];
    }),
  );
}

let packed: ReadonlyMap<string, readonly string[]>;
beforeAll(() => {
  packed = packedFiles();
}, 60_000);

/** esbuild says above each module of a bundle where it is from. */
const MODULE = /^\s*\/\/ (?:\.\.\/)*node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\//gm;

describe.each(PACKAGES)("the package of $folder/, packed", ({ folder }) => {
  const filesOf = () => packed.get(folder) ?? [];
  const read = (path: string) => readFileSync(join(root, folder, path), "utf8");

  it("has what everybody looks for, and all that it was built of", () => {
    const files = filesOf();
    expect(files).toEqual(expect.arrayContaining(["LICENSE", "README.md", "package.json"]));
    const built = filesBelow(`${folder}/dist`).map((path) => path.slice(folder.length + 1));
    const left = built.filter((path) => !files.includes(path) && !/(?:\.d\.c?ts|\/\.sources|\.pyc)$/.test(path));
    expect(left).toEqual([]);
  });

  it("has no tests, no sources and nothing of a machine", () => {
    const wrong =
      /(?:^|\/)(?:src|test|tests|fixtures|node_modules)\/|\.test\.|(?<!\.d)\.[mc]?ts$|tsbuildinfo|\.env|\.tgz$/;
    expect(filesOf().filter((path) => wrong.test(path))).toEqual([]);
    const texts = filesOf().filter((path) => /\.(?:[cm]?js|map|json|html|css)$/.test(path));
    expect(texts.filter((path) => read(path).includes(`${root}/`))).toEqual([]);
  });

  it("has source maps that stand alone, by relative paths", () => {
    for (const path of filesOf().filter((file) => file.endsWith(".map"))) {
      const { sources, sourcesContent = [] } = JSON.parse(read(path)) as {
        sources: string[];
        sourcesContent?: string[];
      };
      expect(sources.filter((source) => /^(?:\/|[a-z]+:)/i.test(source))).toEqual([]);
      expect(sourcesContent).toHaveLength(sources.length);
    }
  });

  it("brings the licence of each package that it bundles, and bundles none of another licence", async () => {
    const bundled = await bundledIn(folder);
    expect(bundled.filter(({ license }) => !ALLOWED.includes(license))).toEqual([]);
    const known = new Set(bundled.map(({ name }) => name));
    const scripts = filesOf().filter((path) => /^dist\/.*\.[cm]?js$/.test(path));
    const found = scripts.flatMap((path) => [...read(path).matchAll(MODULE)].map(([, name = ""]) => name));
    expect([...new Set(found)].filter((name) => !known.has(name))).toEqual([]);
    // The engine checks templates by it: the comments are there to be found.
    if (folder === "engine") expect(found).toContain("zod");
  });
});

/** Of several licences that a package offers, one is enough. */
const isAllowed = (expression: string) =>
  expression
    .replaceAll(/[()]/g, "")
    .split(" OR ")
    .some((licence) => ALLOWED.includes(licence));

describe("the licences of dependencies that are installed with a package", () => {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));

  it.each(PACKAGES)("are allowed as well: $folder", ({ folder }) => {
    const { dependencies = {}, optionalDependencies = {} } = JSON.parse(
      readFileSync(join(root, folder, "package.json"), "utf8"),
    );
    const licences = Object.keys({ ...dependencies, ...optionalDependencies }).map((name) => {
      const { license } = packages[`${folder}/node_modules/${name}`] ?? packages[`node_modules/${name}`] ?? {};
      return [name, String(license)] as const;
    });
    expect(licences.filter(([, licence]) => !isAllowed(licence))).toEqual([]);
  });
});
