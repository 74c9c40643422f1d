import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StackDescription } from "../src/describe-stack.ts";
import { type Engine, startEngine } from "../src/engine.ts";

const folder = mkdtempSync(join(tmpdir(), "portcullis-stack-"));
const template = join(folder, "template.yaml");

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Parameters:
  Pin: { Type: String, NoEcho: true, Default: "4711" }
Resources:
  Chat:
    Type: AWS::ApiGatewayV2::Api
    Properties: { Name: chat, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action }
  Stage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Chat, StageName: prod, AutoDeploy: true } }
  Doorman:
    Type: AWS::ApiGatewayV2::Authorizer
    Properties:
      ApiId: !Ref Chat
      Name: doorman
      AuthorizerType: REQUEST
      IdentitySource: [route.request.querystring.token]
      AuthorizerUri: !Sub arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Work.Arn}/invocations
  Connect:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Chat, RouteKey: $connect, AuthorizationType: CUSTOM, AuthorizerId: !Ref Doorman, Target: !Sub "integrations/\${ToWork}" }
  Say:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Chat, RouteKey: say, Target: !Sub "integrations/\${ToWork}", ModelSelectionExpression: $default, RequestModels: { $default: said } }
  Said:
    Type: AWS::ApiGatewayV2::Model
    Properties: { ApiId: !Ref Chat, Name: said, Schema: { type: object, required: [text] } }
  ToWork:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Chat
      IntegrationType: AWS_PROXY
      IntegrationUri: !Sub arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Work.Arn}/invocations
  Work:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: work
      Runtime: nodejs22.x
      Handler: index.handler
      InlineCode: "exports.handler = async () => ({ statusCode: 200 });"
      MemorySize: 256
      Timeout: 7
      FunctionUrlConfig: { AuthType: NONE }
      Environment:
        Variables:
          TABLE: !Ref Table
          SESSION_SECRET: hush
          PIN_CODE: !Ref Pin
          PASSWORD_ARN: !Ref Password
          FROM_SECRET: "{{resolve:secretsmanager:password}}"
      Events:
        Jobs: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn } }
        Often: { Type: Schedule, Properties: { Schedule: rate(5 minutes) } }
  Other:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs22.x, Handler: index.handler, InlineCode: "exports.handler = async () => 1;", MemorySize: 128 }
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }, { AttributeName: at, AttributeType: N }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
      GlobalSecondaryIndexes:
        - { IndexName: byTime, KeySchema: [{ AttributeName: at, KeyType: HASH }], Projection: { ProjectionType: ALL } }
      TimeToLiveSpecification: { AttributeName: goneAt, Enabled: true }
  Jobs:
    Type: AWS::SQS::Queue
    Properties: { QueueName: jobs, RedrivePolicy: { deadLetterTargetArn: !GetAtt Lost.Arn, maxReceiveCount: 2 } }
  Lost: { Type: AWS::SQS::Queue, Properties: { QueueName: lost } }
  News: { Type: AWS::SNS::Topic, Properties: { TopicName: news, Subscription: [{ Protocol: sqs, Endpoint: !GetAtt Jobs.Arn }] } }
  OnOrder:
    Type: AWS::Events::Rule
    Properties:
      Name: on-order
      EventBusName: orders
      EventPattern: { source: [shop] }
      Targets: [{ Id: jobs, Arn: !GetAtt Jobs.Arn }]
  Password: { Type: AWS::SecretsManager::Secret, Properties: { Name: password, SecretString: rosebud } }
Outputs:
  Endpoint: { Value: !Sub "wss://\${Chat}.execute-api.\${AWS::Region}.amazonaws.com/prod" }
