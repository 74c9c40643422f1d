import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ApiGatewayV2Client,
  GetApiCommand,
  GetApisCommand,
  GetAuthorizerCommand,
  GetAuthorizersCommand,
  GetIntegrationCommand,
  GetIntegrationsCommand,
  GetRouteCommand,
  GetRoutesCommand,
  GetStageCommand,
  GetStagesCommand,
} from "@aws-sdk/client-apigatewayv2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, startEngine } from "../../../src/engine.ts";
import { apiGatewayControl } from "../../../src/services/api-gateway/control-plane/definition.ts";
import type { HttpRequest } from "../../../src/wire/http.ts";
import { startService } from "../harness.ts";

const code = { Runtime: "nodejs22.x", Handler: "index.handler", InlineCode: "exports.handler = async () => ({})" };
const route = (key: string) => ({
  Type: "AWS::ApiGatewayV2::Route",
  Properties: { ApiId: { Ref: "Chat" }, RouteKey: key, Target: { "Fn::Sub": "integrations/${Integration}" } },
});
const MANY = Array.from({ length: 30 }, (_, index) => `do${index}`);

const TEMPLATE = {
  Transform: "AWS::Serverless-2016-10-31",
  Resources: {
    Fn: { Type: "AWS::Serverless::Function", Properties: { ...code, FunctionName: "chat" } },
    Chat: {
      Type: "AWS::ApiGatewayV2::Api",
      Properties: {
        Name: "chat-api",
        Description: "Talks",
        ProtocolType: "WEBSOCKET",
        RouteSelectionExpression: "$request.body.action",
        Tags: { team: "a" },
      },
    },
    Connect: {
      Type: "AWS::ApiGatewayV2::Route",
      Properties: {
        ApiId: { Ref: "Chat" },
        RouteKey: "$connect",
        AuthorizationType: "CUSTOM",
        AuthorizerId: { Ref: "Authorizer" },
        Target: { "Fn::Sub": "integrations/${Integration}" },
      },
    },
    ...Object.fromEntries(MANY.map((key) => [key, route(key)])),
    Integration: {
      Type: "AWS::ApiGatewayV2::Integration",
      Properties: {
        ApiId: { Ref: "Chat" },
        IntegrationType: "AWS_PROXY",
        IntegrationUri: {
          "Fn::Sub": "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations",
        },
      },
    },
    Authorizer: {
      Type: "AWS::ApiGatewayV2::Authorizer",
      Properties: {
        ApiId: { Ref: "Chat" },
        Name: "tokens",
        AuthorizerType: "REQUEST",
        AuthorizerUri: {
          "Fn::Sub": "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations",
        },
        IdentitySource: ["route.request.querystring.token"],
      },
    },
    ChatStage: {
      Type: "AWS::ApiGatewayV2::Stage",
      Properties: {
        ApiId: { Ref: "Chat" },
        StageName: "dev",
        AutoDeploy: true,
        StageVariables: { Mode: "test" },
        DefaultRouteSettings: { ThrottlingBurstLimit: 10, ThrottlingRateLimit: 5.5 },
        RouteSettings: { $connect: { ThrottlingRateLimit: 1 } },
      },
    },
    Shop: {
      Type: "AWS::Serverless::HttpApi",
      Properties: {
        Name: "shop",
        CorsConfiguration: { AllowOrigins: ["https://a.example"], MaxAge: 60 },
        Auth: {
          Authorizers: {
            Issuer: {
              JwtConfiguration: { issuer: "https://issuer.example", audience: ["shop"] },
              IdentitySource: "$request.header.Authorization",
            },
          },
        },
      },
    },
    ShopFunction: {
      Type: "AWS::Serverless::Function",
      Properties: {
        ...code,
        Events: {
          Get: {
            Type: "HttpApi",
            Properties: {
              ApiId: { Ref: "Shop" },
              Method: "GET",
              Path: "/pets/{id}",
              Auth: { Authorizer: "Issuer", AuthorizationScopes: ["read"] },
            },
          },
        },
      },
    },
    V2: {
      Type: "AWS::ApiGatewayV2::Api",
      Properties: { Name: "v2", ProtocolType: "HTTP", Target: { "Fn::GetAtt": ["Echo", "Arn"] } },
    },
    V2Stage: { Type: "AWS::ApiGatewayV2::Stage", Properties: { ApiId: { Ref: "V2" }, StageName: "v2" } },
    Echo: {
      Type: "AWS::Serverless::Function",
      Properties: {
        ...code,
        InlineCode: "exports.handler = async (event) => ({ statusCode: 200, body: event.rawPath })",
      },
    },
    EchoPermission: {
      Type: "AWS::Lambda::Permission",
      Properties: {
        FunctionName: { Ref: "Echo" },
        Action: "lambda:InvokeFunction",
        Principal: "apigateway.amazonaws.com",
      },
    },
  },
};

