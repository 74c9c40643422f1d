import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, startEngine } from "../src/engine.ts";

const folder = mkdtempSync(join(tmpdir(), "portcullis-functions-"));
let engine: Engine;
let client: LambdaClient;

const CODE = `
import { SQSClient, ListQueuesCommand } from "@aws-sdk/client-sqs";
export const handler = async (event) => {
  console.log("working on", event.name);
  if (event.fail) throw new RangeError("no " + event.name);
  if (event.list) await new SQSClient({}).send(new ListQueuesCommand({}));
  return { token: event.token, name: event.name };
};
`;

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Work:
    Type: AWS::Serverless::Function
    Properties: { FunctionName: work, Runtime: nodejs22.x, CodeUri: ., Handler: work.handler, Policies: [{ Statement: [{ Effect: Allow, Action: "sqs:SendMessage", Resource: "*" }] }] }
`;

beforeAll(async () => {
  writeFileSync(join(folder, "work.mjs"), CODE);
  writeFileSync(join(folder, "template.yaml"), TEMPLATE);
  engine = await startEngine({ template: folder });
  client = new LambdaClient({
    endpoint: engine.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
});
afterAll(async () => {
  client.destroy();
  await engine.stop();
  rmSync(folder, { recursive: true });
});

async function invoke(event: object): Promise<string> {
  const answer = await client.send(new InvokeCommand({ FunctionName: "work", Payload: JSON.stringify(event) }));
  return answer.$metadata.requestId ?? "";
}

async function control(path: string, init?: RequestInit) {
  const response = await fetch(`${engine.endpoint}/_portcullis/${path}`, init);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const again = (requestId: string, body: object) =>
  control(`invocations/${requestId}/again`, { method: "POST", body: JSON.stringify(body) });

describe("GET /_portcullis/functions/{id}/invocations", () => {
  it("lists the last ones with outcome and duration, and an error with its place", async () => {
    const succeeded = await invoke({ name: "ann" });
    const failed = await invoke({ name: "bob", fail: true });
    const { body } = await control("functions/Work/invocations");
    expect(body.invocations).toMatchObject([
      {
        requestId: failed,
        outcome: "error",
        error: {
          errorType: "RangeError",
          errorMessage: "no bob",
          location: expect.stringMatching(/work\.mjs:5:\d+$/),
        },
      },
      {
        requestId: succeeded,
        outcome: "success",
        traceId: expect.stringMatching(/^1-/),
        billedMs: expect.any(Number),
        maxMemoryMb: expect.any(Number),
      },
    ]);
  });

  it("answers 404 for a function that is not there", async () => {
    expect(await control("functions/Other/invocations")).toEqual({
      status: 404,
      body: { message: "There is no function Other." },
    });
  });
});

describe("GET /_portcullis/invocations/{requestId}", () => {
  it("has the event and the result, without secrets", async () => {
    const requestId = await invoke({ name: "ann", token: "hush-hush" });
    const { body } = await control(`invocations/${requestId}`);
    expect(body).toMatchObject({
      logicalId: "Work",
      event: { text: '{"name":"ann","token":"[masked, 9 characters]"}', characters: 34, isCut: false },
      result: { text: '{"token":"[masked, 9 characters]","name":"ann"}' },
    });
  });

  it("has neither where payloads are not to be kept", async () => {
    await using discreet = await startEngine({ template: folder, payloads: false });
    const path = "2015-03-31/functions/work/invocations";
    const signature =
      "AWS4-HMAC-SHA256 Credential=test/20000101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0";
    const headers = { authorization: signature, "x-amz-date": "20000101T000000Z" };
    await fetch(`${discreet.endpoint}/${path}`, { method: "POST", headers, body: '{"name":"ann"}' });
    const list = await (await fetch(`${discreet.endpoint}/_portcullis/functions/Work/invocations`)).json();
    const [{ requestId }] = list.invocations;
    const one = await (await fetch(`${discreet.endpoint}/_portcullis/invocations/${requestId}`)).json();
    expect(one).toMatchObject({ outcome: "success" });
    expect(JSON.stringify(one)).not.toContain("ann");
  });

  it("answers 404 for one that is not remembered", async () => {
    expect((await control("invocations/none")).status).toBe(404);
  });
});

describe("POST /_portcullis/invocations/{requestId}/again", () => {
  it("invokes with the same event, secrets included, and with an edited one", async () => {
    const requestId = await invoke({ name: "ann", token: "hush-hush" });
    const first = await again(requestId, {});
    expect(first.body).toMatchObject({ outcome: "success", event: { characters: 34 }, result: { characters: 34 } });
    const edited = { event: '{"name":"eve","token":"[masked, 9 characters]"}' };
    expect((await again(requestId, edited)).body).toMatchObject({
      result: { text: '{"token":"[masked, 9 characters]","name":"eve"}', characters: 34 },
    });
  });

  it("refuses an event that is no JSON", async () => {
    const requestId = await invoke({ name: "ann" });
    expect(await again(requestId, { event: "{" })).toEqual({
      status: 400,
      body: { message: "The event is not JSON." },
    });
  });
});

describe("GET /_portcullis/functions", () => {
  it("counts invocations, errors and environments, and knows how long they take", async () => {
    await invoke({ name: "ann" });
    const { body } = await control("functions");
    expect(body.functions).toMatchObject([
      {
        logicalId: "Work",
        errors: 1,
        throttles: 0,
        running: 0,
        environments: 1,
        idleEnvironments: 1,
        p50Ms: expect.any(Number),
        p95Ms: expect.any(Number),
      },
    ]);
  });
});

describe("GET /_portcullis/functions/{id}/role", () => {
  it("has the statements of its role, and what it was warned of", async () => {
    await invoke({ name: "ann", list: true });
    const { body } = await control("functions/Work/role");
    expect(body).toMatchObject({
      mode: "warn",
      logicalId: "WorkRole",
      statements: expect.arrayContaining([
        {
          Effect: "Allow",
          Action: ["sqs:SendMessage"],
          Resource: ["*"],
          location: expect.stringMatching(/template\.yaml:5/),
        },
        expect.objectContaining({ Action: expect.arrayContaining(["logs:PutLogEvents"]) }),
      ]),
      denied: [{ action: "sqs:ListQueues", decision: "implicitDeny", enforced: false, at: expect.any(Number) }],
    });
  });
});

describe("GET /_portcullis/functions/{id}/samples", () => {
  it("names the events of which there are samples, and makes each from the running stack", async () => {
    const { body } = await control("functions/Work/samples");
    expect(body.samples).toContainEqual({ kind: "schedule", summary: "an event of the function's schedule" });
    expect((await control("functions/Work/samples/schedule")).body.event).toMatchObject({
      source: "aws.events",
      region: "us-east-1",
    });
  });

  it("says what the stack lacks for one", async () => {
    expect(await control("functions/Work/samples/connect")).toEqual({
      status: 404,
      body: { message: "The stack has no WebSocket API to make that sample from." },
    });
  });
});
