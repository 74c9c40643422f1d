import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dynamodb } from "../../../../src/services/dynamodb/definition.ts";
import { type Harness, startService } from "../../../services/harness.ts";
import { SOURCES } from "../sources.ts";
import { tryFacts } from "../try-facts.ts";
import { STORE_TABLES } from "./store-tables.ts";
import { type ReadyTables, readyTables, tryStoreFact } from "./try-store-fact.ts";

// One store for all facts: starting one takes longer than trying a hundred of them.
let harness: Harness;
let client: DynamoDBClient;

beforeAll(async () => {
  harness = await startService(dynamodb);
  client = new DynamoDBClient({ ...(await harness.serve()), maxAttempts: 1 });
});

afterAll(async () => {
  client.destroy();
  await harness[Symbol.asyncDispose]();
});

describe.each(STORE_TABLES)("the bundled store, $subject", (table) => {
  let tables: ReadyTables;
  beforeAll(async () => {
    tables = await readyTables(table, client);
  });
  afterAll(() => tables[Symbol.asyncDispose]());

  tryFacts("facts", table.facts, async (fact) => {
    const difference = await tryStoreFact(fact, tables.call);
    if (difference !== undefined) throw new Error(difference);
  });
});

describe("facts about DynamoDB", () => {
  const facts = STORE_TABLES.flatMap((table) => table.facts);

  it("are more than 300, each with a page that can be opened", () => {
    expect(facts.length).toBeGreaterThanOrEqual(300);
    for (const { source, place } of facts) {
      if (source !== "localstack") expect(place).toMatch(/^[\w./-]+\.(html|py|ts)$/);
      expect(URL.canParse(place, SOURCES[source].url)).toBe(true);
    }
  });

  it("have ids of their own, since their items have them for keys", () => {
    expect(new Set(facts.map(({ id }) => id)).size).toBe(facts.length);
  });
});