let folder: string;
let engine: Engine;
let client: ApiGatewayV2Client;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "control-plane-"));
  const template = join(folder, "template.json");
  await writeFile(template, JSON.stringify(TEMPLATE));
  engine = await startEngine({ template });
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  client = new ApiGatewayV2Client({ endpoint: engine.endpoint, region: "us-east-1", credentials });
});
afterAll(async () => {
  client.destroy();
  await engine.stop();
  await rm(folder, { recursive: true });
});

const idOf = (logicalId: string) => engine.stack.resources.get(logicalId)?.physicalId ?? "";

describe("GetApis", () => {
  it("tells each API, with an endpoint below which its stages answer here", async () => {
    const { Items = [], NextToken } = await client.send(new GetApisCommand({}));
    expect(NextToken).toBeUndefined();
    expect(Items.map(({ Name, ProtocolType }) => [Name, ProtocolType])).toEqual([
      ["chat-api", "WEBSOCKET"],
      ["shop", "HTTP"],
      ["v2", "HTTP"],
    ]);
    const [chat, , v2] = Items;
    expect(chat).toMatchObject({
      ApiId: idOf("Chat"),
      ApiEndpoint: `${engine.endpoint.replace("http", "ws")}/${idOf("Chat")}`,
      CreatedDate: expect.any(Date),
      Description: "Talks",
      DisableExecuteApiEndpoint: false,
      RouteSelectionExpression: "$request.body.action",
      ApiKeySelectionExpression: "$request.header.x-api-key",
      Tags: { team: "a" },
    });
    expect(await (await fetch(`${v2?.ApiEndpoint}/v2/apis`)).text()).toBe("/v2/apis");
  });

  it("leaves its paths to APIs that have the same, unless the call is signed for it", async () => {
    expect(await (await fetch(`${engine.endpoint}/v2/apis`)).text()).toBe("/v2/apis");
  });
});

describe("GetApi", () => {
  it("tells one, CORS and all", async () => {
    expect(await client.send(new GetApiCommand({ ApiId: idOf("Shop") }))).toMatchObject({
      Name: "shop",
      RouteSelectionExpression: "$request.method $request.path",
      CorsConfiguration: { AllowOrigins: ["https://a.example"], MaxAge: 60 },
    });
  });

  it("says in AWS's words that there is none", async () => {
    await expect(client.send(new GetApiCommand({ ApiId: "nowhere" }))).rejects.toMatchObject({
      name: "NotFoundException",
      message: "Invalid API identifier specified 000000000000:nowhere",
      $metadata: { httpStatusCode: 404 },
    });
  });
});

