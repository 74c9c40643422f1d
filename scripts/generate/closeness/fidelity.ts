import type { Source } from "@portcullis/conformance";
import { facts, type KnownFact, type KnownSection, sections, sources } from "../../../engine/test/conformance/facts.ts";
import { type Citation, readCitations } from "../../../engine/test/conformance/fidelity/citations.ts";
import { plainTitle, proofsOf } from "../../../engine/test/conformance/fidelity/proofs.ts";
import { type DeclaredTest, readTests } from "../../../engine/test/conformance/fidelity/titles.ts";
import { recordedNumbers } from "./recorded.ts";

type Outcome = "proven" | "open" | "not applicable";

const outcomeOf = ({ open, notApplicable }: KnownFact): Outcome =>
  open ? "open" : notApplicable ? "not applicable" : "proven";

/** The text of docs/fidelity.md: each fact, what the engine does about it, who cites it and the tests that prove it. */
export async function generateFidelity(): Promise<string> {
  const tests = await readTests();
  const citations = readCitations();
  const chapters = sections.map((section) => sectionText(section, tests, citations));
  return [introduction(), summary(), ...chapters, sourcesText()].join("\n");
}

const introduction = () => `# Fidelity

What is known of Amazon API Gateway's WebSocket APIs and of the services whose events reach them, what it is known from,
what the engine does, the files whose comments cite the fact and the tests that show it. This page is generated from
\`conformance/src/facts\`, the engine's comments and the titles of the tests (\`npm run generate\`); a test
compares it.

${table(
  ["Mark", "How a fact is known"],
  [
    ["D", "AWS's documentation or service model says so"],
    ["O", "observed on AWS by others: captured events, terminal logs, issue reports"],
    ["I", "inferred from REST APIs, RFC 6455 or how others read it"],
    ["U", "undocumented: nothing is known, and the engine's behaviour is a choice"],
  ],
)}
Each section says when it was last held against AWS's documentation. In November 2026 nothing of the core of WebSocket
APIs had drifted; the only news was the dual-stack address type ([8/ip-address-type](#8-logging-metrics-stage-settings)).

The suite is a package that runs on the engine, on AWS and at any URL: [conformance/README.md](../conformance/README.md).

Of every service, answers recorded on AWS were tried as well ([all of them, and what differs](recorded.md)):

${recordedNumbers()}`;

const summary = () =>
  table(
    ["Section", "Facts", "Proven", "Open", "Not applicable", "Compared"],
    [...sections.map(({ title, facts: own, compared }) => counts(title, own, compared)), counts("**All**", facts)],
  );

function counts(title: string, own: readonly KnownFact[], compared = ""): readonly string[] {
  const count = (outcome: Outcome) => String(own.filter((fact) => outcomeOf(fact) === outcome).length);
  return [title, String(own.length), count("proven"), count("open"), count("not applicable"), compared];
}

function sectionText(
  { title, facts: own, compared }: KnownSection,
  tests: readonly DeclaredTest[],
  citations: readonly Citation[],
): string {
  const rows = own.map((fact) => [
    fact.id,
    cell(fact.fact),
    fact.mark,
    knownFrom(fact),
    behaviour(fact),
    citedIn(fact, citations),
    proof(fact, tests),
  ]);
  const when = compared ? `Last compared with AWS's documentation: ${compared}.\n\n` : "";
  return `## ${title}\n\n${when}${table(["Id", "AWS", "Mark", "Known from", "Here", "Cited in", "Proof"], rows)}`;
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |\n`).join("");

function behaviour({ here, open, notApplicable }: KnownFact): string {
  if (open) return `**Open:** ${cell(open)}`;
  return notApplicable ? `Not applicable. ${cell(notApplicable)}` : cell(here ?? "The same.");
}

const knownFrom = ({ sources: own }: KnownFact) => own.map((id) => `[${id}]`).join("<br>");

const citedIn = ({ id }: KnownFact, citations: readonly Citation[]) =>
  citations
    .filter((citation) => citation.id === id)
    .map(({ file }) => `[${shortName(file)}](../engine/src/${file})`)
    .join("<br>");

const proof = (fact: KnownFact, tests: readonly DeclaredTest[]) =>
  proofsOf(fact, tests)
    .tests.map((test) => `[${shortName(test.file)}](../${test.file}): ${code(plainTitle(test))}`)
    .join("<br>");

/** A source's or a test's path without the folders that most of them are in. */
const shortName = (file: string) =>
  file
    .replace(
      /^(?:conformance\/src\/chapters|engine\/test\/(?:conformance|services\/api-gateway(?:\/websocket)?)|engine\/test)\//,
      "",
    )
    .replace(/(?:\.test)?\.ts$/, "");

/** A bar would end the cell, even inside of code. */
const cell = (text: string) => text.replaceAll("|", "\\|");

/** Writes a text as code: titles hold characters that Markdown has a meaning for. */
const code = (text: string) => `\`${cell(text.replaceAll("`", "'"))}\``;

/** All that facts are known from, with the state that was read, and the targets of their links. */
function sourcesText(): string {
  const all = Object.entries<Pick<Source, "title" | "read"> & { readonly urls: readonly string[] }>(sources);
  const rows = all.map(([id, { title, urls, read = "" }]) => {
    const [, ...more] = urls;
    return [`[${id}]`, title === id ? "" : title, read, more.map((url) => `<${url}>`).join("<br>")];
  });
  const targets = all.map(([id, { urls }]) => `[${id}]: ${urls[0]}\n`);
  return `## Sources\n\n${table(["Id", "Title", "Read", "Also at"], rows)}\n${targets.join("")}`;
}
