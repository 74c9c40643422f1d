import { setTimeout as sleep } from "node:timers/promises";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import type { ScanCommandInput } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { SQSClient } from "@aws-sdk/client-sqs";
import { createReceipts } from "../src/aws/dynamodb/receipts.ts";
import { openTable, type Table } from "../src/aws/dynamodb/table/table.ts";
import { isSettled, type Receipt } from "../src/core/connections/receipt.ts";
import { type Description, describeStack } from "./description.ts";
import { createDynamoDb } from "./dynamodb.ts";
import { UsageError } from "./usage-error.ts";

export interface StackOptions {
  readonly stackName: string;
  readonly region?: string | undefined;
  /** Endpoint of a local engine, for example. */
  readonly endpointUrl?: string | undefined;
  /** One of the stack's PublisherSources; by default the first. */
  readonly source?: string | undefined;
  /** Time to wait for the effect of an event. */
  readonly waitSeconds: number;
  /** Lets time pass between two looks at something. */
  readonly pause?: (milliseconds: number) => Promise<void>;
}

/** Outcome of an event. */
export interface Effect {
  readonly eventId: string;
  /** Undefined when nobody took the event in time. */
  readonly receipt: Receipt | undefined;
  readonly isSettled: boolean;
}

/** A deployed stack, as commands use it. Nothing is called before it is needed. */
export interface Stack {
  readonly queues: SQSClient;
  readonly waitSeconds: number;
  describe(): Promise<Description>;
  table(): Promise<Table>;
  /** Reads the whole table. */
  scan<Item>(filter: Omit<ScanCommandInput, "TableName">): Promise<readonly Item[]>;
  /** Publishes to the stack's own rules. Resolves once the event has its effect, or the time to wait is over. */
  publish(detailType: string, detail: object): Promise<Effect>;
  /** Looks until `isTrue`, or the time to wait is over. Resolves with what was seen last. */
  look<Seen>(at: () => Promise<Seen>, isTrue: (seen: Seen) => boolean): Promise<Seen>;
}

const LOOK_EVERY_MS = 500;

export function openStack(options: StackOptions): Stack {
  const { waitSeconds, pause = sleep } = options;
  const client = clientOptions(options);
  const cloudformation = new CloudFormationClient(client);
  const events = new EventBridgeClient(client);
  const dynamodb = createDynamoDb(client);
  let description: Promise<Description> | undefined;

  const describe = () => {
    description ??= describeStack(cloudformation, options.stackName);
    return description;
  };
  const table = async () => openTable((await describe()).tableName, dynamodb);

  async function put(DetailType: string, detail: object): Promise<string> {
    const { busName, sources } = await describe();
    const Source = sourceOf(sources, options.source);
    const entry = { EventBusName: busName, Source, DetailType, Detail: JSON.stringify(detail) };
    const { Entries: [result] = [] } = await events.send(new PutEventsCommand({ Entries: [entry] }));
    if (!result?.EventId) throw new Error(`EventBridge took no event: ${result?.ErrorMessage ?? "no reason given"}`);
    return result.EventId;
  }

  async function look<Seen>(at: () => Promise<Seen>, isTrue: (seen: Seen) => boolean): Promise<Seen> {
    for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
      const seen = await at();
      if (isTrue(seen) || waitedMs >= waitSeconds * 1000) return seen;
      await pause(LOOK_EVERY_MS);
    }
  }

  return {
    // A queue's URL is the one that it has on AWS, and a local engine is not there.
    queues: new SQSClient({ ...client, useQueueUrlAsEndpoint: options.endpointUrl === undefined }),
    waitSeconds,
    describe,
    table,
    look,
    scan: async (filter) => dynamodb.scan({ ...filter, TableName: (await describe()).tableName }),
    async publish(detailType, detail) {
      const receipts = createReceipts(await table(), Date.now);
      const eventId = await put(detailType, detail);
      const isDone = (receipt: Receipt | undefined) => receipt !== undefined && isSettled(receipt);
      const receipt = await look(() => receipts.find(eventId), isDone);
      return { eventId, receipt, isSettled: isDone(receipt) };
    },
  };
}

function sourceOf(sources: readonly string[], wanted = sources[0]): string {
  if (wanted !== undefined && sources.includes(wanted)) return wanted;
  throw new UsageError(`The stack takes no events from ${wanted}, but from ${sources.join(", ")}.`);
}

function clientOptions({ endpointUrl, region: named }: StackOptions) {
  const { AWS_ACCESS_KEY_ID, AWS_PROFILE, AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  // The AWS CLI reads both names, the SDK only the first.
  const region = named ?? AWS_REGION ?? AWS_DEFAULT_REGION;
  if (!endpointUrl) return { ...(region && { region }) };
  // A local engine takes any credentials; the SDK would look for some in places that answer slowly.
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return {
    endpoint: endpointUrl,
    region: region ?? "us-east-1",
    ...(!AWS_ACCESS_KEY_ID && !AWS_PROFILE && { credentials }),
  };
}
