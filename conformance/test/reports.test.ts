import { describe, expect, it } from "vitest";
import { sources } from "../src/facts/sources.ts";
import { jsonReport } from "../src/reports/json.ts";
import { junitReport } from "../src/reports/junit.ts";
import { pageReport } from "../src/reports/page.ts";
import { textReport } from "../src/reports/text.ts";
import type { Results } from "../src/results.ts";

const results: Results = {
  target: 'One & "only"',
  sections: [
    {
      title: "1. <Lifecycle>",
      facts: [
        { id: "1.1/a", mark: "D", sources: [sources["guide/iam"]], fact: "It holds.", outcome: "conforms", cases: [] },
        {
          id: "1.1/b",
          mark: "O",
          sources: [sources["boto/boto3#3789"], sources["capture/status-codes"]],
          fact: "A < B & C",
          outcome: "differs",
          cases: [
            { title: "A › b", outcome: { result: "differs", message: "m", expected: "101", seen: "<script>\u0001" } },
          ],
        },
        { id: "1.1/c", mark: "U", sources: [], fact: "Nobody knows.", outcome: "not-known", cases: [] },
        { id: "1.1/d", mark: "I", sources: [], fact: "It cannot.", outcome: "unsupported", cases: [] },
      ],
    },
  ],
};

describe("the results", () => {
  it("as text say what differs, and the two numbers of each section", () => {
    expect(textReport(results)).toBe(
      [
        "1.1/b (O) A < B & C",
        "    A › b: expected 101, saw <script>\u0001",
        "",
        "Section         Facts  Tried  Different  Not known  Divergence  Coverage  Unsupported",
        "1. <Lifecycle>      4      3          1          1      50.0 %    75.0 %            1",
        "All                 4      3          1          1      50.0 %    75.0 %            1",
        "",
      ].join("\n"),
    );
  });

  it("as JSON hold each fact with what was expected and seen", () => {
    const json = JSON.parse(jsonReport(results));
    expect(json.numbers).toMatchObject({ facts: 4, tried: 3, differ: 1, notKnown: 1 });
    expect(json.sections[0].facts[1].cases[0].outcome).toMatchObject({ expected: "101" });
  });

  it("as JSON hold the addresses of all that a fact is known from", () => {
    const [section] = JSON.parse(jsonReport(results)).sections;
    expect(section.facts[0].sources).toEqual([...sources["guide/iam"].urls]);
    expect(section.facts[2].sources).toEqual([]);
  });

  it("as JUnit's XML have a failure for what differs and skip what was not tried", () => {
    const xml = junitReport(results);
    expect(xml).toContain('<testsuite name="1. &lt;Lifecycle&gt;" tests="4" failures="1" skipped="1">');
    expect(xml).toContain("saw &lt;script&gt;�</failure>");
    expect(xml).toContain('<skipped message="unsupported"/>');
  });

  it("as a page link each fact to what it is known from", () => {
    const page = pageReport(results);
    expect(page).toContain('<a href="https://github.com/boto/boto3/issues/3789">boto/boto3#3789</a>');
    expect(page).toContain('href="https://github.com/search?type=code&amp;q=');
  });

  it("as a page hold no markup of what was seen", () => {
    const page = pageReport(results);
    expect(page).toContain("saw &lt;script&gt;");
    expect(page).not.toContain("<script");
    expect(page).toContain("One &amp; &quot;only&quot;");
  });
});
