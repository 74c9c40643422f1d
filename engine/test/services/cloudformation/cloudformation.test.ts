import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CloudFormationClient,
  DescribeStackResourceCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ListStacksCommand,
  paginateListStackResources,
} from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, startEngine } from "../../../src/engine.ts";

const QUEUES = Array.from({ length: 120 }, (_, index) => `Queue${index}`);

const TEMPLATE = {
  Parameters: {
    Secret: { Type: "String", Default: "do not tell", NoEcho: true },
    Sources: { Type: "CommaDelimitedList", Default: "shop, warehouse" },
  },
  Resources: {
    ...Object.fromEntries(QUEUES.map((logicalId) => [logicalId, { Type: "AWS::SQS::Queue" }])),
    Alarm: { Type: "AWS::CloudWatch::Alarm", Metadata: { owner: "ops" } },
    Api: { Type: "AWS::ApiGatewayV2::Api", Properties: { Name: "api", ProtocolType: "HTTP" } },
    Stage: { Type: "AWS::ApiGatewayV2::Stage", Properties: { ApiId: { Ref: "Api" }, StageName: "$default" } },
  },
  Outputs: {
    First: { Description: "The first queue", Value: { Ref: "Queue0" } },
    Url: { Value: { "Fn::Sub": "https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}" } },
  },
};

let folder: string;
let engine: Engine;
let client: CloudFormationClient;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloudformation-"));
  const template = join(folder, "template.json");
  await writeFile(template, JSON.stringify(TEMPLATE));
  engine = await startEngine({ template, stackName: "shop" });
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  client = new CloudFormationClient({ endpoint: engine.endpoint, region: "us-east-1", credentials });
});
afterAll(async () => {
  client.destroy();
  await engine.stop();
  await rm(folder, { recursive: true });
});

describe("DescribeStacks", () => {
  it("tells a stack's parameters and outputs, and never what a parameter with NoEcho holds", async () => {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: "shop" }));
    expect(Stacks).toEqual([
      {
        StackName: "shop",
        StackId: engine.stack.id,
        StackStatus: "CREATE_COMPLETE",
        CreationTime: expect.any(Date),
        Tags: [],
        Parameters: [
          { ParameterKey: "Secret", ParameterValue: "****" },
          { ParameterKey: "Sources", ParameterValue: "shop,warehouse" },
        ],
        Outputs: [
          { OutputKey: "First", OutputValue: engine.outputs.First, Description: "The first queue" },
          { OutputKey: "Url", OutputValue: `${engine.endpoint}/Api` },
        ],
      },
    ]);
  });

  it("knows a stack by its id, and all stacks without a name", async () => {
    for (const StackName of [engine.stack.id, undefined]) {
      const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
      expect(Stacks.map((stack) => stack.StackName)).toEqual(["shop"]);
    }
    const { StackSummaries = [] } = await client.send(new ListStacksCommand({}));
    expect(StackSummaries.map((stack) => stack.StackName)).toEqual(["shop"]);
    const deleted = await client.send(new ListStacksCommand({ StackStatusFilter: ["DELETE_COMPLETE"] }));
    expect(deleted.StackSummaries ?? []).toEqual([]);
  });

  it("answers ValidationError for a stack that does not exist", async () => {
    await expect(client.send(new DescribeStacksCommand({ StackName: "other" }))).rejects.toMatchObject({
      name: "ValidationError",
      message: "Stack with id other does not exist",
      $metadata: { httpStatusCode: 400 },
    });
  });
});

describe("ListStackResources", () => {
  it("lists every resource with its physical id, a page of 100 at a time", async () => {
    const pages: number[] = [];
    const found = new Map<string | undefined, string | undefined>();
    for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName: "shop" })) {
      pages.push(StackResourceSummaries.length);
      for (const { LogicalResourceId, PhysicalResourceId } of StackResourceSummaries)
        found.set(LogicalResourceId, PhysicalResourceId);
    }
    expect(pages).toEqual([100, QUEUES.length + 3 - 100]);
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries([...engine.stack.resources].map(([logicalId, { physicalId }]) => [logicalId, physicalId])),
    );
  });
});

describe("DescribeStackResources", () => {
  it("describes the first 100, or the one that is named", async () => {
    const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName: "shop" }));
    expect(StackResources).toHaveLength(100);
    const named = new DescribeStackResourcesCommand({ StackName: "shop", LogicalResourceId: "Alarm" });
    expect((await client.send(named)).StackResources).toMatchObject([
      { StackName: "shop", LogicalResourceId: "Alarm", ResourceType: "AWS::CloudWatch::Alarm" },
    ]);
  });

  it("finds the stack by what one of its resources is called on AWS", async () => {
    const PhysicalResourceId = engine.stack.resources.get("Alarm")?.physicalId;
    const command = new DescribeStackResourcesCommand({ PhysicalResourceId });
    expect((await client.send(command)).StackResources).toHaveLength(100);
    await expect(
      client.send(new DescribeStackResourcesCommand({ PhysicalResourceId: "nothing" })),
    ).rejects.toMatchObject({ name: "ValidationError", message: "Stack for nothing does not exist" });
  });

  it.each([
    ["both names", { StackName: "shop", PhysicalResourceId: "a" }, /both StackName and PhysicalResourceId/],
    ["none", {}, /Either StackName or PhysicalResourceId/],
  ])("refuses a call with %s", async (_what, input, message) => {
    await expect(client.send(new DescribeStackResourcesCommand(input))).rejects.toMatchObject({
      name: "ValidationError",
      message: expect.stringMatching(message),
    });
  });

  it("answers ValidationError for a resource that the stack does not have", async () => {
    const nope = { StackName: "shop", LogicalResourceId: "Nope" };
    for (const asked of [
      client.send(new DescribeStackResourcesCommand(nope)),
      client.send(new DescribeStackResourceCommand(nope)),
    ]) {
      await expect(asked).rejects.toMatchObject({
        name: "ValidationError",
        message: "Resource Nope does not exist for stack shop",
      });
    }
  });
});

describe("DescribeStackResource", () => {
  it("tells a resource's metadata", async () => {
    const asked = new DescribeStackResourceCommand({ StackName: "shop", LogicalResourceId: "Alarm" });
    const { StackResourceDetail: detail } = await client.send(asked);
    expect(detail).toMatchObject({ LogicalResourceId: "Alarm", StackId: engine.stack.id });
    expect(JSON.parse(detail?.Metadata ?? "")).toEqual({ owner: "ops" });
  });
});
