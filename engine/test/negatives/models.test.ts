import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { generateNegatives } from "../../../scripts/generate/closeness/negatives.ts";
import type { ServiceDefinition } from "../../src/services/contract/service.ts";
import { definitions } from "../../src/services/registry.ts";
import { startService } from "../services/harness.ts";
import { services } from "./model.ts";
import { serviceNamed } from "./state.ts";

/** The SDK's client of each service that this repository has one for. */
const CLIENTS: Readonly<Record<string, () => Promise<object>>> = {
  apigateway: () => import("@aws-sdk/client-apigatewayv2"),
  bedrock: () => import("@aws-sdk/client-bedrock-runtime"),
  cloudformation: () => import("@aws-sdk/client-cloudformation"),
  dynamodb: () => import("@aws-sdk/client-dynamodb"),
  events: () => import("@aws-sdk/client-eventbridge"),
  "execute-api": () => import("@aws-sdk/client-apigatewaymanagementapi"),
  firehose: () => import("@aws-sdk/client-firehose"),
  lambda: () => import("@aws-sdk/client-lambda"),
  logs: () => import("@aws-sdk/client-cloudwatch-logs"),
  secretsmanager: () => import("@aws-sdk/client-secrets-manager"),
  sns: () => import("@aws-sdk/client-sns"),
  sqs: () => import("@aws-sdk/client-sqs"),
  ssm: () => import("@aws-sdk/client-ssm"),
  sts: () => import("@aws-sdk/client-sts"),
};

/** Operations that no client of these has: those of a table's streams, and one that SDKs have left behind. */
const ELSEWHERE = ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams", "InvokeAsync"];

/** Names of an operation's input in the SDK's own schemas: `[9, namespace, name, traits, input, output]`. */
function sdkMembers(client: object, operation: string): readonly string[] | undefined {
  const schema = Reflect.get(client, `${operation}$`);
  if (!Array.isArray(schema)) return undefined;
  const input = typeof schema[4] === "function" ? schema[4]() : schema[4];
  return Array.isArray(input) ? input[4] : [];
}

const answered = async (definition: ServiceDefinition) => {
  await using harness = await startService(definition);
  return Object.keys(harness.service.operations ?? {}).sort();
};

describe("the models of AWS's services", () => {
  it.each(
    definitions
      // The store of DynamoDB answers what it knows, `@connections` is no service of operations, and Bedrock needs answers.
      .filter(({ name }) => !["dynamodb", "execute-api", "bedrock"].includes(name))
      .map((definition) => [definition.name, definition] as const),
  )("are there for each operation that the engine answers: %s", async (name, definition) => {
    expect(await answered(definition)).toEqual(Object.keys(serviceNamed(name).calls).sort());
  });

  it.each(Object.keys(CLIENTS))("have no member that the SDK's schemas have not: %s", async (name) => {
    const { model, calls } = serviceNamed(name);
    const client = (await CLIENTS[name]?.()) ?? {};
    for (const operation of Object.keys(calls).filter((each) => !ELSEWHERE.includes(each))) {
      const members = Object.keys(model.shapes[model.inputs[operation] ?? ""]?.members ?? {});
      // The SDK moves on each day.
      expect(sdkMembers(client, operation), operation).toEqual(expect.arrayContaining(members));
    }
  });

  it("name no operation twice, and are of one version of their library", () => {
    expect(new Set(services.map(({ model }) => model.origin.split(":")[0])).size).toBe(1);
  });

  it("are what docs/negatives.md was generated from", async () => {
    const page = new URL("../../../docs/negatives.md", import.meta.url);
    expect(await readFile(page, "utf8")).toBe(generateNegatives());
  });
});
