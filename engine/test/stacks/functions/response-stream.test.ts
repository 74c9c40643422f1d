import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  InvokeWithResponseStreamCommand,
  type InvokeWithResponseStreamCommandInput,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, startEngine } from "../../../src/engine.ts";
import { createDeferred } from "../../../src/services/lambda/environment/deferred.ts";

const CODE = {
  /** Writes the second piece once a server answers, which does so when the first one has come. */
  slow: "exports.handler = awslambda.streamifyResponse(async (event, stream) => { stream.write('one '); await fetch(event.url); stream.write(Buffer.from([0xff, 0])); stream.end(); });",
  failing:
    "exports.handler = awslambda.streamifyResponse(async (event, stream) => { stream.write('half'); throw new RangeError('no more'); });",
  head: "exports.handler = awslambda.streamifyResponse(async (event, stream) => { stream = awslambda.HttpResponseStream.from(stream, { statusCode: 201 }); stream.write('body'); stream.end(); });",
  plain: "exports.handler = async (event) => { console.log('said'); return { got: event }; };",
  broken: "exports.handler = async () => { throw new TypeError('broken'); };",
  large:
    "exports.handler = awslambda.streamifyResponse(async (event, stream) => { for (let i = 0; i < 8; i++) stream.write('x'.repeat(1024 * 1024)); stream.end(); });",
};

let folder: string;
let engine: Engine;
let client: LambdaClient;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "response-stream-"));
  const resources = Object.entries(CODE).map(([name, ZipFile]) => [
    name,
    {
      Type: "AWS::Lambda::Function",
      Properties: {
        FunctionName: name,
        Role: "arn:aws:iam::123456789012:role/r",
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Code: { ZipFile },
      },
    },
  ]);
  await writeFile(join(folder, "template.json"), JSON.stringify({ Resources: Object.fromEntries(resources) }));
  engine = await startEngine({ template: join(folder, "template.json") });
  client = new LambdaClient({
    endpoint: engine.endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "x" },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  client.destroy();
  await engine[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function invoke(input: InvokeWithResponseStreamCommandInput, onChunk?: (chunk: Buffer) => unknown) {
  const answer = await client.send(new InvokeWithResponseStreamCommand(input));
  const chunks: Buffer[] = [];
  let complete: unknown;
  for await (const { PayloadChunk, InvokeComplete } of answer.EventStream ?? []) {
    if (PayloadChunk?.Payload) chunks.push(Buffer.from(PayloadChunk.Payload));
    if (InvokeComplete) complete = InvokeComplete;
    await onChunk?.(chunks.at(-1) ?? Buffer.alloc(0));
  }
  return { answer, chunks, text: Buffer.concat(chunks).toString("latin1"), complete };
}

describe("InvokeWithResponseStream", () => {
  it("gives each piece as the handler writes it, bytes as they are", async () => {
    const { promise: heard, resolve: hear } = createDeferred<void>();
    const server = createServer((_request, response) => void heard.then(() => response.end()));
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
    const { chunks, complete } = await invoke({ FunctionName: "slow", Payload: JSON.stringify({ url }) }, () => hear());
    server.close();
    expect(chunks).toEqual([Buffer.from("one "), Buffer.from([0xff, 0])]);
    expect(complete).toEqual({});
  });

  it("tells at the end that the handler failed", async () => {
    const { text, complete } = await invoke({ FunctionName: "failing" });
    expect(text).toBe("half");
    expect(complete).toMatchObject({ ErrorCode: "RangeError", ErrorDetails: expect.stringContaining("no more") });
  });

  it("has the head of an HTTP answer before its body", async () => {
    expect((await invoke({ FunctionName: "head" })).text).toBe(`{"statusCode":201}${"\0".repeat(8)}body`);
  });

  it("takes an answer that Invoke would find too large", async () => {
    expect((await invoke({ FunctionName: "large" })).text).toHaveLength(8 * 1024 * 1024);
  });

  it("gives the whole answer of a handler that does not stream, with its log where it is asked for", async () => {
    const { answer, text, complete } = await invoke({ FunctionName: "plain", Payload: '{"a":1.0}', LogType: "Tail" });
    expect(text).toBe('{"got":{"a":1}}');
    expect(answer.ExecutedVersion).toBe("$LATEST");
    const { LogResult = "" } = complete as { LogResult?: string };
    expect(Buffer.from(LogResult, "base64").toString()).toContain("said");
  });

  it("tells of a handler that fails and does not stream", async () => {
    const { text, complete } = await invoke({ FunctionName: "broken" });
    expect(text).toBe("");
    expect(complete).toMatchObject({ ErrorCode: "TypeError", ErrorDetails: expect.stringContaining("broken") });
  });

  it("runs nothing in a dry run, and refuses what is not there or no JSON", async () => {
    const { answer } = await invoke({ FunctionName: "broken", InvocationType: "DryRun" });
    expect(answer.StatusCode).toBe(204);
    await expect(invoke({ FunctionName: "nobody" })).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    await expect(invoke({ FunctionName: "plain", Payload: "{" })).rejects.toMatchObject({
      name: "InvalidRequestContentException",
    });
  });
});
