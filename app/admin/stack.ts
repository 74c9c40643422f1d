import { DynamoDBClient, paginateListTables, QueryCommand, type QueryCommandInput } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, ListEventBusesCommand, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { paginateListQueues, SQSClient } from "@aws-sdk/client-sqs";
import { openTable, type Table } from "../src/aws/table.ts";
import { UsageError } from "./usage-error.ts";

export interface StackOptions {
  readonly stackName: string;
  readonly region?: string | undefined;
  /** Of a local engine, for example. */
  readonly endpointUrl?: string | undefined;
  /** Where the stack's rules listen. Left out: the stack's own bus or, without one, the default bus. */
  readonly eventBus?: string | undefined;
  /** One of the stack's PublisherSources. */
  readonly source: string;
}

/** What commands do with a deployed stack. Its resources are found by their names, which begin with the stack's. */
export interface Stack {
  readonly queues: SQSClient;
  table(): Promise<Pick<Table, "query">>;
  /** The name after the stack's, and the URL, of each queue. */
  listQueues(): Promise<readonly { readonly name: string; readonly url: string }[]>;
  /** The event's id. */
  publish(detailType: string, detail: object): Promise<string>;
}

export function openStack(options: StackOptions): Stack {
  const { stackName, source } = options;
  const prefix = `${stackName}-`;
  const client = clientOptions(options);
  const dynamodb = new DynamoDBClient(client);
  const events = new EventBridgeClient(client);
  const queues = new SQSClient(client);

  async function busName(): Promise<string> {
    if (options.eventBus) return options.eventBus;
    const { EventBuses = [] } = await events.send(new ListEventBusesCommand({ NamePrefix: stackName }));
    return EventBuses.some(({ Name }) => Name === stackName) ? stackName : "default";
  }

  /** With the SDK's credentials, which may come from anywhere: a function has them in its environment. */
  const query = async (input: object) => ({ ...(await dynamodb.send(new QueryCommand(input as QueryCommandInput))) });

  return {
    queues,
    async table() {
      for await (const { TableNames = [] } of paginateListTables({ client: dynamodb }, {})) {
        const TableName = TableNames.find((name) => name.startsWith(`${prefix}ConnectionsTable`));
        if (TableName) return openTable(TableName, { call: (_, input) => query(input) });
      }
      throw new UsageError(`There is no table of a stack ${stackName} here. Name another with --stack-name.`);
    },
    async listQueues() {
      const found: { name: string; url: string }[] = [];
      for await (const { QueueUrls = [] } of paginateListQueues({ client: queues }, { QueueNamePrefix: prefix }))
        for (const url of QueueUrls) found.push({ name: url.split("/").at(-1)?.slice(prefix.length) ?? "", url });
      return found;
    },
    async publish(DetailType, detail) {
      const EventBusName = await busName();
      const entry = { EventBusName, Source: source, DetailType, Detail: JSON.stringify(detail) };
      const { Entries: [result] = [] } = await events.send(new PutEventsCommand({ Entries: [entry] }));
      if (!result?.EventId) throw new Error(`EventBridge took no event: ${result?.ErrorMessage ?? "no reason given"}`);
      return result.EventId;
    },
  };
}

function clientOptions({ endpointUrl, region }: StackOptions) {
  if (!endpointUrl) return { ...(region && { region }) };
  const { AWS_ACCESS_KEY_ID, AWS_PROFILE } = process.env;
  // A local engine takes any credentials; the SDK would look for some in places that answer slowly.
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return {
    endpoint: endpointUrl,
    region: region ?? "us-east-1",
    ...(!AWS_ACCESS_KEY_ID && !AWS_PROFILE && { credentials }),
  };
}
