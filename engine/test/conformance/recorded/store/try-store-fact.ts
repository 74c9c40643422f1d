import * as sdk from "@aws-sdk/client-dynamodb";
import { type Call, type CallFact, filledIn } from "../calls.ts";
import { differenceOf } from "./difference.ts";
import type { StoreTable } from "./store-table.ts";

/** Calls DynamoDB, wherever it is. */
export type CallStore = (call: Call) => Promise<unknown>;

/** Tables that stand ready for facts. Disposing of it removes them, and those that facts have made. */
export interface ReadyTables extends AsyncDisposable {
  readonly call: CallStore;
}

/** Makes the tables of facts, with their items. */
export async function readyTables(
  { tables, items = {} }: StoreTable,
  client: sdk.DynamoDBClient,
): Promise<ReadyTables> {
  const made: string[] = [];
  const ready: ReadyTables = {
    async call([operation, input = {}]) {
      const Command = Reflect.get(sdk, `${operation}Command`) as new (input: unknown) => sdk.DescribeTableCommand;
      const answer = await client.send(new Command(input));
      if (operation === "CreateTable") made.push(String(input.TableName));
      return answer;
    },
    async [Symbol.asyncDispose]() {
      for (const TableName of made.toReversed())
        await client.send(new sdk.DeleteTableCommand({ TableName })).catch(() => undefined);
    },
  };
  try {
    for (const table of tables) await ready.call(["CreateTable", { ...table }]);
    for (const TableName of made)
      await sdk.waitUntilTableExists({ client, maxWaitTime: 120, minDelay: 1, maxDelay: 5 }, { TableName });
    for (const [TableName, rows] of Object.entries(items))
      for (const Item of rows) await ready.call(["PutItem", { TableName, Item }]);
    return ready;
  } catch (error) {
    await ready[Symbol.asyncDispose]();
    throw error;
  }
}

/** Tries a fact: undefined when it holds, otherwise the difference in words. */
export async function tryStoreFact(fact: CallFact, callStore: CallStore): Promise<string | undefined> {
  const answers: unknown[] = [];
  const filled = <T>(value: T): T => filledIn(value, answers, { me: fact.id }) as T;
  for (const step of fact.before ?? []) if (!("seconds" in step)) answers.push(await callStore(filled(step)));
  const [operation, input = {}] = filled(fact.call);
  const call = () => callStore([operation, input]);
  if (fact.error) return differenceOfError(filled(fact.error), await outcomeOf(call));
  const answer = await (fact.pages ? allPages([operation, input], callStore) : call());
  return (
    differenceOf(filled(fact.output ?? {}), answer) ??
    fact.absent?.map((path) => presenceOf(path, answer)).find((difference) => difference !== undefined)
  );
}

interface Page {
  readonly Items?: readonly unknown[];
  readonly Count?: number;
  readonly LastEvaluatedKey?: object;
}

/** The pages of an answer as one, as SDKs' paginators read them: `Pages` is their number. */
async function allPages([operation, input]: Call, callStore: CallStore) {
  const pages: Page[] = [];
  let next: object | undefined;
  do {
    const page = (await callStore([operation, { ...input, ...(next && { ExclusiveStartKey: next }) }])) as Page;
    pages.push(page);
    next = page.LastEvaluatedKey;
  } while (next);
  return {
    Items: pages.flatMap(({ Items = [] }) => Items),
    Count: pages.reduce((sum, { Count = 0 }) => sum + Count, 0),
    Pages: pages.length,
  };
}

const presenceOf = (path: string, answer: unknown) => {
  const seen = path.split(".").reduce((value, step) => Reflect.get(Object(value), step), answer);
  return seen === undefined ? undefined : `${path} is there`;
};

const outcomeOf = (call: () => Promise<unknown>) =>
  call().then(
    (answer) => ({ answer }),
    (error: unknown) => ({ error }),
  );

function differenceOfError(
  { code, message, status = 400, members = {} }: NonNullable<CallFact["error"]>,
  outcome: { readonly answer: unknown } | { readonly error: unknown },
) {
  if ("answer" in outcome) return differenceOf({ error: code }, outcome.answer);
  const expected = { name: code, ...(message !== undefined && { message }), ...members };
  return differenceOf({ ...expected, $metadata: { httpStatusCode: status } }, outcome.error, "the error");
}
