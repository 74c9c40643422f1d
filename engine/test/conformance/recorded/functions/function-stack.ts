import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Engine, startEngine } from "../../../../src/engine.ts";
import { fixture } from "../../../stacks/fixture.ts";

const ref = (name: string) => ({ Ref: name });
const att = (name: string, attribute: string) => ({ "Fn::GetAtt": [name, attribute] });
const resource = (type: string, Properties: object, more: object = {}) => ({
  Type: `AWS::${type}`,
  Properties,
  ...more,
});

/** Functions by name, each with the export that it runs. */
const FUNCTIONS = [
  ["echo", "echo"],
  ["nothing", "nothing"],
  ["context", "context"],
  ["fails", "fails"],
  ["exits", "exits"],
  ["large", "large"],
  ["logs", "logs"],
  ["slow", "slow", { Timeout: 1 }],
  ["never", "echo", { ReservedConcurrentExecutions: 0 }],
  ["unexported", "unknown"],
  ["answer", "answer"],
  ["whole", "whole"],
] as const;

const functionOf = (FunctionName: string, handler: string, more: object) =>
  resource("Lambda::Function", {
    FunctionName,
    Handler: `index.${handler}`,
    Runtime: "nodejs24.x",
    Role: "arn:aws:iam::123456789012:role/r",
    Code: ".",
    ...more,
  });

const proxyTo = (name: string) => ({
  Type: "AWS_PROXY",
  IntegrationHttpMethod: "POST",
  Uri: {
    "Fn::Sub": `arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${name}.Arn}/invocations`,
  },
});

/** A path of the REST API that goes to a function. */
const pathTo = (name: string, PathPart: string) => ({
  [`${name}Resource`]: resource("ApiGateway::Resource", {
    RestApiId: ref("Api"),
    ParentId: att("Api", "RootResourceId"),
    PathPart,
  }),
  [`${name}Method`]: resource("ApiGateway::Method", {
    RestApiId: ref("Api"),
    ResourceId: ref(`${name}Resource`),
    HttpMethod: "ANY",
    AuthorizationType: "NONE",
    Integration: proxyTo(name),
  }),
  [`${name}Permission`]: resource("Lambda::Permission", {
    FunctionName: ref(name),
    Action: "lambda:InvokeFunction",
    Principal: "apigateway.amazonaws.com",
  }),
});

const versionAndAlias = (name: string) => ({
  [`${name}Version`]: resource("Lambda::Version", { FunctionName: ref(name) }),
  [`${name}Alias`]: resource("Lambda::Alias", {
    FunctionName: ref(name),
    FunctionVersion: att(`${name}Version`, "Version"),
    Name: "alias1",
  }),
});

const RESOURCES = {
  ...Object.fromEntries(FUNCTIONS.map(([name, handler, more = {}]) => [name, functionOf(name, handler, more)])),
  ...versionAndAlias("context"),
  queue: resource("SQS::Queue", { QueueName: "q" }),
  table: resource("DynamoDB::Table", {
    TableName: "table",
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    BillingMode: "PAY_PER_REQUEST",
    StreamSpecification: { StreamViewType: "NEW_IMAGE" },
  }),
  ofQueue: resource("Lambda::EventSourceMapping", { FunctionName: ref("echo"), EventSourceArn: att("queue", "Arn") }),
  ofStream: resource("Lambda::EventSourceMapping", {
    FunctionName: ref("nothing"),
    EventSourceArn: att("table", "StreamArn"),
    StartingPosition: "TRIM_HORIZON",
    BatchSize: 1,
    MaximumBatchingWindowInSeconds: 1,
    MaximumRetryAttempts: 1,
  }),
  wholeUrl: resource("Lambda::Url", { TargetFunctionArn: att("whole", "Arn"), AuthType: "NONE" }),
  wholeUrlPermission: resource("Lambda::Permission", {
    FunctionName: ref("whole"),
    Action: "lambda:InvokeFunctionUrl",
    Principal: "*",
    FunctionUrlAuthType: "NONE",
  }),
  url: resource("Lambda::Url", { TargetFunctionArn: att("answer", "Arn"), AuthType: "NONE" }),
  urlPermission: resource("Lambda::Permission", {
    FunctionName: ref("answer"),
    Action: "lambda:InvokeFunctionUrl",
    Principal: "*",
    FunctionUrlAuthType: "NONE",
  }),
  Api: resource("ApiGateway::RestApi", { Name: "api" }),
  ...pathTo("answer", "test"),
  ...pathTo("whole", "{proxy+}"),
  Deployment: resource(
    "ApiGateway::Deployment",
    { RestApiId: ref("Api") },
    { DependsOn: ["answerMethod", "wholeMethod"] },
  ),
  Stage: resource("ApiGateway::Stage", {
    RestApiId: ref("Api"),
    DeploymentId: ref("Deployment"),
    StageName: "stage",
  }),
};

export interface FunctionStack extends AsyncDisposable {
  readonly engine: Engine;
  readonly restUrl: string;
  readonly functionUrl: string;
  /** The URL of a function that answers with its event. */
  readonly wholeUrl: string;
}

/** An engine with functions that do what the recorded ones do. */
export async function startFunctionStack(): Promise<FunctionStack> {
  const folder = await mkdtemp(join(tmpdir(), "recorded-"));
  const template = join(folder, "template.json");
  const functions = Object.entries(RESOURCES).map(([name, { Type, Properties }]) => [
    name,
    Type === "AWS::Lambda::Function"
      ? { Type, Properties: { ...Properties, Code: fixture("recorded") } }
      : { ...RESOURCES[name as keyof typeof RESOURCES] },
  ]);
  await writeFile(template, JSON.stringify({ Resources: Object.fromEntries(functions) }));
  const engine = await startEngine({ template });
  const urlOf = (logicalId: string) => engine.httpApis.find((api) => api.logicalId === logicalId)?.url ?? "";
  return {
    engine,
    restUrl: urlOf("Api"),
    functionUrl: urlOf("url"),
    wholeUrl: urlOf("wholeUrl"),
    async [Symbol.asyncDispose]() {
      await engine.stop();
      await rm(folder, { recursive: true });
    },
  };
}
