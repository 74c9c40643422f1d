import { allFacts, numbersOf, type Results } from "../results.ts";

/** The results for programs, with the two numbers of each section. */
export function jsonReport(results: Results): string {
  const sections = results.sections.map((section) => ({ ...section, numbers: numbersOf(section.facts) }));
  return `${JSON.stringify({ ...results, numbers: numbersOf(allFacts(results)), sections }, null, 2)}\n`;
}