`;

let engine: Engine;

beforeAll(async () => {
  writeFileSync(template, TEMPLATE);
  engine = await startEngine({ template, watch: true });
});
afterAll(async () => {
  await engine.stop();
  rmSync(folder, { recursive: true });
});

type Shown = Omit<StackDescription, "functions"> & {
  readonly functions: readonly (Omit<StackDescription["functions"][number], "environment"> & {
    readonly environment: readonly { readonly name: string; readonly value: string; readonly isMasked: boolean }[];
  })[];
};

const textOfStack = async () => (await fetch(`${engine.endpoint}/_portcullis/stack`)).text();
const shownStack = async () => JSON.parse(await textOfStack()) as Shown;

describe("GET /_portcullis/stack", () => {
  it("names the stack, its template, and every resource with its place", async () => {
    const { stackName, template: file, region, accountId, resources, outputs } = await shownStack();
    const { name } = engine.stack;
    expect({ stackName, file, region, accountId }).toEqual({
      stackName: name,
      file: template,
      region: "us-east-1",
      accountId: "000000000000",
    });
    expect(resources.find(({ logicalId }) => logicalId === "Lost")).toEqual({
      logicalId: "Lost",
      type: "AWS::SQS::Queue",
      physicalId: "https://sqs.us-east-1.amazonaws.com/000000000000/lost",
      file: template,
      line: TEMPLATE.split("\n").findIndex((line) => line.startsWith("  Lost:")) + 1,
    });
    expect(outputs).toEqual({ Endpoint: engine.webSockets[0]?.url });
  });

  it("shows each stage of an API with its local URL, routes, models and authorizers", async () => {
    const { apis } = await shownStack();
    expect(apis.map(({ kind, logicalId }) => [kind, logicalId])).toEqual([
      ["websocket", "Chat"],
      ["function-url", "WorkUrl"],
    ]);
    expect(apis[0]).toMatchObject({
      name: "chat",
      stage: "prod",
      url: engine.webSockets[0]?.url,
      managementUrl: engine.webSockets[0]?.managementUrl,
      routes: [
        {
          routeKey: "$connect",
          authorizer: "Doorman",
          integration: { type: "AWS_PROXY", functionLogicalId: "Work" },
        },
        { routeKey: "say", authorizer: "NONE", model: { type: "object", required: ["text"] } },
      ],
      authorizers: [
        {
          logicalId: "Doorman",
          type: "REQUEST",
          functionLogicalId: "Work",
          identitySources: ["route.request.querystring.token"],
        },
      ],
    });
  });

  it("shows functions with what triggers them", async () => {
    const [work] = (await shownStack()).functions;
    expect(work).toMatchObject({ functionName: "work", runtime: "nodejs22.x", memoryMb: 256, timeoutSeconds: 7 });
    expect(work?.triggers).toEqual([
      { kind: "authorizer", logicalId: "Chat", detail: "$connect" },
      { kind: "route", logicalId: "Chat", detail: "$connect" },
      { kind: "route", logicalId: "Chat", detail: "say" },
      { kind: "route", logicalId: "WorkUrl", detail: "$default" },
      { kind: "queue", logicalId: "Jobs", detail: "" },
      { kind: "rule", logicalId: "WorkOften", detail: "rate(5 minutes)" },
    ]);
  });

  it("masks variables that speak of a secret or have the value of a NoEcho parameter, and shows where secrets are", async () => {
    const environment = (await shownStack()).functions[0]?.environment ?? [];
    expect(environment.filter(({ isMasked }) => isMasked).map(({ name }) => name)).toEqual([
      "SESSION_SECRET",
      "PIN_CODE",
    ]);
    const shown = Object.fromEntries(environment.map(({ name, value }) => [name, value]));
    expect(shown.PASSWORD_ARN).toMatch(/^arn:aws:secretsmanager:/);
    expect(shown.FROM_SECRET).toBe("{{resolve:secretsmanager:password}}");
    expect(await textOfStack()).not.toMatch(/hush|4711|rosebud/);
  });

  it("shows what data is kept in, and how it goes from one to another", async () => {
    const stack = await shownStack();
    expect(stack.tables).toMatchObject([
      {
        logicalId: "Table",
        keys: [{ name: "id", role: "HASH", type: "S" }],
        indexes: [{ name: "byTime", kind: "global", keys: [{ name: "at", type: "N" }] }],
        ttlAttribute: "goneAt",
      },
    ]);
    expect(stack.queues).toMatchObject([
      { name: "jobs", redrive: { deadLetter: { logicalId: "Lost" }, maxReceiveCount: 2 }, deadLettersOf: [] },
      { name: "lost", deadLettersOf: ["Jobs"] },
    ]);
    expect(stack.buses.map(({ name }) => name)).toEqual(["default", "orders"]);
    expect(stack.rules).toMatchObject([
      { logicalId: "WorkOften", busName: "default", schedule: "rate(5 minutes)", targets: [{ logicalId: "Work" }] },
      { logicalId: "OnOrder", busName: "orders", pattern: { source: ["shop"] }, targets: [{ logicalId: "Jobs" }] },
    ]);
    expect(stack.topics).toMatchObject([{ name: "news", subscriptions: [{ protocol: "sqs", logicalId: "Jobs" }] }]);
    expect(stack.secrets).toEqual([
      { logicalId: "Password", name: "password", arn: expect.stringContaining(":secret:password-") },
    ]);
  });

  it("follows a template that is edited while it runs, and stays with what runs when a restart is needed", async () => {
    const placeAndMemory = async () => {
      const { line, memoryMb } = (await shownStack()).functions.find(({ logicalId }) => logicalId === "Other") ?? {};
      return { line, memoryMb };
    };
    const { line = 0 } = await placeAndMemory();
    await told("watched");
    const edited = `# Moved by a line.\n${TEMPLATE.replace("MemorySize: 128", "MemorySize: 512")}`;
    writeFileSync(template, edited);
    await told("reloaded");
    expect(await placeAndMemory()).toEqual({ line: line + 1, memoryMb: 512 });
    writeFileSync(template, `# And another.\n${edited}`);
    await told("unchanged");
    expect(await placeAndMemory()).toEqual({ line: line + 2, memoryMb: 512 });
    writeFileSync(
      template,
      edited.replace("MemorySize: 512", "MemorySize: 1024").replace("StageName: prod", "StageName: test"),
    );
    await told("changed");
    expect(await placeAndMemory()).toEqual({ line: line + 2, memoryMb: 512 });
  });
});

const told = (status: string) =>
  engine.journal.waitFor(({ type, data }) => type === "template" && data.status === status, {
    signal: AbortSignal.timeout(15_000),
  });
