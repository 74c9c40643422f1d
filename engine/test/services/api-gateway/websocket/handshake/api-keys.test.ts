import { describe, expect, it } from "vitest";
import type { TemplateResources } from "../../../harness.ts";
import { API_ID, idOf, ok, policy, refusalOf, STAGE, startGateway, webSocketApi } from "../harness/gateway.ts";

const VALUE = "0123456789abcdef0123";

interface Options {
  readonly api?: object;
  readonly authorizer?: object;
  readonly key?: object;
  readonly stage?: string;
}

const usage = ({ key = {}, stage = STAGE }: Options): TemplateResources => ({
  Key: { Type: "AWS::ApiGateway::ApiKey", Properties: { Enabled: true, Value: VALUE, ...key } },
  Plan: { Type: "AWS::ApiGateway::UsagePlan", Properties: { ApiStages: [{ ApiId: API_ID, Stage: stage }] } },
  PlanKey: {
    Type: "AWS::ApiGateway::UsagePlanKey",
    Properties: { KeyId: idOf("Key", 10), KeyType: "API_KEY", UsagePlanId: idOf("Plan", 6) },
  },
});

function start(options: Options = {}, authorize = () => policy("Allow", "*")) {
  const api = webSocketApi({
    ...(options.api && { api: { ...options.api } }),
    ...(options.authorizer && { authorizer: { ...options.authorizer } }),
    routes: { $connect: { function: "connect", properties: { ApiKeyRequired: true } } },
  });
  return startGateway({ resources: { ...api, ...usage(options) }, functions: { connect: ok, authorizer: authorize } });
}

const withKey = (value: string) => ({ headers: { "X-Api-Key": value } });

describe("ApiKeyRequired on $connect", () => {
  it("lets in who sends a key of the stage's usage plan, and tells it in the events", async () => {
    await using gateway = await start();
    await gateway.connect(`/${STAGE}`, withKey(VALUE));
    expect(gateway.events("connect")[0].requestContext.identity).toMatchObject({
      apiKey: VALUE,
      apiKeyId: idOf("Key", 10),
      sourceIp: "127.0.0.1",
    });
  });

  it.each([
    ["no key", {}, {}],
    ["an empty key", {}, withKey("")],
    ["another key", {}, withKey("wrong")],
    ["a key of another stage's plan", { stage: "other" }, withKey(VALUE)],
    ["a disabled key", { key: { Enabled: false } }, withKey(VALUE)],
  ])("answers 403 with %s", async (_, options, headers) => {
    await using gateway = await start(options);
    expect(await refusalOf(gateway.connect(`/${STAGE}`, headers))).toMatchObject({
      status: 403,
      body: '{"message":"Forbidden"}',
    });
    expect(gateway.events("connect")).toEqual([]);
    expect(JSON.stringify(gateway.journal.entries())).not.toContain(VALUE);
  });

  it("takes the authorizer's usageIdentifierKey where the API says so", async () => {
    const api = { ApiKeySelectionExpression: "$context.authorizer.usageIdentifierKey" };
    const answers = [policy("Allow", "*", { usageIdentifierKey: VALUE }), policy("Allow", "*")];
    await using gateway = await start({ api, authorizer: {} }, () => answers.shift() ?? policy("Deny", "*"));
    await gateway.connect();
    expect(await refusalOf(gateway.connect(`/${STAGE}`, withKey(VALUE)))).toMatchObject({ status: 403 });
  });
});
