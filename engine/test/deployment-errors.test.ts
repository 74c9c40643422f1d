import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readStack, startEngine } from "../src/engine.ts";
import { UserError } from "../src/kernel/errors.ts";

const folder = mkdtempSync(join(tmpdir(), "portcullis-deployment-errors-"));
const file = join(folder, "template.yaml");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const WEBSOCKET = `Resources:
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: a, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action } }
  Guard: { Type: AWS::ApiGatewayV2::Authorizer, Properties: { ApiId: !Ref Api, Name: guard, AuthorizerType: REQUEST } }
  Guarded: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !Ref Api, RouteKey: $connect, AuthorizationType: CUSTOM, AuthorizerId: !Ref Guard } }
  Dev: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Api, StageName: dev, AutoDeploy: true } }
  Thing: { Type: AWS::ApiGatewayV2::Model, Properties: { ApiId: !Ref Api, Name: Thing, Schema: "{}" } }
  Mapping: { Type: AWS::ApiGatewayV2::ApiMapping, Properties: { ApiId: !Ref Api, DomainName: a.example, Stage: dev } }
`;

const HTTP = `Resources:
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: a, ProtocolType: HTTP } }
  Get: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !Ref Api, RouteKey: GET /a, AuthorizationType: AWS_IAM } }
  Dev: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Api, StageName: dev, AutoDeploy: true } }
`;

const REST = `Resources:
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: a } }
  Users: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: users } }
  Guard: { Type: AWS::ApiGateway::Authorizer, Properties: { RestApiId: !Ref Api, Name: guard, Type: TOKEN } }
  Get: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Api, ResourceId: !Ref Users, HttpMethod: GET, AuthorizationType: AWS_IAM } }
  Dev: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: !Ref Api, StageName: dev } }
`;

/** Notices about a template whose last line is one resource more, on which every error is. */
async function saidOf(template: string, resource: string) {
  writeFileSync(file, `${template}  ${resource}\n`);
  const { notices } = await readStack({ template: file });
  const line = template.split("\n").length;
  return notices.map(({ severity, message, logicalId, location }) => ({
    severity,
    message: `${logicalId}: ${message}`,
    isOnLastLine: location?.line === line,
  }));
}

const v2 = (type: string, properties: string) =>
  `Second: { Type: AWS::ApiGatewayV2::${type}, Properties: { ${properties} } }`;
const rest = (type: string, properties: string) =>
  `Second: { Type: AWS::ApiGateway::${type}, Properties: { ${properties} } }`;
const CONFLICT = "(Status Code: 409; Error Code: ConflictException)";
const BAD_REQUEST = "(Status Code: 400; Error Code: BadRequestException)";
const STAGE_FORM =
  "StageName is not valid: Stage names can contain only alphanumeric characters, hyphens, and underscores";

