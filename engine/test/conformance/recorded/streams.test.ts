import * as sdk from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll } from "vitest";
import { dynamodb } from "../../../src/services/dynamodb/definition.ts";
import { type Harness, startService } from "../../services/harness.ts";
import { hashTable } from "./facts/dynamodb/shapes.ts";
import { type StreamFact, streamRecords } from "./facts/dynamodb/stream-records.ts";
import { differenceOf } from "./store/difference.ts";
import { tryFacts } from "./try-facts.ts";

let harness: Harness;
let client: sdk.DynamoDBClient;
let tables = 0;

beforeAll(async () => {
  harness = await startService(dynamodb);
  client = new sdk.DynamoDBClient({ ...(await harness.serve()), maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await harness[Symbol.asyncDispose]();
});

/** Records of a table of its own, as an event source mapping is given them. */
async function recordsOf({ view, writes }: StreamFact): Promise<readonly unknown[]> {
  tables += 1;
  const TableName = `streamed-${tables}`;
  const StreamSpecification = { StreamEnabled: true, StreamViewType: view };
  const { TableDescription } = await client.send(
    new sdk.CreateTableCommand({ ...hashTable(TableName), StreamSpecification }),
  );
  const source = harness.context.targets.source(String(TableDescription?.LatestStreamArn));
  for (const [operation, input] of writes) {
    const Command = Reflect.get(sdk, `${operation}Command`) as new (input: unknown) => sdk.DescribeTableCommand;
    await client.send(new Command(JSON.parse(JSON.stringify(input).replaceAll('"table"', `"${TableName}"`))));
  }
  const received = await source.receive(10, new AbortController().signal, 1);
  return received.map(({ record }) => record);
}

tryFacts("DynamoDB, records of streams", streamRecords.facts, async (fact) => {
  const difference = differenceOf(fact.records, await recordsOf(fact), "the records");
  if (difference !== undefined) throw new Error(difference);
});
