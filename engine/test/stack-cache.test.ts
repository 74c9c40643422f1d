import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readTemplate, type TemplateOptions } from "../src/read-template.ts";
import { cachedStack } from "../src/stack-cache.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "portcullis-stacks-"));
});
afterEach(() => rm(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
const kept = () => readdir(at(".portcullis/stacks")).catch(() => []);

const TEMPLATE = `
Parameters: { Name: { Type: String, Default: plain }, Password: { Type: String, NoEcho: true, Default: none } }
Transform: [AWS::Serverless-2016-10-31]
Resources:
  Bus: { Type: AWS::Events::EventBus, Properties: { Name: !Ref Name } }
  Fn::Transform: { Name: AWS::Include, Parameters: { Location: more.yaml } }
Outputs: { Name: { Value: !Ref Name } }
`;
const MORE = "Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: first } }\n";

async function write(template = TEMPLATE, more = MORE): Promise<void> {
  await Promise.all([writeFile(at("template.yaml"), template), writeFile(at("more.yaml"), more)]);
}

const read = async (options: TemplateOptions = {}) =>
  (await readTemplate({ template: at("template.yaml"), keepStack: true, ...options })).stack;

function errorOf(task: () => unknown): unknown {
  try {
    return task();
  } catch (error) {
    return error;
  }
}

/** The stack of a template that would be read: it is, when the reading fails. */
const outOfCache = (stack: Awaited<ReturnType<typeof read>>) =>
  cachedStack({ cacheDir: at("other"), key: 1, read: () => stack }, () => true);

describe("a stack that is kept", () => {
  it("is what the template gives: its data, its attributes, its places", async () => {
    await write();
    const first = await read();
    const second = await read();
    expect(await kept()).toHaveLength(1);
    const { locate: _one, resources, ...rest } = second;
    expect(rest).toEqual({ ...first, locate: undefined, resources: undefined });
    for (const [id, { attribute, ...resource }] of resources) {
      expect(resource).toEqual({ ...first.resources.get(id), attribute: undefined });
      expect(attribute("Arn")).toBe(first.resources.get(id)?.attribute("Arn"));
    }
    expect(second.resources.get("Queue")?.attribute("QueueName")).toBe("first");
    expect(second.locate("Bus", ["Properties", "Name"])).toEqual(first.locate("Bus", ["Properties", "Name"]));
  });

  it("is not read again while nothing has changed, nor for an attribute that a resource does not have", async () => {
    await write(TEMPLATE, `${MORE}Policy: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [x] } }\n`);
    const stack = await read();
    await outOfCache(stack);
    const again = await cachedStack({ cacheDir: at("other"), key: 1, read: () => expect.fail("read") }, () => true);
    expect(again.outputs).toEqual(stack.outputs);
    const mistakeOf = ({ resources }: typeof stack) => errorOf(() => resources.get("Policy")?.attribute("Arn"));
    expect(mistakeOf(again)).toEqual(mistakeOf(stack));
    expect(mistakeOf(again)).toMatchObject({ name: "UserError", location: { file: at("more.yaml") } });
  });

  it("is kept when the command line has no secret to tell", async () => {
    await write();
    await read({ secrets: {} });
    expect(await kept()).toHaveLength(1);
  });

  it("has numbers with the digits that the template gave them", async () => {
    await write(`
Transform: AWS::Serverless-2016-10-31
Parameters: { Version: { Type: String, Default: 1.0 } }
Resources:
  F:
    Type: AWS::Serverless::Function
    Metadata: { Version: 1.0 }
    Properties:
      Runtime: nodejs22.x
      Handler: a.b
      InlineCode: ""
      Timeout: 3.0
      Environment: { Variables: { A: 1.0, B: !Ref Version } }
Outputs: { V: { Value: 1.10 } }
`);
    const [first, second] = [await read(), await read()];
    expect(await kept()).toHaveLength(1);
    for (const { resources, outputs, parameters } of [first, second]) {
      expect(resources.get("F")?.properties).toMatchObject({
        Timeout: 3,
        Environment: { Variables: { A: "1.0", B: "1.0" } },
      });
      expect(resources.get("F")?.metadata).toEqual({ Version: 1 });
      expect({ parameters, output: outputs.get("V")?.value }).toEqual({
        parameters: { Version: "1.0" },
        output: "1.10",
      });
    }
  });

  it.each([
    ["the template", () => write(TEMPLATE.replace("plain", "other")), { bus: "other" }],
    ["a file that it includes", () => write(TEMPLATE, MORE.replace("first", "second")), { queue: "second" }],
    [
      "samconfig.toml",
      () => writeFile(at("samconfig.toml"), '[default.deploy.parameters]\nparameter_overrides = "Name=x"\n'),
      { bus: "x" },
    ],
  ])("is read again when %s changes", async (_what, change, expected) => {
    await write();
    await read();
    await change();
    const { resources } = await read();
    const [bus, queue] = [resources.get("Bus")?.physicalId, resources.get("Queue")?.properties.QueueName];
    expect({ bus, queue }).toMatchObject(expected);
  });

  it("is another one for other parameters", async () => {
    await write();
    await read();
    expect((await read({ parameters: { Name: "given" } })).resources.get("Bus")?.physicalId).toBe("given");
    expect(await kept()).toHaveLength(2);
  });

  it.each<[string, TemplateOptions]>([
    ["a parameter with NoEcho", { parameters: { Password: "secret" } }],
    ["secrets", { secrets: { name: "secret" } }],
    ["variables of functions", { envVars: { Parameters: { KEY: "secret" } } }],
  ])("is none where the caller gives %s: nothing of it is written", async (_what, options) => {
    await write();
    await read(options);
    expect(await kept()).toEqual([]);
  });

  it("is read again when a crash or a user has damaged it", async () => {
    await write();
    await read();
    const [name = ""] = await kept();
    await writeFile(at(join(".portcullis/stacks", name)), "half of it");
    expect((await read()).resources.get("Bus")?.physicalId).toBe("plain");
  });

  it("is written and read by many at once", async () => {
    await write();
    const stacks = await Promise.all(Array.from({ length: 8 }, () => read()));
    expect(stacks.map(({ resources }) => resources.size)).toEqual(Array(8).fill(2));
    expect(await kept()).toHaveLength(1);
  });

  it("makes room: the newest of a project stay", async () => {
    await write();
    for (let index = 0; index < 23; index++) await read({ parameters: { Name: `n${index}` } });
    expect((await kept()).length).toBeLessThanOrEqual(20);
  });

  it("is not written when a mistake is in the template", async () => {
    await write("Resources: { Bus: { Type: AWS::Events::EventBus, Properties: { Name: !Ref Nobody } } }");
    expect((await read()).notices).toContainEqual(expect.objectContaining({ severity: "error" }));
    expect(await kept()).toEqual([]);
  });
});
