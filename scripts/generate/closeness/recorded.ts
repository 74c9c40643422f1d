import type { FactTable, RecordedFact } from "../../../engine/test/conformance/recorded/fact.ts";
import { SOURCES, urlOf } from "../../../engine/test/conformance/recorded/sources.ts";
import { numbersOf, type ServiceNumbers, TABLES } from "../../../engine/test/conformance/recorded/tables.ts";

/** The text of docs/recorded.md: how much of what others recorded on AWS was tried, and what differs. */
export const generateRecorded = (): string =>
  [introduction(), tables(), differences(), disagreements(), untried(), sources()].join("\n");

const introduction = () => `# Recorded on AWS

Answers of AWS that others recorded and published, or that AWS's documentation gives as examples, tried on the engine:
with AWS's own SDKs over HTTP wherever there is an operation. The rows stand in \`engine/test/conformance/recorded/facts\`,
each with its source and date; this page is generated from them (\`npm run generate\`), and a test compares it.

The facts about DynamoDB can be tried at any server that speaks its protocol, AWS too: \`npm run store-facts -- --help\`.

${recordedNumbers()}
**Divergence** is the share of the tried facts that the engine answers otherwise; a test shows that each still does.
**Coverage** is the number of tried facts to that of all answers in LocalStack's snapshot files, of operations that do
not run here too: what is not tried is not known to be the same. The other tried facts are examples of AWS's guides.
`;

/** The two numbers of each service. */
export const recordedNumbers = (): string =>
  table(
    ["Service", "Tried", "Different", "Divergence", "Published", "Of them tried", "Coverage"],
    [...numbersOf().map(row), row(total(numbersOf()))],
  );

const row = ({ service, tried, different, published, ofPublished }: ServiceNumbers) => [
  service,
  String(tried),
  String(different.length),
  percent(different.length, tried),
  String(published),
  String(ofPublished),
  percent(ofPublished, published),
];

const total = (services: readonly ServiceNumbers[]): ServiceNumbers => ({
  service: "**All**",
  tried: services.reduce((sum, { tried }) => sum + tried, 0),
  different: services.flatMap(({ different }) => different),
  published: services.reduce((sum, { published }) => sum + published, 0),
  ofPublished: services.reduce((sum, { ofPublished }) => sum + ofPublished, 0),
});

const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;

const tables = () => `## Tables

${table(
  ["Service", "Subject", "Facts"],
  TABLES.map(({ service, subject, facts }) => [service, subject, String(facts.length)]),
)}`;

const differences = () => `## Known to differ

${table(
  ["Service", "Fact", "Here", "Recorded"],
  numbersOf().flatMap(({ service, different }) =>
    different.map((fact) => [service, `\`${cell(fact.id)}\``, cell(fact.differs ?? ""), placeOf(fact)]),
  ),
)}`;

/** A section for each service: its numbers, and what differs. */
export const recordedServices = (): string => numbersOf().map(serviceSection).join("\n");

const serviceSection = ({ service, tried, different, published, ofPublished }: ServiceNumbers) => `### ${service}

Divergence ${percent(different.length, tried)}: of ${tried} facts ${howMany(different)}. Coverage ${percent(ofPublished, published)} of ${published} published answers.
${different.length === 0 ? "" : `\n${table(["Fact", "Operation", "Here", "Source"], different.map(differenceRow))}`}`;

const howMany = ({ length }: ServiceNumbers["different"]) =>
  length < 2 ? `${["none", "one"][length]} differs` : `${length} differ`;

const differenceRow = (fact: ServiceNumbers["different"][number]) => [
  `\`${cell(fact.id)}\``,
  "call" in fact && Array.isArray(fact.call) ? String(fact.call[0]) : fact.subject,
  cell(fact.differs ?? ""),
  `[${fact.source}](${urlOf(fact)})`,
];

/** Facts whose sources do not agree. */
const disagreements = () => `## Sources that disagree

The engine follows the first one.

${table(
  ["Service", "Fact", "Source", "Another source", "which says"],
  TABLES.flatMap(({ service, facts }: FactTable) =>
    facts.flatMap((fact) =>
      fact.disagrees
        ? [[service, `\`${cell(fact.id)}\``, placeOf(fact), placeOf(fact.disagrees), cell(fact.disagrees.says)]]
        : [],
    ),
  ),
)}`;

const untried = () => `## Not tried

${table(
  ["Service", "Recorded", "Answers", "Reason"],
  TABLES.flatMap(({ service, untried: groups = [] }) =>
    groups.map((group) => [service, placeOf(group), String(group.count), cell(group.reason)]),
  ),
)}`;

const sources = () => `## Sources

${table(
  ["Source", "Read"],
  Object.entries(SOURCES).map(([id, { title, url, seen }]) => [`${id}: [${cell(title)}](${url})`, seen]),
)}`;

const placeOf = ({ source, place, date }: Pick<RecordedFact, "source" | "place" | "date">) =>
  `${source}, ${cell(place)}, ${date}`;

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |\n`).join("");
