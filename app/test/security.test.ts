import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const document = read("docs/security.md");

const rows = [...document.matchAll(/^\| (\d+) \| (.+?) \| (.+?) \| (.*) \|$/gm)].map(
  ([, number, requirement = "", status = "", proofs = ""]) => ({
    number: Number(number),
    requirement,
    status,
    proofs: [...proofs.matchAll(/`([\w./-]+\.ts)`: “([^”]+)”/g)].map(([, file = "", title = ""]) => ({
      file,
      title,
    })),
  }),
);

/** Titles as the sources of tests have them, in quotes of either kind. */
const hasTest = (file: string, title: string) =>
  existsSync(new URL(`../../${file}`, import.meta.url)) &&
  [`"${title}"`, `\`${title}\``].some((quoted) => read(file).includes(quoted));

describe("docs/security.md", () => {
  it("has each of the 78 requirements once, in order", () => {
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 78 }, (_, index) => index + 1));
  });

  it.each(rows)("says of $number what its state is, and why when it is not done", ({ status }) => {
    expect(status).toMatch(/^(done\b|not applicable because .+|open\b)/);
  });

  it.each(rows)("names only tests that there are for $number", ({ proofs }) => {
    expect(proofs.filter(({ file, title }) => !hasTest(file, title))).toEqual([]);
  });

  it("has a test for everything that is done", () => {
    const unproven = rows.filter(({ status, proofs }) => status.startsWith("done") && proofs.length === 0);
    expect(unproven.map(({ number }) => number)).toEqual([]);
  });
});