describe("what AWS refuses when a stack is deployed", () => {
  it.each([WEBSOCKET, HTTP, REST])("is not in a template that can be deployed", async (template) => {
    writeFileSync(file, template);
    const { notices } = await readStack({ template: file });
    expect(notices.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it.each([
    // An open copy behind the guarded route let everybody in.
    [
      WEBSOCKET,
      v2("Route", "ApiId: !Ref Api, RouteKey: $connect"),
      `Route with key $connect already exists for this API: Guarded. ${CONFLICT}`,
    ],
    [
      WEBSOCKET,
      v2("Route", 'ApiId: !Ref Api, RouteKey: "$connect "'),
      `Route with key $connect already exists for this API: Guarded. ${CONFLICT}`,
    ],
    [
      WEBSOCKET,
      v2("Route", "ApiId: !Ref Api, RouteKey: $Connect"),
      `The provided route key is not formatted properly: "$Connect" ${BAD_REQUEST}`,
    ],
    [
      WEBSOCKET,
      v2("Route", "ApiId: !Ref Api, RouteKey: $getauthorized"),
      `The provided route key is not formatted properly: "$getauthorized" ${BAD_REQUEST}`,
    ],
    [
      WEBSOCKET,
      v2("Route", 'ApiId: !Ref Api, RouteKey: ""'),
      `The provided route key is not formatted properly: "" ${BAD_REQUEST}`,
    ],
    [WEBSOCKET, v2("Stage", "ApiId: !Ref Api, StageName: dev"), `Stage already exists: Dev. ${CONFLICT}`],
    [
      WEBSOCKET,
      v2("Stage", "ApiId: !Ref Api, StageName: a/b"),
      `${STAGE_FORM}, or be $default; at most 128 characters.`,
    ],
    [
      WEBSOCKET,
      v2("Stage", `ApiId: !Ref Api, StageName: ${"a".repeat(129)}`),
      `${STAGE_FORM}, or be $default; at most 128 characters.`,
    ],
    [
      WEBSOCKET,
      v2("Stage", 'ApiId: !Ref Api, StageName: ""'),
      `${STAGE_FORM}, or be $default; at most 128 characters.`,
    ],
    [
      WEBSOCKET,
      v2("Authorizer", "ApiId: !Ref Api, Name: guard, AuthorizerType: REQUEST"),
      `Authorizer name must be unique. Authorizer guard already exists in this RestApi: Guard. ${CONFLICT}`,
    ],
    [
      WEBSOCKET,
      v2("Model", 'ApiId: !Ref Api, Name: Thing, Schema: "{}"'),
      `Model name already exists for this API (Thing): Thing. ${CONFLICT}`,
    ],
    [
      WEBSOCKET,
      v2("ApiMapping", "ApiId: !Ref Api, DomainName: A.example, Stage: dev"),
      `ApiMapping key already exists for this domain name: Mapping. ${CONFLICT}`,
    ],
    [
      WEBSOCKET,
      v2(
        "Api",
        "Name: b, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action, Body: { openapi: 3.0.1 }",
      ),
      `Body is supported only for HTTP APIs ${BAD_REQUEST}`,
    ],
    [
      HTTP,
      v2("Route", "ApiId: !Ref Api, RouteKey: GET /a"),
      `Route with key GET /a already exists for this API: Get. ${CONFLICT}`,
    ],
    [
      HTTP,
      v2("Route", "ApiId: !Ref Api, RouteKey: GET/a"),
      `The provided route key is not formatted properly for HTTP protocol. Format should be "<HTTP METHOD> /<RESOURCE PATH>" or "$default": "GET/a" ${BAD_REQUEST}`,
    ],
    [
      HTTP,
      v2("Route", "ApiId: !Ref Api, RouteKey: $connect"),
      `The provided route key is not formatted properly for HTTP protocol. Format should be "<HTTP METHOD> /<RESOURCE PATH>" or "$default": "$connect" ${BAD_REQUEST}`,
    ],
    [
      REST,
      rest("Method", "RestApiId: !Ref Api, ResourceId: !Ref Users, HttpMethod: get"),
      `Method already exists for this resource: Get. ${CONFLICT}`,
    ],
    [
      REST,
      rest("Resource", "RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: users"),
      `Another resource with the same parent already has this name: users: Users. ${CONFLICT}`,
    ],
    [REST, rest("Stage", "RestApiId: !Ref Api, StageName: dev"), `Stage already exists: Dev. ${CONFLICT}`],
    [REST, rest("Stage", "RestApiId: !Ref Api, StageName: $default"), `${STAGE_FORM}; at most 128 of them.`],
    [
      REST,
      rest("Authorizer", "RestApiId: !Ref Api, Name: guard, Type: TOKEN"),
      `Authorizer name must be unique. Authorizer guard already exists in this RestApi: Guard. ${CONFLICT}`,
    ],
  ])("is an error at its line: case %#", async (template, resource, message) => {
    const said = await saidOf(template, resource);
    expect(said.filter(({ severity }) => severity === "error")).toEqual([
      { severity: "error", message: `Second: ${message}`, isOnLastLine: true },
    ]);
  });

  it.each([
    "route.request.body.token",
    "$request.header.Authorization",
    "route.request.header.",
    "route.request.header.a b",
    "method.request.header.Authorization",
    "Authorization",
  ])("is an identity source of another form: %s", async (source) => {
    const authorizer = `ApiId: !Ref Api, Name: other, AuthorizerType: REQUEST, IdentitySource: ["${source}"]`;
    const said = await saidOf(WEBSOCKET, v2("Authorizer", authorizer));
    const form = `Second: Invalid request identity source expression: ${source}. The sources must be separated by comma`;
    expect(said).toContainEqual({ severity: "error", message: expect.stringContaining(form), isOnLastLine: true });
  });

  it.each([
    "route.request.header.X-Token",
    "route.request.querystring.access_token",
    "stageVariables.key",
    "context.identity.sourceIp",
  ])("is no identity source of AWS's forms: %s", async (source) => {
    const authorizer = `ApiId: !Ref Api, Name: other, AuthorizerType: REQUEST, IdentitySource: ["${source}"]`;
    const said = await saidOf(WEBSOCKET, v2("Authorizer", authorizer));
    expect(said.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it("keeps two APIs apart that have the same names", async () => {
    const said = await saidOf(
      `${WEBSOCKET}  Other: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: b, ProtocolType: HTTP } }\n`,
      v2("Stage", "ApiId: !Ref Other, StageName: dev"),
    );
    expect(said.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it("stops the start before anything runs", async () => {
    writeFileSync(file, `${WEBSOCKET}  ${v2("Route", "ApiId: !Ref Api, RouteKey: $connect")}\n`);
    const failure = await startEngine({ template: file }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UserError);
    expect(failure).toMatchObject({
      message: expect.stringContaining("already exists for this API"),
      location: { line: 8 },
    });
  });
});

const OPEN = WEBSOCKET.replace(", AuthorizationType: CUSTOM, AuthorizerId: !Ref Guard", "");
const WITHOUT_GUARD = OPEN.replace(/ {2}Guard: .*\n/, "");
const attaching = (properties: string) => `Attach: { Type: Custom::Attach, Properties: { ${properties} } }`;

describe("an API that is open here and may not be on AWS", () => {
  const warnings = async (template: string, resource: string) =>
    (await saidOf(template, resource)).filter(
      ({ severity, message }) => severity === "warning" && message.includes("everybody"),
    );

  it.each([
    [
      "an authorizer that no route has",
      OPEN,
      "Bus: { Type: AWS::Events::EventBus, Properties: { Name: b } }",
      "Guard is an authorizer of this API that no route has",
    ],
    [
      "a custom resource that is given the API",
      WITHOUT_GUARD,
      attaching("ServiceToken: arn:aws:lambda:us-east-1:1:function:x, Api: !Ref Api"),
      "Attach may attach an authorizer on AWS",
    ],
    [
      "a custom resource that is given the route",
      WITHOUT_GUARD,
      attaching("ServiceToken: x, Patch: { Route: !Ref Guarded }"),
      "Attach may attach an authorizer on AWS",
    ],
  ])("is told loudly: %s", async (_, template, resource, reason) => {
    expect(await warnings(template, resource)).toEqual([
      expect.objectContaining({
        message: expect.stringMatching(`^Guarded: everybody may connect here, although .*${reason}`),
      }),
    ]);
  });

  it("is told of a custom resource whose function knows the API", async () => {
    const functions = `  F: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Handler: index.handler, Role: arn:aws:iam::1:role/r, Code: { ZipFile: "exports.handler = async () => 1" }, Environment: { Variables: { API: !Ref Api } } } }\n`;
    const said = await warnings(WITHOUT_GUARD + functions, attaching("ServiceToken: !GetAtt F.Arn"));
    expect(said.map(({ message }) => message)).toEqual([expect.stringContaining("Attach may attach an authorizer")]);
  });

  it("is not told of one that is guarded, nor of a custom resource that knows nothing of it", async () => {
    expect(await warnings(WEBSOCKET, attaching("ServiceToken: x, Api: !Ref Api"))).toEqual([]);
    expect(await warnings(WITHOUT_GUARD, attaching("ServiceToken: x"))).toEqual([]);
  });
});

describe("events that AWS refuses when a stack is deployed", () => {
  const target = (more: string) => `{ Id: t, Arn: !GetAtt Queue.Arn, ${more} }`;
  const rule = (more: string) => `Wrong: { Type: AWS::Events::Rule, Properties: { ${more} } }`;
  const matching = (more: string) => rule(`EventPattern: { source: [a] }, Targets: [${target(more)}]`);
  const subscription = (more: string) =>
    `Wrong: { Type: AWS::SNS::Subscription, Properties: { TopicArn: !Ref Topic, Protocol: sqs, ${more} } }`;
  const schedule = (more: string) =>
    `Wrong: { Type: AWS::Scheduler::Schedule, Properties: { FlexibleTimeWindow: { Mode: "OFF" }, ScheduleExpression: rate(1 hour), Target: { RoleArn: arn:aws:iam::000000000000:role/r, ${more} } } }`;
  const EVENTS = `Resources:
  Topic: { Type: AWS::SNS::Topic }
  Queue: { Type: AWS::SQS::Queue }
  Fifo: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true } }
`;

  it.each([
    [rule("EventPattern: { source: a }"), '"source" must be an object or an array'],
    [matching("Input: plain text"), "JSON syntax error in input for target t"],
    [matching("Input: '{}', InputPath: $.a"), "Only one of Input, InputPath, or InputTransformer"],
    [matching(`InputTransformer: { InputTemplate: '"<a>"' }`), "contains invalid placeholder a."],
    [
      schedule("Arn: 'arn:aws:lambda:us-east-1:000000000000:function:f', Input: plain text"),
      "JSON syntax error in input",
    ],
    [subscription("Endpoint: !Ref Queue"), "SQS endpoint ARN"],
    [subscription("Endpoint: !GetAtt Fifo.Arn"), "FIFO SQS Queues can not be subscribed to standard SNS topics"],
    [
      subscription("Endpoint: !GetAtt Queue.Arn, FilterPolicy: { a: { b: [c] } }"),
      "does not support nested filter policy",
    ],
  ])("are told before anything starts: %s", async (resource, message) => {
    writeFileSync(file, `${EVENTS}  ${resource}\n`);
    const refused = readStack({ template: file });
    await expect(refused).rejects.toBeInstanceOf(UserError);
    await expect(refused).rejects.toMatchObject({
      message: expect.stringContaining(message),
      location: { file, line: EVENTS.split("\n").length },
    });
  });

  it("are not guessed at where a reference is filled in later", async () => {
    writeFileSync(file, `${EVENTS}  ${subscription("Endpoint: '{{resolve:ssm:/queue}}'")}\n`);
    expect((await readStack({ template: file })).resources.has("Wrong")).toBe(true);
  });
});

describe("a service that cannot be created", () => {
  it("ends the others, which have begun already", async () => {
    const Queues = "[https://sqs.us-east-1.amazonaws.com/000000000000/nope]";
    const policy = `Policy: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: ${Queues}, PolicyDocument: {} } }`;
    writeFileSync(file, `Resources:\n  ${policy}\n`);
    const processes = () => process.getActiveResourcesInfo().filter((name) => name === "ProcessWrap").length;
    const before = processes();
    await expect(startEngine({ template: file, accountId: "000000000000" })).rejects.toThrow("queue does not exist");
    await expect.poll(processes).toBe(before);
  });
});
