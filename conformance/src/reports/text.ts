import { allFacts, numbersOf, type Results } from "../results.ts";
import { cellsOf, differencesOf, HEAD } from "./words.ts";

/** The results for a terminal: what differs, and the numbers. */
export function textReport(results: Results): string {
  const differing = allFacts(results).filter(({ outcome }) => outcome === "differs");
  const lines = differing.flatMap((fact) => [
    `${fact.id} (${fact.mark}) ${fact.fact}`,
    ...differencesOf(fact).map((line) => `    ${line}`),
  ]);
  const rows = [...results.sections, { title: "All", facts: allFacts(results) }].map(({ title, facts }) => [
    title,
    ...cellsOf(numbersOf(facts)),
  ]);
  return `${[...lines, ...(lines.length > 0 ? [""] : []), ...aligned([HEAD, ...rows])].join("\n")}\n`;
}

/** Lines whose columns stand below one another: the first to the left, numbers to the right. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(pad).join("  "));
}
