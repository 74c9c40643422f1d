import { expect as matching } from "expect";
import { describe, expect, it } from "vitest";
import { chapters } from "../src/chapters/chapters.ts";
import { allFacts, numbersOf, resultsOf } from "../src/results.ts";
import { chapter } from "../src/suite/declare.ts";
import { tryChapters } from "../src/suite/try-cases.ts";
import { absentStage, clockOf, inRealTime, Unsupported } from "../src/targets/abilities.ts";
import { startUrlTarget } from "../src/targets/urls.ts";

const nobody = await startUrlTarget({ name: "nobody", stages: {} });
const outcomesOf = async (...args: Parameters<typeof chapter>) =>
  (await tryChapters(nobody, [chapter(...args)], { timeoutMs: 50 })).map(({ outcome }) => outcome);

describe("a case", () => {
  it("conforms when it resolves", async () => {
    expect(await outcomesOf("A", (_, { it: declare }) => declare("holds [1.1/client-url]", async () => {}))).toEqual([
      { result: "conforms" },
    ]);
  });

  it.each([
    ["equal values", () => matching([1]).toEqual([2]), { expected: "[ 2 ]", seen: "[ 1 ]" }],
    ["a pattern", () => matching("x").toMatch(/y/), { expected: "/y/", seen: '"x"' }],
    ["members", () => matching({ a: 1 }).toMatchObject({ a: 2 }), { expected: '"a": 2,', seen: '"a": 1,' }],
  ])("that differs tells what was expected and what was seen: %s", async (_, run, values) => {
    const [outcome] = await outcomesOf("A", (_target, { it: declare }) => declare("x", async () => run()));
    expect(outcome).toMatchObject({ result: "differs", ...values });
  });

  it("that takes too long differs", async () => {
    const [outcome] = await outcomesOf("A", (_, { it: declare }) => declare("x", () => new Promise(() => {})));
    expect(outcome).toEqual({ result: "differs", message: "Nothing came within 50 ms." });
  });

  it("that the target has no means for is unsupported, and no pass", async () => {
    const outcomes = await outcomesOf("A", (target, { it: declare }) => {
      declare("a stage", async () => void target.stage("Main/test").wsUrl);
      declare("events", async () => void (await target.records.next(() => true)));
      declare("itself", async () => {
        throw new Unsupported("no");
      });
    });
    expect(outcomes.map(({ result }) => result)).toEqual(Array(3).fill("unsupported"));
  });
});

describe("cases of a concurrent group", () => {
  it("are tried at the same time, and others one after the other", async () => {
    const steps: string[] = [];
    const step = (name: string) => async () => {
      steps.push(`${name} begins`);
      await null;
      steps.push(`${name} ends`);
    };
    await outcomesOf("A", (_, { describe: group, it: declare }) => {
      group.concurrent("together", () => {
        declare("a", step("a"));
        declare("b", step("b"));
      });
      declare("c", step("c"));
    });
    expect(steps).toEqual(["a begins", "b begins", "a ends", "b ends", "c begins", "c ends"]);
  });
});

describe.each(chapters)("$title", ({ casesOf }) => {
  it("declares its cases to a target that runs nothing, and each tries a fact", () => {
    expect(casesOf(nobody).filter(({ facts }) => facts.length === 0)).toEqual([]);
  });
});

describe("the results", () => {
  const tried = (id: string, result: "conforms" | "differs" | "unsupported") => ({
    chapter: "A",
    title: "x",
    facts: [id as `1.1/${string}`],
    outcome:
      result === "conforms"
        ? { result }
        : result === "differs"
          ? { result, message: "no" }
          : { result, reason: "none" },
  });
  const outcomeOf = (id: string, ...results: readonly Parameters<typeof tried>[1][]) =>
    allFacts(
      resultsOf(
        "x",
        results.map((result) => tried(id, result)),
      ),
    ).find((fact) => fact.id === id)?.outcome;

  it.each([
    ["1.1/client-url", ["conforms", "differs"], "differs"],
    ["1.1/client-url", ["conforms", "unsupported"], "conforms"],
    ["1.1/client-url", ["unsupported"], "unsupported"],
    ["1.1/client-url", [], "untried"],
    // Nobody knows what AWS does: it is no mistake to do something else.
    ["1.1/wrong-stage", ["differs"], "not-known"],
    ["1.3/api-key", ["differs"], "not-known"],
  ] as const)("say of %s, tried as %j: %s", (id, results, outcome) => {
    expect(outcomeOf(id, ...results)).toBe(outcome);
  });

  it("have two numbers: unsupported facts are neither tried nor different", () => {
    const cases = [
      tried("1.1/client-url", "conforms"),
      tried("1.1/url-length", "differs"),
      tried("1.1/plain-get", "unsupported"),
    ];
    const [section] = resultsOf("x", cases).sections;
    const { facts, ...numbers } = numbersOf(section?.facts ?? []);
    expect(numbers).toEqual({ tried: 2, differ: 1, notKnown: 0, unsupported: 1, divergence: 0.5, coverage: 2 / facts });
  });
});

describe("a stage that is absent", () => {
  it("says so at every look", () => {
    const stage = absentStage("Keyed/test");
    for (const name of ["name", "apiId", "host", "arn", "wsUrl", "managementUrl"] as const)
      expect(() => stage[name]).toThrow("It does not run Keyed/test of the fixture stack.");
  });
});

describe("a target without a clock", () => {
  it("cannot move it, and can wait where that was asked for", async () => {
    expect(() => clockOf(nobody)).toThrow("--slow");
    await clockOf(inRealTime(nobody)).advance(1);
    expect(inRealTime(nobody).name).toBe("nobody");
  });
});
