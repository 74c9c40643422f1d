import type { Fact, Section } from "../../engine/test/conformance/facts/fact.ts";
import { facts, sections } from "../../engine/test/conformance/facts/facts.ts";
import { plainTitle, proofsOf } from "../../engine/test/conformance/fidelity/proofs.ts";
import { type DeclaredTest, readTests } from "../../engine/test/conformance/fidelity/titles.ts";

type Outcome = "proven" | "open" | "not applicable";

const outcomeOf = ({ open, notApplicable }: Fact): Outcome =>
  open ? "open" : notApplicable ? "not applicable" : "proven";

/** The text of docs/fidelity.md: each fact, what the engine does about it, and the test that proves it. */
export async function generateFidelity(): Promise<string> {
  const tests = await readTests();
  return [introduction(), summary(), ...sections.map((section) => sectionText(section, tests))].join("\n");
}

const introduction = () => `# Fidelity

What is known of Amazon API Gateway's WebSocket APIs, what the engine does, and the test that shows it. This page is
generated from \`engine/test/conformance/facts\` and the titles of the tests (\`npm run generate\`); a test compares it.

${table(
  ["Mark", "How a fact is known"],
  [
    ["D", "AWS's documentation or service model says so"],
    ["O", "observed on AWS by others: captured events, terminal logs, issue reports"],
    ["I", "inferred from REST APIs, RFC 6455 or how others read it"],
    ["U", "undocumented: nothing is known, and the engine's behaviour is a choice"],
  ],
)}
The suite runs on the engine by default, and on AWS with a deployed stack: \`engine/test/conformance/README.md\`.
`;

const summary = () =>
  table(
    ["Section", "Facts", "Proven", "Open", "Not applicable"],
    [...sections.map(({ title, facts: own }) => counts(title, own)), counts("**All**", facts)],
  );

function counts(title: string, own: readonly Fact[]): readonly string[] {
  const count = (outcome: Outcome) => String(own.filter((fact) => outcomeOf(fact) === outcome).length);
  return [title, String(own.length), count("proven"), count("open"), count("not applicable")];
}

function sectionText({ title, facts: own }: Section, tests: readonly DeclaredTest[]): string {
  const rows = own.map((fact) => [fact.id, cell(fact.fact), fact.mark, behaviour(fact), proof(fact, tests)]);
  return `## ${title}\n\n${table(["Id", "API Gateway", "Mark", "Here", "Proof"], rows)}`;
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |\n`).join("");

function behaviour({ here, open, notApplicable }: Fact): string {
  if (open) return `**Open:** ${cell(open)}`;
  return notApplicable ? `Not applicable. ${cell(notApplicable)}` : cell(here ?? "The same.");
}

const proof = (fact: Fact, tests: readonly DeclaredTest[]) =>
  proofsOf(fact, tests)
    .tests.map((test) => `[${fileName(test)}](../engine/test/${test.file}): ${code(plainTitle(test))}`)
    .join("<br>");

const fileName = ({ file }: DeclaredTest) =>
  file.replace(/^(?:conformance|services\/execute-api)\//, "").replace(/\.test\.ts$/, "");

/** A bar would end the cell, even inside of code. */
const cell = (text: string) => text.replaceAll("|", "\\|");

/** Writes a text as code: titles hold characters that Markdown has a meaning for. */
const code = (text: string) => `\`${cell(text.replaceAll("`", "'"))}\``;
