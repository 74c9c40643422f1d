import { describe, expect, it } from "vitest";
import { restResourceTypes } from "../../../src/services/api-gateway/resource-types/rest.ts";
import { objectOf } from "../../../src/template/plain-data.ts";
import { compileText, complaintsOf, resourceTypes } from "../compile-text.ts";
import { expandText, mistakesIn } from "./expand-text.ts";

const withEvents = (events: string, more = "") => `
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: nodejs22.x
      Events:
${events.trim().replace(/^\s*/gm, "        ")}
${more}`;

const FN_URI = {
  "Fn::Sub": "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations",
};

const http = (properties: string) => `
  H:
    Type: AWS::Serverless::HttpApi
    Properties: ${properties}`;

const rest = (properties: string) => `
  R:
    Type: AWS::Serverless::Api
    Properties: ${properties}`;

/** YAML wants even bracketed text indented deeper than what holds it. */
const oneLine = (text: string) => text.replace(/\s+/g, " ");

describe("HttpApi events", () => {
  it("without an API make one, with the stage $default", () => {
    const { resources, aliases } = expandText(withEvents("All: { Type: HttpApi }"));
    expect(resources).toMatchObject({
      FnAllPermission: {
        Properties: {
          SourceArn: {
            "Fn::Sub": [
              "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/${__Stage__}/*",
              { __ApiId__: { Ref: "ServerlessHttpApi" }, __Stage__: "*" },
            ],
          },
        },
      },
      ServerlessHttpApi: {
        Type: "AWS::ApiGatewayV2::Api",
        Properties: {
          Body: {
            openapi: "3.0.1",
            info: { version: "1.0", title: { Ref: "AWS::StackName" } },
            paths: {
              $default: {
                "x-amazon-apigateway-any-method": {
                  isDefaultRoute: true,
                  "x-amazon-apigateway-integration": {
                    type: "aws_proxy",
                    httpMethod: "POST",
                    payloadFormatVersion: "2.0",
                    uri: FN_URI,
                  },
                },
              },
            },
          },
        },
      },
      ServerlessHttpApiApiGatewayDefaultStage: { Properties: { StageName: "$default", AutoDeploy: true } },
    });
    expect(aliases["ServerlessHttpApi.Stage"]).toBe("ServerlessHttpApiApiGatewayDefaultStage");
  });

  it("add routes to the API that they name, beside what its definition has", () => {
    const { resources } = expandText(
      withEvents(
        "One: { Type: HttpApi, Properties: { ApiId: !Ref H, Path: '/u/{id}', Method: GET, TimeoutInMillis: 900, RouteSettings: { ThrottlingBurstLimit: 1 } } }",
        http("{ StageName: dev, DefinitionBody: { openapi: 3.0.1, paths: { /q: { get: { x: y } } } } }"),
      ),
    );
    expect(resources).not.toHaveProperty("ServerlessHttpApi");
    expect(resources.H?.Properties).toMatchObject({
      Body: {
        paths: {
          "/q": { get: { x: "y" } },
          "/u/{id}": {
            get: {
              "x-amazon-apigateway-integration": { uri: FN_URI, timeoutInMillis: 900 },
              parameters: [{ name: "id", in: "path", required: true }],
            },
          },
        },
      },
    });
    expect(resources.HdevStage?.Properties).toMatchObject({
      RouteSettings: { "GET /u/{id}": { ThrottlingBurstLimit: 1 } },
    });
    expect(resources.FnOnePermission?.Properties).toMatchObject({
      SourceArn: { "Fn::Sub": [expect.stringMatching(/\/GET\/u\/\*$/), expect.anything()] },
    });
  });

  const auth = `{
    Auth: {
      DefaultAuthorizer: Jwt,
      EnableIamAuthorizer: true,
      Authorizers: {
        Jwt: { IdentitySource: $request.header.Authorization, JwtConfiguration: { Issuer: i, Audience: [a] }, AuthorizationScopes: [s] },
        Own: { FunctionArn: arn:auth, AuthorizerPayloadFormatVersion: "2.0", EnableSimpleResponses: true, Identity: { Headers: [X], ReauthorizeEvery: 3 }, EnableFunctionDefaultPermissions: true } } } }`;

  it.each<[what: string, event: string, security: unknown]>([
    ["the default authorizer", "", [{ Jwt: ["s"] }]],
    ["another authorizer", "Auth: { Authorizer: Own }", [{ Own: [] }]],
    ["no authorizer", "Auth: { Authorizer: NONE }", [{ NONE: [] }]],
    ["IAM", "Auth: { Authorizer: AWS_IAM }", [{ AWS_IAM: [] }]],
    ["scopes of their own", "Auth: { AuthorizationScopes: [t] }", [{ Jwt: ["t"] }]],
  ])("are guarded by %s", (_what, event, security) => {
    const { resources } = expandText(
      withEvents(
        `E: { Type: HttpApi, Properties: { ApiId: !Ref H, Path: /e, Method: POST, ${event} } }`,
        http(oneLine(auth)),
      ),
    );
    expect(resources.H?.Properties).toMatchObject({
      Body: {
        paths: { "/e": { post: { security } } },
        components: {
          securitySchemes: {
            Jwt: {
              type: "oauth2",
              "x-amazon-apigateway-authorizer": { type: "jwt", jwtConfiguration: { issuer: "i", audience: ["a"] } },
            },
            Own: {
              "x-amazon-apigateway-authorizer": {
                type: "request",
                identitySource: ["$request.header.X"],
                authorizerResultTtlInSeconds: 3,
                enableSimpleResponses: true,
              },
            },
            AWS_IAM: { "x-amazon-apigateway-authtype": "awsSigv4" },
          },
        },
      },
    });
    expect(resources).toHaveProperty("HOwnAuthorizerPermission");
  });

  it.each<[what: string, events: string, api: string, mistake: RegExp]>([
    [
      "an authorizer that the API lacks",
      "E: { Type: HttpApi, Properties: { ApiId: !Ref H, Auth: { Authorizer: X } } }",
      "{}",
      /names the authorizer X, which its API does not have/,
    ],
    [
      "a default authorizer that does not exist",
      "E: { Type: HttpApi, Properties: { ApiId: !Ref H } }",
      "{ Auth: { DefaultAuthorizer: X } }",
      /DefaultAuthorizer X is none of the Authorizers/,
    ],
    [
      "an authorizer of no known kind",
      "E: { Type: HttpApi, Properties: { ApiId: !Ref H } }",
      "{ Auth: { Authorizers: { X: {} } } }",
      /Authorizer X needs a JwtConfiguration or a FunctionArn/,
    ],
  ])("with %s are a mistake, never an open door", (_what, events, api, mistake) => {
    expect(mistakesIn(withEvents(events, http(api)))).toEqual([expect.stringMatching(mistake)]);
  });

  it.each<[cors: string, expected: unknown]>([
    ["true", { allowOrigins: ["*"] }],
    ["{ AllowOrigins: [a], MaxAge: 5 }", { allowOrigins: ["a"], maxAge: 5 }],
  ])("share the CORS configuration %s", (cors, expected) => {
    const { resources } = expandText(`Resources: ${http(`{ CorsConfiguration: ${cors} }`)}`);
    expect(resources.H?.Properties).toMatchObject({ Body: { "x-amazon-apigateway-cors": expected } });
  });
});

