import { TOLERATED } from "../../../engine/test/negatives/answers/tolerated.ts";
import { allCases, type NegativeCase } from "../../../engine/test/negatives/cases.ts";
import { services } from "../../../engine/test/negatives/model.ts";

/** Wrong answers of the engine on 2026-11-30, before its inputs were held against AWS's models. */
interface Found {
  /** Wrong inputs that were taken. */
  readonly taken: number;
  /** Answers of 500. */
  readonly failed: number;
  /** Without a request id, without a type, of another form than the protocol's, or in the program's words. */
  readonly form: number;
  /** An error that the operation does not have, or one that is for something else. */
  readonly type: number;
}

const FOUND: Readonly<Record<string, Found>> = {
  apigateway: { taken: 0, failed: 0, form: 0, type: 84 },
  bedrock: { taken: 1993, failed: 0, form: 0, type: 40 },
  cloudformation: { taken: 10, failed: 0, form: 15, type: 50 },
  dynamodb: { taken: 654, failed: 82, form: 3747, type: 837 },
  events: { taken: 567, failed: 100, form: 48, type: 192 },
  "execute-api": { taken: 0, failed: 0, form: 0, type: 0 },
  firehose: { taken: 47, failed: 18, form: 12, type: 32 },
  lambda: { taken: 509, failed: 13, form: 0, type: 91 },
  logs: { taken: 83, failed: 80, form: 15, type: 49 },
  secretsmanager: { taken: 82, failed: 128, form: 45, type: 181 },
  sns: { taken: 10, failed: 0, form: 48, type: 160 },
  sqs: { taken: 132, failed: 108, form: 480, type: 255 },
  "sqs as a form": { taken: 8, failed: 0, form: 65, type: 0 },
  ssm: { taken: 151, failed: 64, form: 24, type: 84 },
  states: { taken: 70, failed: 74, form: 36, type: 96 },
  sts: { taken: 82, failed: 0, form: 9, type: 30 },
};

/** Names of what is there say nothing about how many cases there are. */
const NAMED = ["ApiId", "QueueUrl", "RoleArn", "SecretArn", "StackName", "SubscriptionArn", "TopicArn", "UUID"];

/** The text of docs/negatives.md: the calls that are wrong by AWS's models, and what they found. */
export function generateNegatives(): string {
  const cases = allCases(Object.fromEntries(NAMED.map((name) => [name, "a"])));
  return [introduction(cases.length), byService(cases), byKind(cases), tolerated()].join("\n");
}

const introduction = (count: number) => `# Calls that are wrong

${thousands(count)} calls that are wrong in one thing, made of AWS's own models of each operation that the engine answers
(\`engine/test/negatives\`); SQS is spoken to as a form as well. \`npm run test:long\` tries all of them, \`npm test\` a sample of 500, whose seed its title has:
\`NEGATIVES_SEED\` tries the same sample again, and \`NEGATIVES_CASE="sqs SendMessage: missing, MessageBody, left out"\` one
case. This page is generated from them (\`npm run generate\`), and a test compares it.

Each answer is held to its protocol: a status of 4xx, a request id, an error that the model declares or that all services
have, in the protocol's form, without words or places of the program, within ten seconds. A call that has to be refused
must not be taken, and lists of the service's resources are the same before and after. What breaks a limit of a model has
to be answered with the service's own error for that, and in AWS's words, but in SQS, DynamoDB and API Gateway. Where AWS may also take a call, such
as one with a member that no model has, the answer is held to the form alone.

The engine holds inputs against the same models before a service sees them
([why so](adr/0057-inputs-are-held-against-models.md)): types and limits of all services but SQS, which has words of its own
for what it does not allow, and API Gateway, whose models have no limits.
`;

function byService(cases: readonly NegativeCase[]): string {
  const rows = services.map(({ title, calls }) => {
    const { taken = 0, failed = 0, form = 0, type = 0 } = FOUND[title] ?? {};
    const own = cases.filter(({ service }) => service.title === title);
    return [title, Object.keys(calls).length, own.length, taken, failed, form, type];
  });
  const sums = rows[0]?.map((_, column) => rows.reduce((sum, row) => sum + Number(row[column]), 0)) ?? [];
  return `## By service

The last four columns are what was found at first, on 2026-11-30. Nothing of it is left.

${table(
  ["Service", "Operations", "Cases", "Taken", "500", "Another form", "Another error"],
  [...rows, ["**All**", ...sums.slice(1)]],
)}`;
}

function byKind(cases: readonly NegativeCase[]): string {
  const kinds = [...new Set(cases.map(({ kind }) => kind))].sort();
  const rows = kinds.map((kind) => {
    const own = cases.filter((each) => each.kind === kind);
    return [kind, own.length, own.filter(({ tolerable }) => !tolerable).length];
  });
  return `## By kind

${table(["Kind", "Cases", "That have to be refused"], rows)}`;
}

const tolerated = () => `## Taken all the same

${table(
  ["Service", "Operations", "Because"],
  TOLERATED.map(({ service, operations, because }) => [service, operations.join(", "), because]),
)}`;

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = [head, head.map(() => "---"), ...rows.map((row) => row.map(cell))];
  return `${lines.map((line) => `| ${line.join(" | ")} |`).join("\n")}\n`;
}

const cell = (value: string | number) => (typeof value === "number" ? thousands(value) : value);

const thousands = (value: number) => value.toLocaleString("en-US");
