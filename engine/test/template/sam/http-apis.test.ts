import { describe, expect, it } from "vitest";
import { expandText, FN_URI, http, mistakesIn, oneLine, withEvents } from "./expand-text.ts";

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