describe("GetRoutes", () => {
  it("gives pages of 25, or of what is asked for", async () => {
    const first = await client.send(new GetRoutesCommand({ ApiId: idOf("Chat") }));
    expect(first.Items).toHaveLength(25);
    const keys: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(new GetRoutesCommand({ ApiId: idOf("Chat"), MaxResults: "7", NextToken }));
      keys.push(...(page.Items ?? []).map(({ RouteKey }) => RouteKey));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(keys).toEqual(["$connect", ...MANY]);
  });

  it.each([
    ["a token that it never gave", { NextToken: "x" }],
    ["a page of nothing", { MaxResults: "0" }],
  ])("refuses %s", async (_what, input) => {
    await expect(client.send(new GetRoutesCommand({ ApiId: idOf("Chat"), ...input }))).rejects.toMatchObject({
      name: "BadRequestException",
    });
  });

  it("leads to integration and authorizer of each", async () => {
    const ApiId = idOf("Chat");
    const connect = await client.send(new GetRouteCommand({ ApiId, RouteId: idOf("Connect") }));
    expect(connect).toMatchObject({ RouteKey: "$connect", AuthorizationType: "CUSTOM", ApiKeyRequired: false });
    const { AuthorizerId, Target = "" } = connect;
    expect(await client.send(new GetAuthorizerCommand({ ApiId, AuthorizerId }))).toMatchObject({
      AuthorizerType: "REQUEST",
      Name: "tokens",
      IdentitySource: ["route.request.querystring.token"],
    });
    const IntegrationId = Target.split("/")[1];
    expect(await client.send(new GetIntegrationCommand({ ApiId, IntegrationId }))).toMatchObject({
      IntegrationType: "AWS_PROXY",
      IntegrationUri: expect.stringContaining("function:chat/invocations"),
      TimeoutInMillis: 29_000,
      PassthroughBehavior: "WHEN_NO_MATCH",
    });
  });

  it("knows the parts that an OpenAPI definition makes, which the template does not name", async () => {
    const ApiId = idOf("Shop");
    const { Items: [pets] = [] } = await client.send(new GetRoutesCommand({ ApiId }));
    expect(pets).toMatchObject({ RouteKey: "GET /pets/{id}", AuthorizationType: "JWT", AuthorizationScopes: ["read"] });
    const { Items: authorizers } = await client.send(new GetAuthorizersCommand({ ApiId }));
    expect(authorizers).toMatchObject([
      {
        AuthorizerId: pets?.AuthorizerId,
        Name: "Issuer",
        JwtConfiguration: { Issuer: "https://issuer.example", Audience: ["shop"] },
      },
    ]);
    const { Items: integrations } = await client.send(new GetIntegrationsCommand({ ApiId }));
    expect(integrations).toMatchObject([
      { IntegrationId: pets?.Target?.split("/")[1], PayloadFormatVersion: "2.0", TimeoutInMillis: 30_000 },
    ]);
  });
});

describe("GetStages", () => {
  it("tells variables and settings", async () => {
    const { Items } = await client.send(new GetStagesCommand({ ApiId: idOf("Chat") }));
    expect(Items).toMatchObject([
      {
        StageName: "dev",
        AutoDeploy: true,
        StageVariables: { Mode: "test" },
        DefaultRouteSettings: { ThrottlingBurstLimit: 10, ThrottlingRateLimit: 5.5 },
        RouteSettings: { $connect: { ThrottlingRateLimit: 1 } },
        CreatedDate: expect.any(Date),
      },
    ]);
  });

  it("has the one that API Gateway makes for an API of one target", async () => {
    const stage = await client.send(new GetStageCommand({ ApiId: idOf("V2"), StageName: "$default" }));
    expect(stage).toMatchObject({ ApiGatewayManaged: true, StageName: "$default" });
  });

  it("says that there is none of a name", async () => {
    const command = new GetStageCommand({ ApiId: idOf("Chat"), StageName: "prod" });
    await expect(client.send(command)).rejects.toMatchObject({ name: "NotFoundException" });
  });
});

describe("a function's call", () => {
  it.each([
    ["/v2/apis", "arn:aws:apigateway:eu-west-1::/apis"],
    ["/v2/apis/abc/routes/r", "arn:aws:apigateway:eu-west-1::/apis/abc/routes/r"],
  ])("GET %s needs apigateway:GET on %s", async (rawPath, resource) => {
    await using harness = await startService(apiGatewayControl);
    const http = { method: "GET", rawPath } as HttpRequest;
    const principal = harness.context.principals.developer;
    const call = { operation: "GetApis", input: {}, principal, requestId: "r", http };
    expect(harness.service.access?.(call)).toEqual([{ action: "apigateway:GET", resource }]);
  });
});
