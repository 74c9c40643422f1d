import type { Answer } from "./answers/read.ts";
import type { Input } from "./inputs/json.ts";
import { type Service, services } from "./model.ts";
import { requestOf, type WrongRequest } from "./requests/request.ts";

export type Send = (request: WrongRequest, service: Service) => Promise<Answer>;

/** Calls that read what there is of each service. */
const READS: Readonly<Record<string, readonly (readonly [operation: string, input?: Input])[]>> = {
  apigateway: [["GetApis"]],
  dynamodb: [["ListTables"], ["Scan", { TableName: "people" }], ["DescribeTimeToLive", { TableName: "people" }]],
  events: [["ListEventBuses"], ["ListRules"], ["ListTargetsByRule", { Rule: "forward" }]],
  firehose: [["ListDeliveryStreams"]],
  lambda: [["ListFunctions"], ["ListEventSourceMappings"]],
  logs: [["DescribeLogGroups"]],
  secretsmanager: [["ListSecrets"], ["ListSecretVersionIds", { SecretId: "password" }]],
  sns: [["ListTopics"], ["ListSubscriptions"]],
  sqs: [
    ["ListQueues"],
    ["GetQueueAttributes", { QueueUrl: "http://127.0.0.1/000000000000/jobs", AttributeNames: ["All"] }],
  ],
  ssm: [["DescribeParameters"], ["GetParameter", { Name: "/colour" }]],
  states: [["ListStateMachines"]],
};

/** A service's resources, as a text that is another one when anything has changed. */
export async function stateOf(service: Service, send: Send): Promise<string> {
  const reads = READS[service.name] ?? [];
  const answers = await Promise.all(
    reads.map(([operation, input = {}]) => send(requestOf(service, operation, input), service)),
  );
  return answers.map(({ status, body }) => `${status} ${withoutIds(body)}`).join("\n");
}

/** Answers tell of the call, too. */
const withoutIds = (body: string) => body.replace(/<RequestId>.*?<\/RequestId>|"LastAccessedDate":[\d.]+,?/g, "");

export const serviceNamed = (name: string): Service => {
  const found = services.find((service) => service.name === name);
  if (!found) throw new Error(`No service ${name}.`);
  return found;
};
