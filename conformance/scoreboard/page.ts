import { allFacts, type FactOutcome, type FactResult, numbersOf, type Results } from "@portcullis/conformance";

export interface Score {
  readonly name: string;
  readonly limits: readonly string[];
  readonly results: Results;
}

const MARKS: Readonly<Record<FactOutcome, string>> = {
  conforms: "✓",
  differs: "**✗**",
  "not-known": "(✗)",
  unsupported: "–",
  untried: "",
};

/** The text of docs/scoreboard.md. */
export function scoreboardOf(scores: readonly Score[]): string {
  return [introduction(), numbers(scores), limits(scores), ...facts(scores), differences(scores)].join("\n");
}

const introduction = () => `# Scoreboard

The same cases of [\`@portcullis/conformance\`](../conformance/README.md), tried at the engine and at peers that npm can
bring, in one run. \`npm ci && npm run scoreboard\` makes this page again: each peer is installed from its own lock file
in \`bench/peers\`, with the fixture's functions behind its own form of a project. Whoever finds a cell
unfair finds the fact's text beside it, its grade, which links to what the fact is known from, and the case in
\`conformance/src/chapters\`.

**Divergence** is the share of the tried facts of the grades D and O that differ; **coverage** is the share of all ${"facts"} that were tried.
What a peer's form of a project cannot say is unsupported, which is neither. Facts of the grades I and U, which are only
inferred or which nobody knows of AWS, are counted apart where an answer is another: **not known**, in brackets. A tool may well choose to differ; and many of these facts do not
matter to most projects. One cause can turn several facts red: some cases try more than one, and each says what it saw.
`;

function numbers(scores: readonly Score[]): string {
  const rows = scores.map(({ name, results }) => {
    const { facts: all, tried, differ, notKnown, unsupported, divergence, coverage } = numbersOf(allFacts(results));
    return [name, all, tried, differ, notKnown, percent(divergence), percent(coverage), unsupported];
  });
  return table(["Who", "Facts", "Tried", "Different", "Not known", "Divergence", "Coverage", "Unsupported"], rows);
}

const limits = (scores: readonly Score[]) =>
  `## What was left out\n\n${scores
    .filter((score) => score.limits.length > 0)
    .map((score) => `**${score.name}**\n\n${score.limits.map((limit) => `- ${limit}\n`).join("")}`)
    .join("\n")}`;

/** One table for each section, of the facts that somebody was tried with. */
function facts(scores: readonly Score[]): readonly string[] {
  const [first] = scores;
  return (first?.results.sections ?? []).map(({ title }, at) => {
    const own = scores.map(({ results }) => results.sections[at]?.facts ?? []);
    const rows = (own[0] ?? []).flatMap((fact, row) => {
      const outcomes = own.map((one) => one[row]?.outcome ?? "untried");
      if (outcomes.every((outcome) => outcome === "untried")) return [];
      return [[`\`${fact.id}\``, grade(fact), cell(fact.fact), ...outcomes.map((outcome) => MARKS[outcome])]];
    });
    const summary = table(["Id", "Grade", "Fact", ...scores.map((_, index) => String(index + 1))], rows);
    return rows.length === 0 ? "" : `## ${title}\n\n${legend(scores)}\n\n${summary}`;
  });
}

/** The grade as a link to what it is known from, and numbers for what else says so. */
function grade({ mark, sources }: FactResult): string {
  const [first, ...more] = sources.map(({ urls }) => urls[0]);
  if (!first) return mark;
  return [`[${mark}](${first})`, ...more.map((url, index) => `[${index + 2}](${url})`)].join(" ");
}

const legend = (scores: readonly Score[]) => scores.map(({ name }, index) => `${index + 1}: ${name}`).join(" · ");

const differences = (scores: readonly Score[]) =>
  `## What was seen\n\n${scores.map(({ name, results }) => `### ${name}\n\n${seen(allFacts(results))}`).join("\n")}`;

function seen(all: readonly FactResult[]): string {
  const rows = all
    .filter(({ outcome }) => outcome === "differs")
    .flatMap(({ id, cases }) =>
      cases.flatMap(({ title, outcome }) =>
        outcome.result === "differs"
          ? [[`\`${id}\``, cell(title), code(outcome.expected ?? ""), code(outcome.seen ?? outcome.message)]]
          : [],
      ),
    );
  return rows.length === 0 ? "Nothing differs.\n" : table(["Id", "Case", "Expected", "Seen"], rows);
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
const cell = (text: string) => text.replaceAll("|", "\\|");
const code = (text: string) => (text === "" ? "" : `\`${cell(text.replaceAll("`", "'"))}\``);

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |\n`).join("");
