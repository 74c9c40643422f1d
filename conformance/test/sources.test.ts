import { describe, expect, it } from "vitest";
import { scoreboardOf } from "../scoreboard/page.ts";
import { facts, sections } from "../src/facts/facts.ts";
import { sources } from "../src/facts/sources.ts";
import { resultsOf } from "../src/results.ts";
import type { Tried } from "../src/suite/try-cases.ts";

/** Ids of publications of AWS itself. */
const OF_AWS = /^(guide|reference|re:Post)\//;

const graded = (marks: RegExp) => facts.filter(({ mark }) => marks.test(mark));

describe("a fact", () => {
  it("has a source when it is documented or was observed", () => {
    const without = graded(/[DO]/).filter((fact) => fact.sources.length === 0);
    expect(without.map(({ id }) => id)).toEqual([]);
  });

  it("that is documented names a publication of AWS", () => {
    const without = graded(/D/).filter((fact) => !fact.sources.some((source) => OF_AWS.test(source)));
    expect(without.map(({ id }) => id)).toEqual([]);
  });

  it("that was observed names what others have seen", () => {
    const without = graded(/O/).filter((fact) => fact.sources.every((source) => /^(guide|reference)\//.test(source)));
    expect(without.map(({ id }) => id)).toEqual([]);
  });

  it("that nobody knows has no source", () => {
    expect(graded(/^U$/).filter((fact) => fact.sources.length > 0)).toEqual([]);
  });

  it("names no source twice", () => {
    expect(facts.filter((fact) => new Set(fact.sources).size < fact.sources.length)).toEqual([]);
  });
});

describe("a source", () => {
  const used = new Set<string>(facts.flatMap((fact) => fact.sources));

  it.each(Object.entries(sources))("is used, and has addresses of its own: %s", (id, { urls }) => {
    expect(used).toContain(id);
    for (const url of urls) expect(new URL(url)).toMatchObject({ protocol: "https:", username: "" });
    expect(new Set(urls).size).toBe(urls.length);
  });
});

describe("a section", () => {
  it("says in which month it was last compared with AWS's documentation", () => {
    for (const { compared } of sections) expect(compared).toMatch(/^20\d\d-(0[1-9]|1[0-2])$/);
  });
});

describe("the scoreboard", () => {
  it("links the grade of each fact to what it is known from", () => {
    const tried: readonly Tried[] = [
      { chapter: "Handshake", title: "a case", facts: ["1.4/not-echoed"], outcome: { result: "conforms" } },
    ];
    const board = scoreboardOf([{ name: "One", limits: [], results: resultsOf("One", tried) }]);
    const [first, second] = [
      sources["michalkvasnicak/aws-lambda-graphql#65"],
      sources["michalkvasnicak/aws-lambda-graphql#79"],
    ];
    expect(board).toContain(`| \`1.4/not-echoed\` | [O](${first.urls[0]}) [2](${second.urls[0]}) |`);
  });
});
