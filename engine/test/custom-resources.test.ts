import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Engine, type EngineOptions, readStack, startEngine } from "../src/engine.ts";
import { createClock } from "../src/kernel/clock.ts";
import type { Journal } from "../src/kernel/journal.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "portcullis-custom-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Answers as AWS's `cfn-response` does: to the host of the URL, on the port of TLS. */
const HANDLER = `
const https = require("node:https");
exports.handler = async (event) => {
  console.log(JSON.stringify(event));
  const { Answer = "{}", Fail, Silent } = event.ResourceProperties;
  if (Fail === "throw") throw new Error("broken");
  if (Silent) return;
  const body = JSON.stringify({
    Status: Fail ? "FAILED" : "SUCCESS", Reason: Fail, PhysicalResourceId: "made-" + event.LogicalResourceId,
    StackId: event.StackId, RequestId: event.RequestId, LogicalResourceId: event.LogicalResourceId, Data: JSON.parse(Answer),
  });
  const { hostname, pathname, search } = new URL(event.ResponseURL);
  const options = { hostname, port: 443, path: pathname + search, method: "PUT", headers: { "content-type": "", "content-length": body.length } };
  await new Promise((resolve, reject) => https.request(options, resolve).on("error", reject).end(body));
};`;

const MAKER = `
  Maker:
    Type: AWS::Lambda::Function
    Properties: { Runtime: nodejs22.x, Handler: index.handler, Code: src, Role: r }`;

const custom = (logicalId: string, properties = "A: 1", rest = "") => `
  ${logicalId}:
    Type: Custom::${logicalId}
    ${rest}
    Properties: { ServiceToken: !GetAtt Maker.Arn, ${properties} }`;

function write(resources: string, outputs = "") {
  const files = { "template.yaml": `Resources:${MAKER}${resources}\n${outputs}`, "index.js": HANDLER };
  writeFileSync(join(folder, "template.yaml"), files["template.yaml"].replace("Code: src", "Code: ."));
  writeFileSync(join(folder, "index.js"), files["index.js"]);
}

const start = (options: EngineOptions = {}) => startEngine({ template: folder, customResources: true, ...options });

const statusesOf = ({ journal }: Pick<Engine, "journal">) =>
  journal
    .entries({ service: "cloudformation", type: "custom-resource" })
    .map(({ data }) => `${data.logicalId} ${data.status}`);

