import { readFileSync } from "node:fs";
import type { ServiceModel } from "../../src/wire/models/model.ts";
import { MODELLED } from "./operations.ts";

/** The place of an operation, and the errors that its model declares. */
export interface CallModel {
  readonly method: string;
  readonly path: string;
  readonly errors: readonly string[];
}

export type ServiceProtocol = "json-1.0" | "json-1.1" | "query" | "rest-json";

export interface Service {
  readonly name: string;
  /** Its name, and the protocol's where it has a second one. */
  readonly title: string;
  readonly protocol: ServiceProtocol;
  /** Of JSON: what the target begins with, for an operation. */
  readonly targetOf: (operation: string) => string;
  /** Of Query. */
  readonly version: string;
  readonly model: ServiceModel;
  readonly calls: Readonly<Record<string, CallModel>>;
}

/** Protocol of each service, and the target's prefix or the version. */
const SPOKEN: Readonly<Record<string, readonly [ServiceProtocol, string?]>> = {
  apigateway: ["rest-json"],
  bedrock: ["rest-json"],
  cloudformation: ["query", "2010-05-15"],
  dynamodb: ["json-1.0", "DynamoDB_20120810"],
  events: ["json-1.1", "AWSEvents"],
  "execute-api": ["rest-json"],
  firehose: ["json-1.1", "Firehose_20150804"],
  lambda: ["rest-json"],
  logs: ["json-1.1", "Logs_20140328"],
  secretsmanager: ["json-1.1", "secretsmanager"],
  sns: ["query", "2010-03-31"],
  sqs: ["json-1.0", "AmazonSQS"],
  ssm: ["json-1.1", "AmazonSSM"],
  states: ["json-1.0", "AWSStepFunctions"],
  sts: ["query", "2011-06-15"],
};

/** The stage of the WebSocket API that is called. */
const STAGE = "chat";

const STREAMS = ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"];

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));

/** Protocols that services have besides. */
const SPOKEN_TOO: typeof SPOKEN = { sqs: ["query", "2012-11-05"] };

export const services: readonly Service[] = Object.keys(MODELLED).flatMap((name) => [
  serviceOf(name, name, SPOKEN),
  ...(name in SPOKEN_TOO ? [serviceOf(name, `${name} as a form`, SPOKEN_TOO)] : []),
]);

function serviceOf(name: string, title: string, spoken: typeof SPOKEN): Service {
  const { isChecked = true } = MODELLED[name] ?? {};
  const [protocol = "json-1.0", named = ""] = spoken[name] ?? [];
  const prefixOf = (operation: string) =>
    name === "dynamodb" && STREAMS.includes(operation) ? "DynamoDBStreams_20120810" : named;
  return {
    name,
    title,
    protocol,
    targetOf: (operation) => `${prefixOf(operation)}.${operation}`,
    version: named,
    model: read(isChecked ? `../../src/wire/models/data/${name}.json` : `data/${name}.json`),
    calls: callsOf(name),
  };
}

/** The paths of `@connections` stand behind a stage's. */
function callsOf(name: string): Readonly<Record<string, CallModel>> {
  const calls: Readonly<Record<string, CallModel>> = read(`data/${name}.json`).calls;
  if (name !== "execute-api") return calls;
  return Object.fromEntries(
    Object.entries(calls).map(([operation, call]) => [operation, { ...call, path: `/${STAGE}${call.path}` }]),
  );
}
