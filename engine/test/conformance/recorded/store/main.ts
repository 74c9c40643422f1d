import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { dynamodb } from "../../../../src/services/dynamodb/definition.ts";
import { startService } from "../../../services/harness.ts";
import { urlOf } from "../sources.ts";
import { STORE_TABLES } from "./store-tables.ts";
import { readyTables, tryStoreFact } from "./try-store-fact.ts";

const HELP = `Tries what is known of DynamoDB at a store: ${STORE_TABLES.flatMap(({ facts }) => facts).length} facts, by AWS's own SDK.

  npm run store-facts                                   the store behind the engine
  npm run store-facts -- --endpoint http://127.0.0.1:8000   any server that speaks DynamoDB's protocol
  npm run store-facts -- --endpoint aws                 AWS: tables whose names begin with "facts-", removed at the end

  --endpoint URL    default: $DYNAMODB_ENDPOINT, else the engine's
  --region NAME     default: $AWS_REGION, else us-east-1
  --subject TEXT    those subjects alone that have this text
  --json FILE       writes each fact with its outcome

The keys are the environment's, on which any server but AWS gets along with "test". The end is 1 when something differs.`;

const { values: options } = parseArgs({
  options: {
    endpoint: { type: "string", default: process.env.DYNAMODB_ENDPOINT },
    region: { type: "string", default: process.env.AWS_REGION ?? "us-east-1" },
    subject: { type: "string", default: "" },
    json: { type: "string" },
    help: { type: "boolean", short: "h" },
  },
});

interface Outcome {
  readonly subject: string;
  readonly id: string;
  readonly operation: string;
  readonly url: string;
  readonly difference: string | undefined;
}

async function tryAll(client: DynamoDBClient): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const table of STORE_TABLES.filter(({ subject }) => subject.includes(options.subject))) {
    await using tables = await readyTables(table, client);
    const own: Outcome[] = [];
    for (const fact of table.facts) {
      const difference = await tryStoreFact(fact, tables.call).catch(
        (error: Error) => `before the call: ${error.message}`,
      );
      own.push({ subject: table.subject, id: fact.id, operation: fact.call[0], url: urlOf(fact), difference });
    }
    outcomes.push(...own);
    console.log(lineOf(table.subject, own));
  }
  return outcomes;
}

function lineOf(subject: string, outcomes: readonly Outcome[]): string {
  const different = outcomes.filter(({ difference }) => difference !== undefined).length;
  const share = ((100 * different) / Math.max(1, outcomes.length)).toFixed(1);
  return `${subject}: ${outcomes.length} tried, ${different} differ (${share} %)`;
}

async function clientOf(endpoint: string | undefined) {
  const keys = { accessKeyId: "test", secretAccessKey: "test" };
  const { region } = options;
  if (endpoint === "aws") return { client: new DynamoDBClient({ region }), async [Symbol.asyncDispose]() {} };
  const harness = endpoint === undefined ? await startService(dynamodb) : undefined;
  const own = harness ? await harness.serve() : { endpoint, region };
  const credentials = process.env.AWS_ACCESS_KEY_ID && !harness ? {} : { credentials: keys };
  return {
    client: new DynamoDBClient({ ...own, ...credentials, maxAttempts: 1 }),
    async [Symbol.asyncDispose]() {
      await harness?.[Symbol.asyncDispose]();
    },
  };
}

async function main(): Promise<void> {
  if (options.help) return console.log(HELP);
  await using store = await clientOf(options.endpoint);
  const outcomes = await tryAll(store.client);
  store.client.destroy();
  const different = outcomes.filter(({ difference }) => difference !== undefined);
  for (const { id, operation, url, difference } of different)
    console.log(`\n✗ ${operation} ${id}\n  ${difference}\n  ${url}`);
  console.log(`\n${lineOf("All", outcomes)}`);
  if (options.json) await writeFile(options.json, `${JSON.stringify(outcomes, null, 2)}\n`);
  process.exitCode = different.length > 0 ? 1 : 0;
}

await main();
