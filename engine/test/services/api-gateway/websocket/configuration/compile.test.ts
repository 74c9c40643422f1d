import { describe, expect, it } from "vitest";
import { UserError } from "../../../../../src/kernel/errors.ts";
import { startGateway, webSocketApi } from "../harness/gateway.ts";

const mock = (integration: object) => ({ $default: { integration: { IntegrationType: "MOCK", ...integration } } });

describe("a template that API Gateway would refuse", () => {
  it.each([
    ["no RouteSelectionExpression", webSocketApi({ api: { RouteSelectionExpression: undefined } })],
    ["a broken RouteSelectionExpression", webSocketApi({ api: { RouteSelectionExpression: "$request.nonsense" } })],
    ["a broken mapping template", webSocketApi({ routes: mock({ RequestTemplates: { $default: "#if(" } }) })],
    ["a broken template selection", webSocketApi({ routes: mock({ TemplateSelectionExpression: "${request.body" }) })],
    [
      "a parameter that cannot be mapped",
      webSocketApi({ routes: mock({ RequestParameters: { "integration.request.body": "'x'" } }) }),
    ],
    [
      "a broken ModelSelectionExpression",
      webSocketApi({ routes: { $default: { properties: { ModelSelectionExpression: "$nonsense" } } } }),
    ],
  ])("is a user's mistake with its place: %s", async (_, resources) => {
    const starting = startGateway({ resources });
    await expect(starting).rejects.toThrow(UserError);
    await expect(starting).rejects.toMatchObject({
      location: { file: "template.yaml" },
      message: expect.stringMatching(/^Api/),
    });
  });
});
