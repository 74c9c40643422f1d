import { describe, expect, it } from "vitest";
import { restResourceTypes } from "../../../src/services/api-gateway/resource-types/rest.ts";
import { objectOf } from "../../../src/template/plain-data.ts";
import { compileText, complaintsOf, resourceTypes } from "../compile-text.ts";
import { expandText, FN_URI, http, oneLine, rest, withEvents } from "./expand-text.ts";

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
