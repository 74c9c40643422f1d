import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Parser } from "@asyncapi/parser";
import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createStackViews } from "../../src/api-documents/stack-views.ts";
import { type Engine, readStack, startEngine } from "../../src/engine.ts";
import { fixture } from "../stacks/fixture.ts";

// biome-ignore lint/suspicious/noExplicitAny: documents have any members.
type Document = any;

const parser = new Parser();

let engine: Engine;

beforeAll(async () => {
  engine = await startEngine({ template: fixture("described/template.yaml") });
});
afterAll(() => engine.stop());

async function get(path: string, from = engine): Promise<{ readonly status: number; readonly body: Document }> {
  const response = await fetch(`${from.endpoint}/_portcullis/${path}`);
  return { status: response.status, body: await response.json() };
}

/** The remarks of the official parser, but the one that there is a newer version of AsyncAPI. */
async function findingsOf(document: Document) {
  const { diagnostics } = await parser.parse(JSON.stringify(document));
  return diagnostics
    .filter(({ code }) => code !== "asyncapi-latest-version")
    .map(({ message, path }) => [message, path]);
}

describe("GET /_portcullis/asyncapi", () => {
  it("is valid for the official parser, for a template that says nothing of AsyncAPI", async () => {
    expect(await findingsOf((await get("asyncapi")).body)).toEqual([]);
  });

  it("has the API's own words, its addresses here and on AWS, and the source", async () => {
    const { body } = await get("asyncapi");
    expect(body.info).toEqual({ title: "market", version: "1", description: "Prices, as they change" });
    const { host } = new URL(engine.endpoint);
    expect(Object.values(body.servers)).toMatchObject([
      { host, pathname: "/live", protocol: "ws" },
      { host: "{apiId}.execute-api.us-east-1.amazonaws.com", pathname: "/live", protocol: "wss" },
    ]);
    expect(body["x-portcullis-source"]).toBe("template");
  });

  it("tells how a handshake is authorized, and what it has to carry", async () => {
    const { body } = await get("asyncapi");
    expect(Object.values(body.components.securitySchemes)).toMatchObject([
      { type: "httpApiKey", in: "query", name: "user", description: expect.stringContaining("Doorman") },
    ]);
    expect(body.channels.Market.bindings.ws.query).toMatchObject({ required: ["user"] });
  });

  it("has an operation for each route that a message can select, and its answer where there is one", async () => {
    const { operations, components } = (await get("asyncapi")).body;
    expect(Object.keys(operations)).toEqual(["subscribe", "default"]);
    expect(operations.subscribe).toMatchObject({
      action: "receive",
      title: "Subscribe",
      "x-portcullis-route": "subscribe",
    });
    expect(operations.subscribe.summary).toBe("Route subscribe, which goes to Echo.");
    expect(components.messages["subscribe-answer"].payload).toEqual({ $ref: "#/components/schemas/Subscribed" });
    expect(operations.default).not.toHaveProperty("reply");
  });

  it("has models as JSON schemas of today, references among them too", async () => {
    const { Subscription } = (await get("asyncapi")).body.components.schemas;
    expect(Subscription).toMatchObject({
      description: "The symbols whose prices a client wants",
      properties: { symbols: { items: { $ref: "#/components/schemas/Symbol" } }, above: { exclusiveMinimum: 0 } },
    });
    expect(Subscription).not.toHaveProperty("$schema");
    expect(Subscription.properties.above).not.toHaveProperty("minimum");
  });

  it.each(["serverless-framework", "aws-integrations"])("is valid for %s", async (name) => {
    const stack = await readStack({ template: fixture(name) });
    const found = await createStackViews({ stack: () => stack, localUrl: () => undefined }).asyncApi({
      generated: true,
    });
    expect("document" in found && (await findingsOf(found.document))).toEqual([]);
  });
});

