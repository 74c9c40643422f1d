import { describe, expect, it } from "vitest";
import { UserError } from "../../../../../src/kernel/errors.ts";
import type { TemplateResources } from "../../../harness.ts";
import { API_ID, type Gateway, idOf, startGateway, webSocketApi } from "../harness/gateway.ts";

const schema = { type: "object", required: ["text"], properties: { text: { type: "string" } } };

function start(properties: Readonly<Record<string, unknown>>): Promise<Gateway> {
  const model: TemplateResources = {
    Model: { Type: "AWS::ApiGatewayV2::Model", Properties: { ApiId: API_ID, Name: "chat", Schema: schema } },
  };
  const api = webSocketApi({
    stage: { AccessLogSettings: { Format: "$context.status $context.error.validationErrorString" } },
    routes: { chat: { function: "f", twoWay: true, properties } },
  });
  return startGateway({ resources: { ...api, ...model }, functions: { f: () => ({ statusCode: 200, body: "done" }) } });
}

const selecting = (RequestModels: object, ModelSelectionExpression = "\\$default") => ({
  ModelSelectionExpression,
  RequestModels,
});

const badBody = expect.stringMatching(
  /^\{"message": "Bad request body", "connectionId":"[\w-]{15}=", "messageId":"[\w-]{15}="\}$/,
);

describe("a route with a model", () => {
  it("is a user's mistake when the model is no schema", async () => {
    const model: TemplateResources = {
      Model: {
        Type: "AWS::ApiGatewayV2::Model",
        Properties: { ApiId: API_ID, Name: "chat", Schema: { type: "text" } },
      },
    };
    const routes = { chat: { properties: selecting({ $default: "chat" }) } };
    const starting = startGateway({ resources: { ...webSocketApi({ routes }), ...model } });
    await expect(starting).rejects.toThrow(UserError);
    await expect(starting).rejects.toMatchObject({ location: { file: "template.yaml" } });
  });

  it.each([
    ["$default", selecting({ $default: "chat" })],
    ["the model's id", selecting({ $default: idOf("Model", 6) })],
    ["the expression", selecting({ "1": "chat" }, "$request.body.version")],
  ])("takes messages that fit it: selected by %s", async (_, properties) => {
    await using gateway = await start(properties);
    const client = await gateway.connect();
    expect(await client.ask({ action: "chat", version: 1, text: "hi" })).toBe("done");
  });

  it.each([
    ["one that does not fit", selecting({ $default: "chat" }), { text: 7 }],
    ["one that selects no model", selecting({ "1": "chat" }, "$request.body.version"), { version: 2, text: "hi" }],
    ["any while the model does not exist", selecting({ $default: "other" }), { text: "hi" }],
  ])("answers Bad request body to %s, does not call the backend, and stays open", async (_, properties, message) => {
    await using gateway = await start(properties);
    const client = await gateway.connect();
    expect(await client.ask({ action: "chat", ...message })).toEqual(badBody);
    expect(gateway.events("f")).toEqual([]);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
  });

  it("does not ask without a ModelSelectionExpression", async () => {
    await using gateway = await start({ RequestModels: { $default: "chat" } });
    const client = await gateway.connect();
    expect(await client.ask({ action: "chat" })).toBe("done");
  });

  it("tells the log what is wrong, without the message's text", async () => {
    await using gateway = await start(selecting({ $default: "chat" }));
    const client = await gateway.connect();
    await client.ask({ action: "chat", text: ["secret"] });
    const { data } = await gateway.journal.waitFor(({ data: { line } }) => String(line).startsWith("400"));
    expect(data.line).toBe("400 [/text must be string]");
    expect(JSON.stringify(gateway.journal.entries())).not.toContain("secret");
  });
});
