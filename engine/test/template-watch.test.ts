import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type Engine, startEngine } from "../src/engine.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "portcullis-template-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (name: string, text: string) => writeFileSync(join(folder, name), text);

const TEMPLATE = `Resources:
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: a, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action } }
  Route: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !Ref Api, RouteKey: $default, Target: !Sub "integrations/\${Mock}" } }
  Mock: { Type: AWS::ApiGatewayV2::Integration, Properties: { ApiId: !Ref Api, IntegrationType: MOCK, RequestTemplates: { "200": '{"statusCode":200}' }, TemplateSelectionExpression: "200" } }
  Dev: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Api, StageName: dev, AutoDeploy: true } }
  Queue: { Type: AWS::SQS::Queue, Properties: { "Fn::Transform": { Name: AWS::Include, Parameters: { Location: queue.yaml } } } }
  Child: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: child.yaml } }
`;

async function start(): Promise<Engine> {
  put("template.yaml", TEMPLATE);
  put("queue.yaml", "VisibilityTimeout: 5\n");
  put("child.yaml", "Resources: { Topic: { Type: AWS::SNS::Topic } }\n");
  const engine = await startEngine({ template: folder, watch: true });
  await told(engine, "watched");
  return engine;
}

/** The first entry of that status; a machine that is busy takes its time. */
const told = ({ journal }: Engine, status: string, message = /^/) =>
  journal.waitFor(
    ({ service, type, data }) =>
      service === "engine" && type === "template" && data.status === status && message.test(String(data.message)),
    { signal: AbortSignal.timeout(15_000) },
  );

describe("A change of the template", () => {
  it("is told by logical ids and properties, and leaves sockets open", async () => {
    await using engine = await start();
    const socket = new WebSocket(engine.webSockets[0]?.url ?? "");
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    put(
      "template.yaml",
      `${TEMPLATE.replace(/^ {2}Child.*\n/m, "")}  New: { Type: AWS::SNS::Topic }\n`.replace(
        "StageName: dev",
        "StageName: dev, StageVariables: { a: b }",
      ),
    );
    const { data } = await told(engine, "changed");
    expect(data).toMatchObject({
      files: [join(folder, "template.yaml")],
      changes: [
        { logicalId: "Child", kind: "removed" },
        { logicalId: "Child/Topic", kind: "removed" },
        { logicalId: "Dev", kind: "changed", properties: ["StageVariables"] },
        { logicalId: "New", kind: "added" },
      ],
    });
    expect(socket.readyState).toBe(WebSocket.OPEN);
    socket.terminate();
  });

  it.each([
    [
      "an included file",
      "queue.yaml",
      "VisibilityTimeout: 6\n",
      { logicalId: "Queue", properties: ["VisibilityTimeout"] },
    ],
    [
      "a nested template",
      "child.yaml",
      "Resources: { Topic: { Type: AWS::SNS::Topic, Properties: { DisplayName: x } } }\n",
      { logicalId: "Child/Topic", properties: ["DisplayName"] },
    ],
  ])("is noticed in %s", async (_file, name, text, change) => {
    await using engine = await start();
    put(name, text);
    expect((await told(engine, "changed")).data.changes).toEqual([{ kind: "changed", ...change }]);
  });

  it("is noticed in samconfig.toml, also where there was none", async () => {
    const resources = `Parameters: { Seconds: { Type: Number, Default: 5 } }
Resources: { Queue: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: !Ref Seconds } } }
`;
    put("template.yaml", resources);
    await using engine = await startEngine({ template: folder, watch: true });
    await told(engine, "watched");
    put("samconfig.toml", '[default.deploy.parameters]\nparameter_overrides = "Seconds=6"\n');
    const { data } = await told(engine, "changed");
    expect(data).toMatchObject({
      files: [join(folder, "samconfig.toml")],
      changes: [{ logicalId: "Queue", kind: "changed", properties: ["VisibilityTimeout"] }],
    });
    put("samconfig.toml", "[default.deploy\n");
    expect((await told(engine, "mistaken")).data.location).toContain("samconfig.toml:1");
  });

  it("with a mistake is told with its place, and so is its end", async () => {
    await using engine = await start();
    put("template.yaml", `${TEMPLATE}  Bad: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Ref Nobody } }\n`);
    expect((await told(engine, "mistaken")).data).toMatchObject({
      message: "Bad: There is no parameter or resource Nobody.",
      location: expect.stringMatching(/template\.yaml:8:\d+$/),
    });
    put("template.yaml", TEMPLATE.replace("queue.yaml", "other.yaml"));
    expect((await told(engine, "mistaken", /other\.yaml does not exist/)).data.location).toMatch(/template\.yaml:6:/);
    put("other.yaml", "VisibilityTimeout: 5\n");
    expect((await told(engine, "unchanged")).data.changes).toEqual([]);
  });

  it("reloads functions in place when it is of their code alone, and keeps sockets open", async () => {
    const functionWith = (value: string) => `  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::000000000000:role/r
      Runtime: nodejs22.x
      Handler: index.handler
      Environment: { Variables: { VALUE: ${value} } }
      Code: { ZipFile: "exports.handler = async () => process.env.VALUE" }
`;
    put("queue.yaml", "VisibilityTimeout: 5\n");
    put("child.yaml", "Resources: { Topic: { Type: AWS::SNS::Topic } }\n");
    put("template.yaml", TEMPLATE + functionWith("old"));
    await using engine = await startEngine({ template: folder, watch: true });
    await told(engine, "watched");
    const socket = new WebSocket(engine.webSockets[0]?.url ?? "");
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    expect(await invoke(engine)).toBe("old");
    put("template.yaml", TEMPLATE + functionWith("new"));
    const { data } = await told(engine, "reloaded");
    expect(data).toMatchObject({ changes: [{ logicalId: "Fn", kind: "changed", properties: ["Environment"] }] });
    expect(await invoke(engine)).toBe("new");
    // One more change, of something else: then nothing is touched.
    put("template.yaml", TEMPLATE.replace("StageName: dev", "StageName: prod") + functionWith("newest"));
    expect((await told(engine, "changed")).data).toMatchObject({
      changes: [{ logicalId: "Dev" }, { logicalId: "Fn" }],
    });
    expect(await invoke(engine)).toBe("new");
    expect(socket.readyState).toBe(WebSocket.OPEN);
    socket.terminate();
  });
});

async function invoke({ endpoint, functions: [name] }: Engine): Promise<unknown> {
  const headers = {
    authorization:
      "AWS4-HMAC-SHA256 Credential=test/20000101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=00",
    "x-amz-date": "20000101T000000Z",
  };
  const url = `${endpoint}/2015-03-31/functions/${name}/invocations`;
  return (await fetch(url, { method: "POST", headers, body: "{}" })).json();
}