describe("GET /_portcullis/openapi", () => {
  it.each(["Quotes", "Written", "Desk", "AnswerUrl"])("is valid for the API %s", async (api) => {
    const { body } = await get(`openapi?api=${api}`);
    expect(await new Validator().validate(body)).toEqual({ valid: true });
  });

  it("has the routes with their variables, and who may call them", async () => {
    const { paths, components } = (await get("openapi?api=Quotes")).body;
    expect(paths["/quotes/{symbol}"].get).toMatchObject({
      parameters: [{ name: "symbol", in: "path", required: true, schema: { type: "string" } }],
      security: [{ Issuer: [] }],
      "x-portcullis-route": "GET /quotes/{symbol}",
    });
    expect(components.securitySchemes.Issuer).toMatchObject({ type: "http", scheme: "bearer" });
    expect(Object.keys(paths["/files/{proxy}"])).toEqual(["get", "put", "post", "delete", "patch"]);
  });

  it("is the definition that the template has, without what only API Gateway reads", async () => {
    const { body } = await get("openapi?api=Written");
    expect(body.info).toMatchObject({ title: "Written by hand", version: "2" });
    expect(body.paths["/orders"].post).toMatchObject({ operationId: "order", summary: "Orders something" });
    expect(body.components.schemas.Order.required).toEqual(["symbol"]);
    expect(JSON.stringify(body)).not.toMatch(/x-amazon-apigateway-integration|httpapi:createdBy/);
  });

  it("tells of signatures and API keys", async () => {
    expect((await get("openapi?api=AnswerUrl")).body.components.securitySchemes.sigv4.name).toBe("Authorization");
    expect((await get("openapi?api=Desk")).body.paths["/desk/{id}"].put.security).toEqual([{ apiKey: [] }]);
  });

  it.each([
    ["openapi", "Name one of Quotes, Written, Desk, AnswerUrl, as ?api=Quotes."],
    ["openapi?api=Other", "No API that answers HTTP is called Other: there are Quotes, Written, Desk, AnswerUrl."],
  ])("answers 404 to %s, and says which there are", async (path, message) => {
    expect(await get(path)).toEqual({ status: 404, body: { message } });
  });
});

describe("documents of a project", () => {
  const template = [
    "Resources:",
    "  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: plain, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.do } }",
    "  Stage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Api, StageName: dev } }",
  ].join("\n");

  async function inProject(files: Record<string, string>, check: (engine: Engine) => Promise<void>) {
    const folder = await mkdtemp(join(tmpdir(), "documents-"));
    try {
      for (const [name, text] of Object.entries({ "template.yaml": template, ...files }))
        await writeFile(join(folder, name), text);
      await using other = await startEngine({ template: join(folder, "template.yaml") });
      await check(other);
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  it("are served in place of what the template gives, unless that is asked for", async () => {
    const written = "asyncapi: 3.0.0\ninfo: { title: By hand, version: 1.2.3 }\nchannels: {}\n";
    await inProject({ "asyncapi.yaml": written }, async (other) => {
      const { body } = await get("asyncapi", other);
      expect(body).toMatchObject({ info: { title: "By hand" }, "x-portcullis-source": "asyncapi.yaml" });
      const generated = await get("asyncapi?generated=true", other);
      expect(generated.body).toMatchObject({ info: { title: "plain" }, "x-portcullis-source": "template" });
    });
  });

  it("that cannot be read are told with their name", async () => {
    await inProject({ "asyncapi.json": "{ not: [closed" }, async (other) => {
      const { status, body } = await get("asyncapi", other);
      expect([status, body.message]).toEqual([400, expect.stringMatching(/^asyncapi\.json cannot be read: /)]);
    });
  });

  it("are no files that only have that name", async () => {
    await inProject({ "asyncapi.json": '{"some":"settings"}' }, async (other) => {
      expect((await get("asyncapi", other)).body.info.title).toBe("plain");
    });
  });
});
