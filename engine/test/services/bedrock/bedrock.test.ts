import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  BedrockRuntimeClient,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessOf } from "../../../src/services/bedrock/access.ts";
import { bedrock } from "../../../src/services/bedrock/definition.ts";
import { ACCOUNT_ID, type Harness, REGION, startService } from "../harness.ts";

const ANSWERS = {
  answers: [
    { prompt: "throttled", error: "ThrottlingException", message: "Slow down." },
    { prompt: "breaks off", chunks: ["Hel", { error: "ModelStreamErrorException", message: "It broke.", delayMs: 5 }] },
    { prompt: "written", body: { own: true }, chunks: [{ body: { part: 1 } }, { body: { part: 2 } }] },
    {
      prompt: "weather",
      chunks: [
        { reasoning: "A place." },
        "Let me see.",
        { toolUse: { name: "weather", input: { at: "Oslo" }, toolUseId: "t1" } },
      ],
    },
    { prompt: "slowly", chunks: ["a", { text: "b", delayMs: 60_000 }] },
    { text: "Hello to you", usage: { inputTokens: 7, outputTokens: 3 } },
  ],
};

let harness: Harness;
let client: BedrockRuntimeClient;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bedrock-"));
  const file = join(folder, "answers.json");
  await writeFile(file, JSON.stringify(ANSWERS));
  harness = await startService(bedrock, { settings: { mock: { bedrock: file } } });
  client = new BedrockRuntimeClient({ ...(await harness.serve()), maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await harness[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const CLAUDE = "anthropic.claude-sonnet-4-20250514-v1:0";

const asked = (text: string, modelId = CLAUDE): ConverseCommandInput => ({
  modelId,
  messages: [{ role: "user", content: [{ text }] }],
});

async function converse(text: string): Promise<unknown[]> {
  const { stream = [] } = await client.send(new ConverseStreamCommand(asked(text)));
  const events: unknown[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

const bodyFor = (modelId: string, text: string) => {
  if (modelId.startsWith("amazon.titan")) return { inputText: text };
  if (/llama|mistral|unknown/.test(modelId)) return { prompt: text };
  return { messages: [{ role: "user", content: modelId.includes("nova") ? [{ text }] : text }] };
};

const invocation = (modelId: string, text: string) => ({
  modelId,
  contentType: "application/json",
  body: JSON.stringify(bodyFor(modelId, text)),
});

async function invoke(modelId: string, text: string): Promise<unknown> {
  const { body } = await client.send(new InvokeModelCommand(invocation(modelId, text)));
  return JSON.parse(Buffer.from(body).toString());
}

// biome-ignore lint/suspicious/noExplicitAny: bodies are as each model writes them.
async function invokeStream(modelId: string, text: string): Promise<any[]> {
  const { body = [] } = await client.send(new InvokeModelWithResponseStreamCommand(invocation(modelId, text)));
  const bodies: unknown[] = [];
  for await (const { chunk } of body) bodies.push(JSON.parse(Buffer.from(chunk?.bytes ?? []).toString()));
  return bodies;
}

describe("Converse", () => {
  it("answers with the whole text, its usage and why it ended", async () => {
    expect(await client.send(new ConverseCommand(asked("hello")))).toMatchObject({
      output: { message: { role: "assistant", content: [{ text: "Hello to you" }] } },
      stopReason: "end_turn",
      usage: { inputTokens: 7, outputTokens: 3, totalTokens: 10 },
      metrics: { latencyMs: 0 },
    });
  });

  it("answers with the use of a tool", async () => {
    const { output, stopReason } = await client.send(new ConverseCommand(asked("weather?")));
    expect(stopReason).toBe("tool_use");
    expect(output?.message?.content).toEqual([
      { reasoningContent: { reasoningText: { text: "A place." } } },
      { text: "Let me see." },
      { toolUse: { toolUseId: "t1", name: "weather", input: { at: "Oslo" } } },
    ]);
  });

  it("fails with the error that the file names", async () => {
    await expect(client.send(new ConverseCommand(asked("throttled")))).rejects.toMatchObject({
      name: "ThrottlingException",
      message: "Slow down.",
      $metadata: { httpStatusCode: 429 },
    });
  });

  it("comes when all of it would have come, by the engine's clock", async () => {
    const answer = client.send(new ConverseCommand(asked("slowly")));
    await harness.journal.waitFor(
      { service: "bedrock", type: "answer", data: { operation: "Converse" } },
      { after: seq() },
    );
    await harness.clock.advance(60_000);
    expect((await answer).metrics).toEqual({ latencyMs: 60_000 });
  });
});

const seq = () => harness.journal.entries().at(-1)?.seq ?? 0;

describe("ConverseStream", () => {
  it("sends the events of the service, in their order", async () => {
    expect(await converse("hello")).toEqual([
      { messageStart: { role: "assistant" } },
      ...["Hello", " to", " you"].map((text) => ({ contentBlockDelta: { contentBlockIndex: 0, delta: { text } } })),
      { contentBlockStop: { contentBlockIndex: 0 } },
      { messageStop: { stopReason: "end_turn" } },
      { metadata: { usage: { inputTokens: 7, outputTokens: 3, totalTokens: 10 }, metrics: { latencyMs: 0 } } },
    ]);
  });

  it("gives each use of a tool a block of its own, with a beginning", async () => {
    const events = await converse("weather?");
    expect(events).toContainEqual({
      contentBlockStart: { contentBlockIndex: 2, start: { toolUse: { toolUseId: "t1", name: "weather" } } },
    });
    expect(events).toContainEqual({
      contentBlockDelta: { contentBlockIndex: 2, delta: { toolUse: { input: '{"at":"Oslo"}' } } },
    });
    expect(events.filter((event) => JSON.stringify(event).includes("contentBlockStart"))).toHaveLength(1);
  });

  it("breaks off with an error in the middle", async () => {
    const { stream = [] } = await client.send(new ConverseStreamCommand(asked("breaks off")));
    const read = async () => {
      for await (const event of stream) if (event.contentBlockDelta) await harness.clock.advance(5);
    };
    await expect(read()).rejects.toMatchObject({ name: "ModelStreamErrorException", message: "It broke." });
  });

  it("is refused when nothing has come before the error", async () => {
    await expect(converse("throttled")).rejects.toMatchObject({ name: "ThrottlingException" });
  });
});

describe("InvokeModel", () => {
  it.each<[string, object]>([
    [CLAUDE, { role: "assistant", content: [{ type: "text", text: "Hello to you" }], stop_reason: "end_turn" }],
    [
      "us.amazon.nova-lite-v1:0",
      { output: { message: { content: [{ text: "Hello to you" }] } }, stopReason: "end_turn" },
    ],
    ["amazon.titan-text-express-v1", { results: [{ outputText: "Hello to you", completionReason: "FINISH" }] }],
    ["meta.llama3-8b-instruct-v1:0", { generation: "Hello to you", stop_reason: "stop" }],
    ["mistral.mistral-7b-instruct-v0:2", { outputs: [{ text: "Hello to you", stop_reason: "stop" }] }],
  ])("answers as %s does", async (modelId, expected) => {
    expect(await invoke(modelId, "hello")).toMatchObject(expected);
  });

  it("answers with the body that the file has", async () => {
    expect(await invoke("an.unknown-model", "written")).toEqual({ own: true });
  });

  it("says what is missing for a model whose form is not known", async () => {
    await expect(invoke("an.unknown-model", "hello")).rejects.toThrow(/Give it as body in the file of --mock bedrock/);
  });
});

describe("InvokeModelWithResponseStream", () => {
  it("sends Claude's events", async () => {
    const bodies = await invokeStream(CLAUDE, "hello");
    expect(bodies.map(({ type }) => type)).toEqual([
      "message_start",
      "content_block_start",
      "content_block_delta",
      "content_block_delta",
      "content_block_delta",
      "content_block_stop",
      "message_delta",
      "message_stop",
    ]);
    expect(bodies[2]).toEqual({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Hello" } });
    expect(bodies.at(-1)).toMatchObject({
      "amazon-bedrock-invocationMetrics": { inputTokenCount: 7, outputTokenCount: 3 },
    });
  });

  it.each<[string, (body: Record<string, never>) => string | undefined]>([
    [
      "amazon.nova-lite-v1:0",
      ({ contentBlockDelta }) => (contentBlockDelta as { delta: { text: string } } | undefined)?.delta.text,
    ],
    ["amazon.titan-text-express-v1", ({ outputText }) => outputText],
    ["meta.llama3-8b-instruct-v1:0", ({ generation }) => generation],
    ["mistral.mistral-7b-instruct-v0:2", ({ outputs }) => (outputs as unknown as { text: string }[])[0]?.text],
  ])("sends the text in the form of %s", async (modelId, textOf) => {
    const bodies = await invokeStream(modelId, "hello");
    expect(bodies.map(textOf).filter(Boolean)).toEqual(["Hello", " to", " you"]);
    expect(bodies.at(-1)).toHaveProperty("amazon-bedrock-invocationMetrics");
  });

  it("sends the bodies that the file has", async () => {
    expect(await invokeStream("an.unknown-model", "written")).toEqual([{ part: 1 }, { part: 2 }]);
  });
});

describe("permissions", () => {
  it.each([
    ["Converse", CLAUDE, "InvokeModel", `arn:aws:bedrock:${REGION}::foundation-model/${CLAUDE}`],
    [
      "ConverseStream",
      `eu.${CLAUDE}`,
      "InvokeModelWithResponseStream",
      `arn:aws:bedrock:${REGION}:${ACCOUNT_ID}:inference-profile/eu.${CLAUDE}`,
    ],
    [
      "InvokeModel",
      "arn:aws:bedrock:x:1:provisioned-model/y",
      "InvokeModel",
      "arn:aws:bedrock:x:1:provisioned-model/y",
    ],
  ])("for %s of %s are %s on %s", (operation, modelId, action, resource) => {
    expect(accessOf({ operation, input: { modelId } }, harness.context)).toEqual([
      { action: `bedrock:${action}`, resource },
    ]);
  });
});
