import { join } from "node:path";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, startEngine } from "../../../src/engine.ts";
import { fixture } from "../fixture.ts";

const assembly = fixture("cdk-1/cdk.out");
let engine: Engine;
let lambda: LambdaClient;

beforeAll(async () => {
  engine = await startEngine({ template: fixture("cdk-1") });
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  lambda = new LambdaClient({ endpoint: engine.endpoint, region: "us-east-1", credentials });
});
afterAll(async () => {
  lambda.destroy();
  await engine.stop();
});

async function invoke(FunctionName: string): Promise<unknown> {
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{"name":"ann"}' }));
  return JSON.parse(Buffer.from(Payload ?? "null").toString());
}

describe("what CDK 1 has synthesized", () => {
  it("has its asset parameters from the manifest, those of nested stacks and layers too", () => {
    expect(engine.stack.notices.filter(({ severity }) => severity !== "info")).toEqual([]);
    const words = [...engine.stack.resources.values()].find(({ type }) => type === "AWS::Lambda::LayerVersion");
    expect(words?.properties.Content).toMatch(join(assembly, "asset."));
  });

  it.each([
    ["greet", "hello ann"],
    ["inner", "inner ann"],
  ])("runs the function %s from its asset", async (name, answer) => {
    expect(await invoke(name)).toBe(answer);
  });
});
