import { describe, expect, it } from "vitest";
import { compileText, complaintsOf } from "../compile-text.ts";
import { expandText, mistakesIn } from "./expand-text.ts";

const INTEGRATION_URI =
  "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${FunctionArn}/invocations";
const AUTHORIZER_URI =
  "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${AuthArn}/invocations";

const api = (properties: string) => `
Resources:
  Chat:
    Type: AWS::Serverless::WebSocketApi
    Properties:
      RouteSelectionExpression: $request.body.action
${properties.replace(/^/gm, "      ")}`;

const ONE_ROUTE = "Routes: { $connect: { FunctionArn: arn:fn } }";

describe("AWS::Serverless::WebSocketApi", () => {
  it("becomes an API, a route with integration and permission each, and a stage", () => {
    const { resources } = expandText(api("Routes: { $default: { FunctionArn: !GetAtt Fn.Arn } }"));
    expect(resources).toEqual({
      Chat: {
        Type: "AWS::ApiGatewayV2::Api",
        Properties: {
          Name: "Chat",
          ProtocolType: "WEBSOCKET",
          RouteSelectionExpression: "$request.body.action",
          Tags: { "websocketapi:createdBy": "SAM" },
        },
      },
      ChatDefaultRoute: {
        Type: "AWS::ApiGatewayV2::Route",
        Properties: {
          ApiId: { Ref: "Chat" },
          RouteKey: "$default",
          Target: { "Fn::Join": ["/", ["integrations", { Ref: "ChatDefaultIntegration" }]] },
        },
      },
      ChatDefaultIntegration: {
        Type: "AWS::ApiGatewayV2::Integration",
        Properties: {
          ApiId: { Ref: "Chat" },
          IntegrationType: "AWS_PROXY",
          IntegrationUri: { "Fn::Sub": [INTEGRATION_URI, { FunctionArn: { "Fn::GetAtt": "Fn.Arn" } }] },
        },
      },
      ChatDefaultPermission: {
        Type: "AWS::Lambda::Permission",
        Properties: {
          Action: "lambda:InvokeFunction",
          FunctionName: { "Fn::GetAtt": "Fn.Arn" },
          Principal: "apigateway.amazonaws.com",
          SourceArn: {
            "Fn::Sub":
              "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Chat.ApiId}/default/$default",
          },
        },
      },
      ChatDefaultStage: {
        Type: "AWS::ApiGatewayV2::Stage",
        Properties: {
          ApiId: { Ref: "Chat" },
          StageName: "default",
          AutoDeploy: true,
          Tags: { "websocketapi:createdBy": "SAM" },
        },
      },
    });
  });

  it.each([
    ["default", "ChatDefaultStage"],
    ["dev", "ChatdevStage"],
    ['!Ref "AWS::Region"', "ChatStage"],
  ])("with the stage name %s has the stage %s", (stageName, stageId) => {
    const { resources, aliases } = expandText(api(`StageName: ${stageName}\n${ONE_ROUTE}`));
    expect(resources).toHaveProperty(stageId);
    expect(aliases).toEqual({ "Chat.Stage": stageId });
  });

  it("with a computed stage name puts it into the permissions", () => {
    const { resources } = expandText(api(`StageName: !Ref AWS::Region\n${ONE_ROUTE}`));
    expect(resources.ChatConnectPermission?.Properties).toMatchObject({
      SourceArn: {
        "Fn::Sub": [
          "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Chat.ApiId}/${__StageName__}/$connect",
          { __StageName__: { Ref: "AWS::Region" } },
        ],
      },
    });
  });

  it.each([
    ["$connect", "ChatConnectRoute"],
    ["$disconnect", "ChatDisconnectRoute"],
    ["sendMessage", "ChatSendmessageRoute"],
    ["PING2", "ChatPing2Route"],
  ])("names the route %s %s", (key, routeId) => {
    expect(expandText(api(`Routes: { ${key}: { FunctionArn: arn:fn } }`)).resources).toHaveProperty(routeId);
  });

  it("passes settings to the resource that they belong to", () => {
    const { resources } = expandText(
      api(`
Name: chat
Description: Talk
ApiKeySelectionExpression: $request.header.x-api-key
DisableExecuteApiEndpoint: true
StageName: dev
StageVariables: { a: b }
AccessLogSettings: { DestinationArn: arn:log }
DefaultRouteSettings: { ThrottlingBurstLimit: 5 }
RouteSettings: { talk: { ThrottlingBurstLimit: 1 } }
Tags: { team: x }
Routes:
  talk:
    FunctionArn: arn:fn
    OperationName: Talk
    IntegrationTimeout: 900
    ApiKeyRequired: true
    RouteResponseSelectionExpression: $default`),
    );
    expect(resources).toMatchObject({
      Chat: {
        Properties: {
          Name: "chat",
          Description: "Talk",
          ApiKeySelectionExpression: "$request.header.x-api-key",
          DisableExecuteApiEndpoint: true,
          Tags: { team: "x", "websocketapi:createdBy": "SAM" },
        },
      },
      ChatTalkRoute: {
        Properties: { OperationName: "Talk", ApiKeyRequired: true, RouteResponseSelectionExpression: "$default" },
      },
      ChatTalkIntegration: { Properties: { TimeoutInMillis: 900 } },
      ChatdevStage: {
        DependsOn: ["ChatTalkRoute"],
        Properties: {
          StageVariables: { a: "b" },
          AccessLogSettings: { DestinationArn: "arn:log" },
          DefaultRouteSettings: { ThrottlingBurstLimit: 5 },
          RouteSettings: { talk: { ThrottlingBurstLimit: 1 } },
          Tags: { "websocketapi:createdBy": "SAM" },
        },
      },
    });
  });

  it("with a function as authorizer guards $connect alone", () => {
    const { resources } = expandText(
      api(`
Auth: { AuthType: CUSTOM, AuthArn: arn:auth, IdentitySource: [route.request.querystring.token] }
Routes: { $connect: { FunctionArn: arn:fn }, $default: { FunctionArn: arn:fn } }`),
    );
    expect(resources.ChatConnectRoute?.Properties).toMatchObject({
      AuthorizationType: "CUSTOM",
      AuthorizerId: { Ref: "ChatConnectAuthorizer" },
    });
    expect(resources.ChatDefaultRoute?.Properties).not.toHaveProperty("AuthorizationType");
    expect(resources.ChatConnectAuthorizer).toEqual({
      Type: "AWS::ApiGatewayV2::Authorizer",
      Properties: {
        ApiId: { Ref: "Chat" },
        AuthorizerType: "REQUEST",
        AuthorizerUri: { "Fn::Sub": [AUTHORIZER_URI, { AuthArn: "arn:auth" }] },
        IdentitySource: ["route.request.querystring.token"],
        Name: "ChatConnectAuthorizer",
      },
    });
    expect(resources.ChatAuthorizerPermission?.Properties).toMatchObject({
      FunctionName: "arn:auth",
      Principal: "apigateway.amazonaws.com",
      SourceArn: {
        "Fn::Sub": [
          "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/authorizers/*",
          { __ApiId__: { Ref: "Chat" } },
        ],
      },
    });
  });

  it("with a role for its authorizer needs no permission", () => {
    const { resources } = expandText(
      api(`Auth: { AuthType: CUSTOM, AuthArn: arn:auth, InvokeRole: arn:role, Name: door }\n${ONE_ROUTE}`),
    );
    expect(resources.ChatConnectAuthorizer?.Properties).toMatchObject({
      AuthorizerCredentialsArn: "arn:role",
      Name: "door",
    });
    expect(resources).not.toHaveProperty("ChatAuthorizerPermission");
  });

  it("with AWS_IAM says so on $connect", () => {
    const { resources } = expandText(api(`Auth: { AuthType: AWS_IAM }\n${ONE_ROUTE}`));
    expect(resources.ChatConnectRoute?.Properties).toMatchObject({ AuthorizationType: "AWS_IAM" });
  });

  it("takes an AuthType in lower case for what it says, never for none", () => {
    const { resources } = expandText(api(`Auth: { AuthType: custom, AuthArn: arn:auth }\n${ONE_ROUTE}`));
    expect(resources.ChatConnectRoute?.Properties).toMatchObject({ AuthorizationType: "CUSTOM" });
  });

  it("with a domain is mapped below it, and its DNS records are made", () => {
    const { resources, aliases } = expandText(
      api(`
Domain:
  DomainName: x.example.com
  CertificateArn: arn:cert
  BasePath: [a, b-c]
  Route53: { HostedZoneId: Z1, IpV6: true }
${ONE_ROUTE}`),
    );
    expect(aliases["Chat.DomainName"]).toBe("ApiGatewayDomainNameV24f0c432f34");
    expect(resources).toMatchObject({
      ApiGatewayDomainNameV24f0c432f34: {
        Type: "AWS::ApiGatewayV2::DomainName",
        Properties: {
          DomainName: "x.example.com",
          DomainNameConfigurations: [{ CertificateArn: "arn:cert", EndpointType: "REGIONAL" }],
        },
      },
      ChataApiMapping: { Properties: { ApiMappingKey: "a", Stage: { Ref: "ChatDefaultStage" } } },
      ChatbcApiMapping: { Properties: { ApiMappingKey: "b-c", ApiId: { Ref: "Chat" } } },
      RecordSetGroup0cf6d58763: { Properties: { RecordSets: [{ Type: "A" }, { Type: "AAAA" }] } },
    });
  });

  it.each<[what: string, properties: string, mistake: string]>([
    ["no routes", "Routes: {}", "8 Routes needs at least one route."],
    ["a route without a function", "Routes: { a: {} }", "8 Route a needs a FunctionArn."],
    ["a stage $default", `StageName: $default\n${ONE_ROUTE}`, "8 A WebSocket API cannot have a stage $default."],
    [
      "a route key that cannot be a logical id",
      "Routes: { a-b: { FunctionArn: arn:fn } }",
      "8 Route key a-b must consist of letters and digits; $connect, $disconnect, $default aside.",
    ],
    [
      "an authorizer without $connect",
      "Auth: { AuthType: NONE }\nRoutes: { a: { FunctionArn: arn:fn } }",
      "8 Auth needs a $connect route.",
    ],
    [
      "an unknown AuthType",
      `Auth: { AuthType: JWT }\n${ONE_ROUTE}`,
      "8 Auth needs an AuthType: NONE, AWS_IAM, CUSTOM.",
    ],
    [
      "an authorizer without a function",
      `Auth: { AuthType: CUSTOM }\n${ONE_ROUTE}`,
      "8 AuthType CUSTOM needs the AuthArn of a function.",
    ],
    [
      "AWS_IAM with more",
      `Auth: { AuthType: AWS_IAM, AuthArn: arn:x }\n${ONE_ROUTE}`,
      "8 AuthType AWS_IAM takes no other settings.",
    ],
    [
      "parameters of a route that takes none",
      "Routes: { a: { FunctionArn: arn:fn, RequestParameters: {} } }",
      "8 Route a cannot have RequestParameters; only $connect takes them.",
    ],
    [
      "a domain without a certificate",
      `Domain: { DomainName: x }\n${ONE_ROUTE}`,
      "8 Domain needs DomainName and CertificateArn.",
    ],
  ])("with %s is a mistake", (_what, properties, mistake) => {
    expect(mistakesIn(api(properties))).toEqual([mistake]);
  });

  it("with a mistake does not make its references mistakes too", () => {
    const stack = compileText(`Transform: AWS::Serverless-2016-10-31
${api("Routes: {}")}
  Use: { Type: Test::Anything, Properties: { Id: !Ref Chat } }
Outputs: { Id: { Value: !Ref Chat } }
`);
    expect(stack.notices.map(({ message }) => message)).toEqual(["Routes needs at least one route."]);
  });

  it("can be referred to by Api.Stage and Api.DomainName", () => {
    const stack = compileText(`Transform: AWS::Serverless-2016-10-31
${api(`StageName: dev\n${ONE_ROUTE}`)}
  Use:
    Type: Test::Anything
    Properties: { Ref: !Ref Chat.Stage, Sub: !Sub "\${Chat.Stage}", Direct: !Ref ChatdevStage }
`);
    expect(complaintsOf(stack)).toEqual([]);
    const stageId = stack.resources.get("ChatdevStage")?.physicalId;
    expect(stack.resources.get("Use")?.properties).toEqual({ Ref: stageId, Sub: stageId, Direct: stageId });
  });
});
