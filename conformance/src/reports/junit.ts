import type { FactResult, Results } from "../results.ts";
import { escaped } from "./escaped.ts";
import { differencesOf } from "./words.ts";

/** The results as JUnit's XML: a suite for each section, a case for each fact. */
export function junitReport({ target, sections }: Results): string {
  const suites = sections.map(({ title, facts }) => {
    const count = (of: (element: string) => boolean) => facts.filter((fact) => of(elementOf(fact))).length;
    const failures = count((element) => element.startsWith("<failure"));
    const skipped = count((element) => element.startsWith("<skipped"));
    const cases = facts.map((fact) => caseOf(title, fact)).join("");
    return `  <testsuite name="${escaped(title)}" tests="${facts.length}" failures="${failures}" skipped="${skipped}">\n${cases}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${escaped(target)}">\n${suites.join("")}</testsuites>\n`;
}

const caseOf = (section: string, fact: FactResult) =>
  `    <testcase classname="${escaped(section)}" name="${escaped(`${fact.id} ${fact.fact}`)}">${elementOf(fact)}</testcase>\n`;

function elementOf(fact: FactResult): string {
  if (fact.outcome === "conforms" || fact.outcome === "not-known") return "";
  if (fact.outcome !== "differs") return `<skipped message="${fact.outcome}"/>`;
  return `<failure message="differs">${escaped(differencesOf(fact).join("\n"))}</failure>`;
}