const eventsOf = ({ journal }: Pick<Engine, "journal">) =>
  journal
    .entries({ service: "lambda", type: "log" })
    .flatMap(({ data }) => /\{"RequestType.*\}/.exec(String(data.line)) ?? [])
    .map((text) => JSON.parse(text));

describe("customResources: true", () => {
  it("has a function create its custom resource, and shows in outputs what it answered", async () => {
    write(
      custom("Seed", `Count: 3, Deep: { On: true, List: [1, x] }, Answer: '{"Name":"n","Size":7}'`),
      "Outputs: { Name: { Value: !GetAtt Seed.Name }, Size: { Value: !GetAtt Seed.Size }, Id: { Value: !Ref Seed } }",
    );
    await using engine = await start();
    expect(engine.outputs).toEqual({ Name: "n", Size: "7", Id: "made-Seed" });
    expect(statusesOf(engine)).toEqual(["Seed CREATE_IN_PROGRESS", "Seed CREATE_COMPLETE"]);
    const [event] = eventsOf(engine);
    expect(event).toEqual({
      RequestType: "Create",
      ServiceToken: expect.stringMatching(/^arn:aws:lambda:us-east-1:\d{12}:function:local-Maker-/),
      ResponseURL: expect.stringMatching(
        /^https:\/\/cloudformation-custom-resource-response-useast1\.s3\.us-east-1\.amazonaws\.com\/arn%3Aaws%3A.*%7CSeed%7C.*X-Amz-Signature=/,
      ),
      StackId: engine.stack.id,
      RequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      LogicalResourceId: "Seed",
      ResourceType: "Custom::Seed",
      ResourceProperties: {
        ServiceToken: event.ServiceToken,
        Count: "3",
        Deep: { On: "true", List: ["1", "x"] },
        Answer: '{"Name":"n","Size":7}',
      },
    });
  });

  it("calls each after those that it needs, with what they answered", async () => {
    write(
      custom("Last", "A: 1", "DependsOn: Middle") +
        custom("Middle", "From: !Sub '<${First.Value}>'") +
        custom("First", `Answer: '{"Value":"v"}'`),
    );
    await using engine = await start();
    expect(eventsOf(engine).map(({ LogicalResourceId }) => LogicalResourceId)).toEqual(["First", "Middle", "Last"]);
    expect(eventsOf(engine)[1].ResourceProperties.From).toBe("<v>");
  });

  it("tells why one failed, with its place, and does not call those that need it", async () => {
    write(custom("Bad", "Fail: no luck") + custom("Next", "Id: !Ref Bad") + custom("Broken", "Fail: throw"));
    await using engine = await start();
    const failures = engine.journal
      .entries({ service: "cloudformation", type: "custom-resource" })
      .filter(({ data }) => data.status === "CREATE_FAILED");
    expect(failures.map(({ data }) => [data.logicalId, data.reason])).toEqual([
      [
        "Bad",
        expect.stringMatching(
          /^Received response status \[FAILED\] from custom resource\. Message returned: no luck \(RequestId: .{36}\)$/,
        ),
      ],
      ["Next", "It is not called, since Bad was not created."],
      ["Broken", expect.stringMatching(/^Its function failed without an answer, .*"errorMessage":"broken"/)],
    ]);
    expect(failures[0]?.data.location).toMatch(/template\.yaml:5:3$/);
  });

  it("gives up one that does not answer in its ServiceTimeout", async () => {
    write(custom("Mute", "Silent: yes, ServiceTimeout: 30"));
    using clock = createClock();
    let journal: Journal | undefined;
    const starting = start({ clock, onJournal: (begun) => (journal = begun) });
    await expect
      .poll(() => journal?.entries({ service: "lambda", type: "report" }).length, { timeout: 15_000 })
      .toBe(1);
    await clock.advance(30_000);
    await using engine = await starting;
    expect(statusesOf(engine)).toEqual(["Mute CREATE_IN_PROGRESS", "Mute CREATE_FAILED"]);
    expect(engine.journal.entries({ type: "custom-resource" }).at(-1)?.data.reason).toMatch(
      /^CloudFormation did not receive a response from your Custom Resource within 30 s\./,
    );
  });

  it("says which resources run with made-up values, and which attribute was not answered", async () => {
    write(
      `${custom("Seed", `Answer: '{"Name":"n"}'`)}
  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: !GetAtt Seed.Name } }`,
      "Outputs: { Gone: { Value: !GetAtt Seed.Gone } }",
    );
    await using engine = await start();
    const warnings = engine.journal.entries({ service: "cloudformation", type: "warning" });
    expect(warnings.map(({ data }) => data.message)).toEqual([
      expect.stringMatching(/^Output Gone is left out: Seed \(Custom::Seed\) has no attribute Gone here/),
      "Queue runs with made-up values in QueueName: what a custom resource answers is known only when the services run.",
    ]);
    expect(warnings[1]?.data.location).toMatch(/template\.yaml:9:/);
  });

  it("does not call one whose function is elsewhere", async () => {
    write(
      "\n  Far: { Type: Custom::Far, Properties: { ServiceToken: 'arn:aws:lambda:us-east-1:111122223333:function:f' } }",
    );
    await using engine = await start();
    expect(engine.journal.entries({ type: "custom-resource" }).at(-1)?.data.reason).toBe(
      "arn:aws:lambda:us-east-1:111122223333:function:f is no function or topic of the template.",
    );
  });
});

describe("customResources: false", () => {
  it("says once of a template that its custom resources stay undone", async () => {
    write(custom("A") + custom("B"));
    const about = async (options: EngineOptions) =>
      (await readStack({ template: folder, ...options })).notices.filter(({ severity }) => severity === "warning");
    expect((await about({})).map(({ message }) => message)).toEqual([
      "Custom resources are not created, and what they would do stays undone (A, B): --custom-resources calls those whose function or topic is in the template.",
    ]);
    expect(await about({ customResources: true })).toEqual([]);
  });
});

describe("inline code", () => {
  const inline = (runtime: string, lines: readonly string[], resources: string) => {
    const text = lines.map((line) => `          ${line}`).join("\n");
    writeFileSync(
      join(folder, "template.yaml"),
      `Resources:
  Maker:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: ${runtime}
      Handler: index.handler
      Role: r
      Code:
        ZipFile: |
${text}${resources}
Outputs: { Value: { Value: !GetAtt Seed.Value } }`,
    );
  };

  it.each([
    [
      "cfn-response of Node.js",
      "nodejs22.x",
      [
        'const response = require("cfn-response");',
        'exports.handler = (event, context) => response.send(event, context, response.SUCCESS, { Value: "v" });',
      ],
    ],
    [
      "cfnresponse of Python",
      "python3.13",
      [
        "import cfnresponse",
        "def handler(event, context):",
        '    cfnresponse.send(event, context, cfnresponse.SUCCESS, {"Value": "v"})',
      ],
    ],
  ])("answers through %s", async (_module, runtime, lines) => {
    inline(runtime, lines, custom("Seed"));
    await using engine = await start();
    expect(engine.journal.entries({ type: "custom-resource" }).map(({ data }) => data.reason)).toEqual([
      undefined,
      undefined,
    ]);
    expect(engine.outputs.Value).toBe("v");
  });

  it("answers what a topic asks for", async () => {
    inline(
      "nodejs22.x",
      [
        'const response = require("cfn-response");',
        "exports.handler = (event, context) =>",
        '  response.send(JSON.parse(event.Records[0].Sns.Message), context, response.SUCCESS, { Value: "v" });',
      ],
      `
  Topic: { Type: AWS::SNS::Topic, Properties: { Subscription: [{ Protocol: lambda, Endpoint: !GetAtt Maker.Arn }] } }
  May: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Maker, Action: lambda:InvokeFunction, Principal: sns.amazonaws.com } }
  Seed: { Type: AWS::CloudFormation::CustomResource, Properties: { ServiceToken: !Ref Topic } }`,
    );
    await using engine = await start();
    expect(engine.outputs.Value).toBe("v");
  });
});
