import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { generateFidelity } from "../../../../scripts/generate/closeness/fidelity.ts";
import { facts, remarks, sources } from "../facts.ts";
import { readCitations } from "./citations.ts";
import { proofsOf, tagsOf } from "./proofs.ts";
import { readTests } from "./titles.ts";

const tests = await readTests();
const ids = new Set<string>(facts.map(({ id }) => id));

describe("the table of facts", () => {
  it("has one row for each fact", () => {
    expect(ids.size).toBe(facts.length);
  });

  it("has the fact of each remark", () => {
    expect(Object.keys(remarks).filter((id) => !ids.has(id))).toEqual([]);
  });

  it("names only tests that exist", () => {
    expect(facts.flatMap((fact) => proofsOf(fact, tests).missing)).toEqual([]);
  });

  it("has a test for each fact that is neither open nor not applicable", () => {
    const unproven = facts.filter(
      (fact) => proofsOf(fact, tests).tests.length === 0 && !fact.notApplicable && !fact.open,
    );
    expect(unproven.map(({ id }) => id)).toEqual([]);
  });

  it("names the sources of each fact that is documented or was observed, and none that is not listed", () => {
    const without = facts.filter(({ mark, sources: own }) => /[DO]/.test(mark) && own.length === 0);
    expect(without.map(({ id }) => id)).toEqual([]);
    const named = new Set(facts.flatMap(({ sources: own }): readonly string[] => own));
    expect([...named].filter((id) => !Object.hasOwn(sources, id))).toEqual([]);
  });

  it("calls nothing proven not applicable", () => {
    const both = facts.filter((fact) => proofsOf(fact, tests).tests.length > 0 && fact.notApplicable);
    expect(both.map(({ id }) => id)).toEqual([]);
  });

  it("knows the facts that tests say they prove", () => {
    expect(tests.flatMap(tagsOf).filter((id) => !ids.has(id))).toEqual([]);
  });

  it("knows the facts that comments in the engine's sources cite", () => {
    const unknown = readCitations().filter(({ id }) => !ids.has(id));
    expect(unknown.map(({ id, file }) => `engine/src/${file}: [${id}]`)).toEqual([]);
  });

  it("has one test for each of the 25 surprises", () => {
    const titles = tests.filter(({ file }) => file === "conformance/src/chapters/surprises.ts").map(tagsOf);
    const surprises = titles.map((tags) => tags.filter((id) => id.startsWith("10/")));
    expect(surprises.every((tags) => tags.length === 1)).toBe(true);
    const numbers = surprises.flat().map((id) => Number(id.slice("10/".length)));
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
  });
});

describe("docs/fidelity.md", () => {
  it("is what the table and the tests generate", async () => {
    const committed = await readFile(new URL("../../../../docs/fidelity.md", import.meta.url), "utf8");
    expect(committed).toBe(await generateFidelity());
  });
});