describe("Api events", () => {
  it("without an API make one, with the stage Prod", () => {
    const { resources } = expandText(withEvents("Get: { Type: Api, Properties: { Path: /x/, Method: any } }"));
    expect(Object.keys(resources)).toEqual([
      "Fn",
      "FnRole",
      "FnGetPermissionProd",
      "ServerlessRestApi",
      expect.stringMatching(/^ServerlessRestApiDeployment[0-9a-f]{10}$/),
      "ServerlessRestApiProdStage",
    ]);
    expect(resources.ServerlessRestApi?.Properties).toMatchObject({
      Body: {
        swagger: "2.0",
        paths: {
          "/x/": {
            "x-amazon-apigateway-any-method": {
              "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri: FN_URI },
            },
          },
        },
      },
    });
    expect(resources.FnGetPermissionProd?.Properties).toMatchObject({
      SourceArn: { "Fn::Sub": [expect.stringMatching(/\/\*\/x$/), expect.anything()] },
    });
  });

  const guarded = `{
    StageName: v1,
    Cors: "'*'",
    Auth: {
      DefaultAuthorizer: Token,
      ApiKeyRequired: true,
      UsagePlan: { CreateUsagePlan: PER_API, Quota: { Limit: 5, Period: DAY } },
      Authorizers: {
        Token: { FunctionArn: arn:auth, Identity: { Header: X-T } },
        Request: { FunctionArn: arn:auth, FunctionPayloadType: REQUEST, Identity: { QueryStrings: [q], Headers: [h] } },
        Pool: { UserPoolArn: arn:pool } } } }`;

  it.each<[what: string, event: string, security: unknown]>([
    ["what holds for the whole API", "", [{ Token: [] }, { api_key: [] }]],
    ["another authorizer", "Auth: { Authorizer: Pool, AuthorizationScopes: [s] }", [{ Pool: ["s"] }, { api_key: [] }]],
    ["nothing", "Auth: { Authorizer: NONE, ApiKeyRequired: false }", []],
    ["IAM", "Auth: { Authorizer: AWS_IAM }", [{ AWS_IAM: [] }, { api_key: [] }]],
  ])("are guarded by %s", (_what, event, security) => {
    const { resources } = expandText(
      withEvents(
        `E: { Type: Api, Properties: { RestApiId: !Ref R, Path: /e, Method: post, ${event} } }`,
        rest(oneLine(guarded)),
      ),
    );
    expect(resources.R?.Properties).toMatchObject({
      Body: {
        paths: { "/e": { post: { security }, options: { security: [{ Token: [] }, { api_key: [] }] } } },
        securityDefinitions: {
          Token: { name: "X-T", "x-amazon-apigateway-authorizer": { type: "token" } },
          Request: {
            "x-amazon-apigateway-authorizer": {
              type: "request",
              identitySource: "method.request.header.h, method.request.querystring.q",
            },
          },
          Pool: { "x-amazon-apigateway-authorizer": { type: "cognito_user_pools", providerARNs: ["arn:pool"] } },
          api_key: { name: "x-api-key" },
        },
      },
    });
    expect(Object.keys(resources)).toEqual(
      expect.arrayContaining([
        "FnEPermissionv1",
        "Rv1Stage",
        "RUsagePlan",
        "RApiKey",
        "RUsagePlanKey",
        "RTokenAuthorizerPermission",
      ]),
    );
  });

  it("answer preflight requests", () => {
    const { resources } = expandText(
      withEvents(
        "E: { Type: Api, Properties: { RestApiId: !Ref R, Path: /e, Method: post } }",
        rest(
          `{ StageName: v1, Cors: { AllowOrigin: "'x'", AllowHeaders: "'h'", MaxAge: "'5'", AllowCredentials: true } }`,
        ),
      ),
    );
    expect(resources.R?.Properties).toMatchObject({
      Body: {
        paths: {
          "/e": {
            options: {
              "x-amazon-apigateway-integration": {
                type: "mock",
                responses: {
                  default: {
                    responseParameters: {
                      "method.response.header.Access-Control-Allow-Origin": "'x'",
                      "method.response.header.Access-Control-Allow-Headers": "'h'",
                      "method.response.header.Access-Control-Allow-Methods": "'OPTIONS,POST'",
                      "method.response.header.Access-Control-Allow-Credentials": "'true'",
                      "method.response.header.Access-Control-Max-Age": "'5'",
                    },
                  },
                },
              },
            },
          },
        },
      },
    });
  });

  it("add to a definition of the API's own only when it is to be merged", () => {
    const pathsOf = (merge: string) => {
      const api = rest(`{ StageName: v1, ${merge} DefinitionBody: { openapi: 3.0.1, paths: { /own: {} } } }`);
      const { resources } = expandText(
        withEvents("E: { Type: Api, Properties: { RestApiId: !Ref R, Path: /e, Method: get } }", api),
      );
      return Object.keys(objectOf(objectOf(objectOf(resources.R?.Properties).Body).paths));
    };
    expect(pathsOf("")).toEqual(["/own"]);
    expect(pathsOf("MergeDefinitions: true,")).toEqual(["/own", "/e"]);
  });

  it("can name query parameters and headers", () => {
    const { resources } = expandText(
      withEvents(
        'E: { Type: Api, Properties: { Path: /e, Method: get, RequestParameters: [method.request.querystring.q, "method.request.header.h": { Required: true }] } }',
      ),
    );
    expect(resources.ServerlessRestApi?.Properties).toMatchObject({
      Body: {
        paths: {
          "/e": {
            get: {
              parameters: [
                { name: "q", in: "query", type: "string", required: false },
                { name: "h", in: "header", type: "string", required: true },
              ],
            },
          },
        },
      },
    });
  });

  const written = (path: string, more = "") =>
    `"${path}": { get: { x-amazon-apigateway-integration: { type: aws_proxy } ${more} }, options: { x-amazon-apigateway-integration: { type: mock } } }`;
  const definition = `DefinitionBody: { openapi: 3.0.1, paths: { ${written("/a")}, ${written("/b", ", security: [{ NONE: [] }]")}, ${written("/c", ", security: [{ Other: [] }]")} } }`;
  const authorizers = (format: string) =>
    `Authorizers: { Main: { FunctionArn: arn:auth ${format} }, Other: { FunctionArn: arn:auth ${format} } }`;

  it.each<[type: string, template: string, optionsSecurity: unknown]>([
    [
      "an HTTP API",
      http(
        `{ ${definition}, Auth: { DefaultAuthorizer: Main, ${authorizers(', AuthorizerPayloadFormatVersion: "2.0"')} } }`,
      ),
      undefined,
    ],
    [
      "a REST API",
      rest(`{ StageName: v1, ${definition}, Auth: { DefaultAuthorizer: Main, ${authorizers("")} } }`),
      [{ Main: [] }],
    ],
  ])("of %s do not leave what its own definition says unguarded", (_type, template, optionsSecurity) => {
    const { resources } = expandText(withEvents("", template));
    const { paths } = objectOf(objectOf((resources.H ?? resources.R)?.Properties).Body);
    expect(paths).toMatchObject({
      "/a": { get: { security: [{ Main: [] }] } },
      "/b": { get: { security: [{ NONE: [] }] } },
      "/c": { get: { security: [{ Other: [] }] } },
    });
    expect(objectOf(objectOf(objectOf(paths)["/a"]).options).security).toEqual(optionsSecurity);
  });

  it.each<[given: string, statements: unknown]>([
    [
      "{ IpRangeWhitelist: [10.0.0.0/8] }",
      [
        { Effect: "Allow", Principal: "*", Resource: "execute-api:/*" },
        { Effect: "Deny", Condition: { NotIpAddress: { "aws:SourceIp": ["10.0.0.0/8"] } } },
      ],
    ],
    ["{ AwsAccountBlacklist: ['1'] }", [{ Effect: "Deny", Principal: { AWS: ["1"] } }]],
    [
      "{ SourceVpcBlacklist: [vpc-1, vpce-2] }",
      [
        { Effect: "Allow" },
        { Effect: "Deny", Condition: { StringEquals: { "aws:SourceVpc": ["vpc-1"] } } },
        { Effect: "Allow" },
        { Effect: "Deny", Condition: { StringEquals: { "aws:SourceVpce": ["vpce-2"] } } },
      ],
    ],
    ["{ CustomStatements: { Effect: Deny, Action: a } }", [{ Effect: "Deny", Action: "a" }]],
  ])("carry the policy that ResourcePolicy %s asks for", (given, statements) => {
    const { resources } = expandText(withEvents("", rest(`{ StageName: v1, Auth: { ResourcePolicy: ${given} } }`)));
    expect(resources.R?.Properties).toMatchObject({
      Body: { "x-amazon-apigateway-policy": { Version: "2012-10-17", Statement: statements } },
    });
  });

  it("can be referred to by Api.Stage and Api.Deployment", () => {
    const stack = compileText(
      `Transform: AWS::Serverless-2016-10-31
Resources:
${rest("{ StageName: v1, Domain: { DomainName: x.example.com, CertificateArn: arn:c, BasePath: b } }")}
  Use:
    Type: Test::Anything
    Properties: { A: !Ref R.Stage, B: !Ref R.Deployment, C: !Ref R.DomainName }
`,
      { resourceTypes: { ...resourceTypes, ...restResourceTypes } },
    );
    expect(complaintsOf(stack)).toEqual([]);
    expect(stack.resources.get("Use")?.properties).toEqual({
      A: "v1",
      B: expect.stringMatching(/^[a-z0-9]{6}$/),
      C: "x.example.com",
    });
    expect(stack.resources.has("RbBasePathMapping")).toBe(true);
  });
});
