import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startEngine } from "../../../../src/engine.ts";
import { UserError } from "../../../../src/kernel/errors.ts";
import {
  integrationSettings,
  payloadFormatOf,
} from "../../../../src/services/api-gateway/http/configuration/open-api/integration.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "definition-"));
});
afterEach(() => rm(folder, { recursive: true }));

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Api: { Type: AWS::Serverless::Api, Properties: { StageName: v1, DefinitionUri: openapi.yaml } }
`;

const MOCK = `
openapi: 3.0.1
paths:
  /hello:
    get:
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: { application/json: '{"statusCode": 200}' }
        responses:
          default: { statusCode: "200", responseTemplates: { text/plain: hello } }
    post:
      x-amazon-apigateway-request-validator: all
      security: [{ unknown: [] }]
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: { application/json: '{"statusCode": $input.json("$.status")}' }
`;

async function start(definition: string | undefined) {
  await writeFile(join(folder, "template.yaml"), TEMPLATE);
  if (definition !== undefined) await writeFile(join(folder, "openapi.yaml"), definition);
  return startEngine({ template: join(folder, "template.yaml") });
}

describe("an OpenAPI definition", () => {
  it.each([
    [2, "2.0"],
    [1, "1.0"],
    ["2.0", "2.0"],
    [undefined, "1.0"],
  ])("may write the version of a function's event as a number: %j", (payloadFormatVersion, version) => {
    expect(integrationSettings({ payloadFormatVersion }, "http-api").payloadFormat).toBe(version);
    expect(payloadFormatOf(payloadFormatVersion) ?? "1.0").toBe(version);
  });
});

describe("an OpenAPI definition in a file", () => {
  it("makes the routes of its API, and what of it does not run is told", async () => {
    await using engine = await start(MOCK);
    const url = `${engine.httpApis[0]?.url}/hello`;
    expect(await (await fetch(url)).text()).toBe("hello");
    expect((await fetch(url, { method: "POST" })).status).toBe(500);
    expect(engine.stack.notices.filter(({ logicalId }) => logicalId === "Api").map(({ code }) => code)).toEqual([
      "authorization-unsupported",
      "integration-unsupported",
      "setting-without-effect",
    ]);
  });

  it("may write numbers with digits that JavaScript would leave out", async () => {
    const numbers = MOCK.replace("type: mock", "type: mock\n        timeoutInMillis: 1e3").replace(
      "openapi: 3.0.1",
      "openapi: 3.0",
    );
    await using engine = await start(numbers);
    expect(await (await fetch(`${engine.httpApis[0]?.url}/hello`)).text()).toBe("hello");
  });

  it.each([
    ["is not there", undefined],
    ["is no map", "- a\n"],
  ])("that %s is a user's mistake with its place", async (_what, definition) => {
    const failure = await start(definition).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UserError);
    expect(failure).toMatchObject({ location: { file: join(folder, "template.yaml"), line: 4 } });
  });
});
