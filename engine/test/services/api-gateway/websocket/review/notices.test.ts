import { describe, expect, it } from "vitest";
import type { TemplateResources } from "../../../harness.ts";
import { type ApiOptions, idOf, invocationUri, startGateway, webSocketApi } from "../harness/gateway.ts";

const routes = { $connect: {}, chat: {} };
const deployed = { AutoDeploy: true };

async function codesFor(options: ApiOptions, more: TemplateResources = {}): Promise<unknown[]> {
  const resources = { ...webSocketApi({ stage: deployed, routes, ...options }), ...more };
  await using gateway = await startGateway({ resources });
  return gateway.journal.entries({ type: "notice" }).map(({ data }) => [data.code, data.logicalId]);
}

describe("notices about a WebSocket API", () => {
  it("are none for one that does the same on AWS", async () => {
    expect(await codesFor({})).toEqual([]);
  });

  const deployment: TemplateResources = {
    Deployment: { Type: "AWS::ApiGatewayV2::Deployment", Properties: { ApiId: idOf("Api", 10) } },
  };

  it.each<[string, ApiOptions, TemplateResources, unknown[]]>([
    [
      "an authorizer that is not used",
      { routes: { $connect: { properties: { AuthorizerId: "a" } } } },
      {},
      [["authorizer-unused", "ApiR0Route"]],
    ],
    [
      "settings of HTTP APIs",
      {},
      {
        Simple: {
          Type: "AWS::ApiGatewayV2::Authorizer",
          Properties: { ApiId: idOf("Api", 10), AuthorizerType: "REQUEST", EnableSimpleResponses: true },
        },
      },
      [
        ["connect-open", "ApiR0Route"],
        ["http-api-setting", "Simple"],
      ],
    ],
    [
      "an authorization that refuses everybody",
      { routes: { $connect: { properties: { AuthorizationType: "JWT" } } } },
      {},
      [["authorization-unsupported", "ApiR0Route"]],
    ],
    [
      "an authorization elsewhere than on $connect",
      { routes: { chat: { properties: { AuthorizationType: "AWS_IAM" } } } },
      {},
      [["authorization-ignored", "ApiR0Route"]],
    ],
    [
      "a target that does not exist",
      { routes: { chat: { properties: { Target: "integrations/x" } } } },
      {},
      [["target-missing", "ApiR0Route"]],
    ],
    [
      "a function that is not called by POST",
      {
        routes: {
          chat: {
            integration: { IntegrationType: "AWS", IntegrationUri: invocationUri("f"), IntegrationMethod: "GET" },
          },
        },
      },
      {},
      [["integration-method", "ApiR0Integration"]],
    ],
    ["a stage without deployment", { stage: {} }, {}, [["stage-not-deployed", "ApiStage"]]],
    [
      "routes that a deployment may miss",
      { stage: { DeploymentId: idOf("Deployment", 6) } },
      deployment,
      [
        ["route-not-in-deployment", "ApiR0Route"],
        ["route-not-in-deployment", "ApiR1Route"],
      ],
    ],
    [
      "a throttle of 0",
      { stage: { ...deployed, DefaultRouteSettings: { ThrottlingBurstLimit: 0 } } },
      {},
      [["throttle-zero", "ApiStage"]],
    ],
    [
      "two APIs with one stage name",
      {},
      webSocketApi({ logicalId: "Other", stage: deployed }),
      [
        ["stage-name-shared", "Api"],
        ["stage-name-shared", "Other"],
      ],
    ],
    [
      "nothing of an HTTP API",
      {},
      {
        Http: { Type: "AWS::ApiGatewayV2::Api", Properties: { ProtocolType: "HTTP" } },
        HttpStage: { Type: "AWS::ApiGatewayV2::Stage", Properties: { ApiId: idOf("Http", 10), StageName: "dev" } },
      },
      [],
    ],
  ])("tell of %s", async (_, options, more, expected) => {
    expect(await codesFor(options, more)).toEqual(expected);
  });
});
