import { allFacts, type FactResult, numbersOf, type Results } from "../results.ts";

/** The results for programs, with the two numbers of each section. */
export function jsonReport(results: Results): string {
  const sections = results.sections.map((section) => ({
    ...section,
    numbers: numbersOf(section.facts),
    facts: section.facts.map(withUrls),
  }));
  return `${JSON.stringify({ ...results, numbers: numbersOf(allFacts(results)), sections }, null, 2)}\n`;
}

const withUrls = (fact: FactResult) => ({ ...fact, sources: fact.sources.flatMap(({ urls }) => urls) });
