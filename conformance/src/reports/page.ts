import { allFacts, type FactResult, numbersOf, type Results, type SectionResult } from "../results.ts";
import { escaped } from "./escaped.ts";
import { cellsOf, differencesOf, HEAD } from "./words.ts";

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 76rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 2.5rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid #8884; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
code { font-size: .9em; overflow-wrap: anywhere; }
.differs { color: light-dark(#b3261e, #ff8a80); font-weight: 600; }
.conforms { color: light-dark(#1b6e3c, #7bd69b); }
.unsupported, .untried, .not-known { color: light-dark(#6b6b6b, #a5a5a5); }
`;

/** The results as one page that needs nothing else. */
export function pageReport(results: Results): string {
  const title = escaped(`WebSocket APIs: ${results.target}`);
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${STYLE}</style></head>
<body>
<h1>${title}</h1>
<p>Divergence is the share of the tried facts of grades D and O that differ. Of grades I and U nobody knows. Coverage is the share of all facts that were tried.</p>
${summaryOf(results)}${results.sections.map(sectionOf).join("")}</body>
</html>
`;
}

function summaryOf(results: Results): string {
  const rows = [...results.sections, { title: "All", facts: allFacts(results) }].map(
    ({ title, facts }) =>
      `<tr><th scope="row">${escaped(title)}</th>${cellsOf(numbersOf(facts))
        .map((cell) => `<td class="number">${cell}</td>`)
        .join("")}</tr>`,
  );
  return tableOf(HEAD, rows);
}

const sectionOf = ({ title, facts }: SectionResult) =>
  `<h2>${escaped(title)}</h2>\n${tableOf(["Id", "Fact", "Grade", "Known from", "Outcome", "Seen"], facts.map(rowOf))}`;

const rowOf = (fact: FactResult) =>
  `<tr id="${fact.id}"><td><code>${fact.id}</code></td><td>${escaped(fact.fact)}</td><td>${fact.mark}</td><td>${linksOf(fact)}</td><td class="${fact.outcome}">${fact.outcome}</td><td>${differencesOf(fact).map(escaped).join("<br>")}</td></tr>`;

const linksOf = ({ sources }: FactResult) =>
  sources.map(({ title, urls }) => `<a href="${escaped(urls[0])}">${escaped(title)}</a>`).join("<br>");

const tableOf = (head: readonly string[], rows: readonly string[]) =>
  `<table>\n<thead><tr>${head.map((cell) => `<th scope="col">${cell}</th>`).join("")}</tr></thead>\n<tbody>\n${rows.join("\n")}\n</tbody>\n</table>\n`;
