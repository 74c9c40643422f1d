import { expect } from "expect";
import { type Client, connect, eventOf } from "../probe/client.ts";
import { statusOf } from "../probe/http.ts";
import { chapter } from "../suite/declare.ts";
import { declaredBy } from "../targets/abilities.ts";

/** Declarations of CloudFormation's types, tried where the fixture's template itself is what runs. */
export const resources = chapter("Resources of CloudFormation", (target, { it }) => {
  const main = () => target.stage("Main/test");

  /** Tells if the answer to a message comes before that to another. */
  async function isAnswered(client: Client, message: object): Promise<boolean> {
    client.send(message);
    client.send({ action: "twoway", program: { return: { statusCode: 200, body: "last" } } });
    return (await client.next()) !== "last";
  }

  const declares = (title: string, run: (client: Client) => Promise<void>) =>
    it.concurrent(title, async () => {
      declaredBy(target);
      using client = await connect(main());
      await run(client);
    });

  declares("AWS::ApiGatewayV2::Api has the expression by which routes are selected [8/cfn-api]", async (client) => {
    expect((await eventOf(client, { action: "twoway" })).requestContext.apiId).toBe(main().apiId);
  });

  declares("AWS::ApiGatewayV2::Route has its key [8/cfn-route]", async (client) => {
    expect((await eventOf(client, { action: "twoway" })).requestContext.routeKey).toBe("twoway");
  });

  declares(
    "AWS::ApiGatewayV2::RouteResponse is what a route needs to answer [8/cfn-route-response]",
    async (client) => {
      expect(await isAnswered(client, { action: "silent" })).toBe(false);
      expect(JSON.parse(await client.ask({ action: "mock" }))).toHaveProperty("from");
    },
  );

  declares("AWS::ApiGatewayV2::Integration is what a route leads to [8/cfn-integration]", async (client) => {
    expect(await client.ask({ action: "custom", program: { return: { answer: 42 } } })).toBe('{"answer":42}');
  });

  declares("AWS::ApiGatewayV2::IntegrationResponse has a template [8/cfn-integration-response]", async (client) => {
    expect(JSON.parse(await client.ask({ action: "mock" }))).toEqual({ from: expect.stringMatching(/=$/) });
  });

  declares("AWS::ApiGatewayV2::Model has what messages have to be [8/cfn-model]", async (client) => {
    expect(await client.ask({ action: "modelled" })).toContain("Bad request body");
    expect(await client.ask({ action: "modelled", order: 1 })).toMatch(/^\{"from":/);
  });

  it.concurrent("AWS::ApiGatewayV2::Authorizer decides about connections [8/cfn-authorizer]", async () => {
    declaredBy(target);
    const answering = (authorizer: object) =>
      `${target.stage("Guarded/prod").wsUrl}?authorizer=${encodeURIComponent(JSON.stringify(authorizer))}`;
    expect(await statusOf(answering({}))).toBe(101);
    expect(await statusOf(answering({ throw: "Unauthorized" }))).toBe(401);
  });

  it.concurrent("AWS::ApiGatewayV2::Stage is reached by its name, with the Deployment that it names [8/cfn-stage-deployment]", async () => {
    declaredBy(target);
    expect(await statusOf(target.stage("Undeployed/test").wsUrl)).toBe(101);
    expect(await statusOf(target.stage("Undeployed/other").wsUrl)).toBe(403);
  });

  it.concurrent("a stage has variables and throttles of its own [8/stage-properties]", async () => {
    declaredBy(target);
    using client = await connect(target.stage("Recorded/variables"));
    expect((await eventOf(client, "who")).stageVariables).toEqual({ tenant: "acme" });
    expect(await statusOf(target.stage("Main/closed").wsUrl)).toBe(429);
  });
});
