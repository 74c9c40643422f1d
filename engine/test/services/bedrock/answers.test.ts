import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createChoice } from "../../../src/services/bedrock/answers/choose.ts";
import { loadAnswers } from "../../../src/services/bedrock/answers/load.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "answers-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function load(text: string) {
  const file = join(folder, "answers.yaml");
  await writeFile(file, text);
  return loadAnswers(file);
}

const HELLO = [{ text: "Hello" }, { text: " world", delayMs: 50 }];

describe("a file of answers", () => {
  it.each([
    ["a list of texts", '["Hello", {"text": " world", "delayMs": 50}]'],
    ["one answer", "chunks:\n  - Hello\n  - { text: ' world', delayMs: 50 }"],
    ["a list of answers", "- chunks: [Hello, { text: ' world', delayMs: 50 }]"],
    ["a map with a list of answers", "answers:\n  - chunks: [Hello, { text: ' world', delayMs: 50 }]"],
    ["a map with a list of texts", "answers: [Hello, { text: ' world', delayMs: 50 }]"],
  ])("is %s", async (_what, text) => {
    expect(await load(text)).toMatchObject([{ chunks: HELLO }]);
  });

  it.each([
    ["- chunks: [Hello]\n  modle: x", /answers.yaml|modle/, 1],
    ["answers:\n  - chunks:\n      - Hello\n      - { txt: x }", /chunks/, 4],
    ["answers:\n  - model: x\n    prompt: '('", /regular expression/, 3],
    ["- error: TooManyRequests\n  model: x", /ThrottlingException/, 1],
    ["- model: x\n  delayMs: -1", /0 at least/, 2],
    ["- model: x\n  text: 'a", /quote/, 2],
    ["", /^The file: it has to be a map, and is nothing\.$/, 1],
    ['"Hello"', /^The file: it has to be a map, and is text\.$/, 1],
    ["- Hello\n- text: x\n  error: Nonsense", /^1\.error: it has to be AccessDeniedException or /, 3],
    ["- Hello\n- text: x\n  delayMs: soon", /^1\.delayMs: it has to be a number, and is text\.$/, 3],
    ["- Hello\n- txt: x", /^1: it cannot have txt\.$/, 2],
  ])("is refused with its line: %j", async (text, message, line) => {
    const refused = load(text);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toMatchObject({ location: { line } });
  });

  it("holds answers where it calls maps so, also those that could be pieces of one", async () => {
    expect(await load("answers:\n  - { text: One }\n  - { error: ThrottlingException }")).toMatchObject([
      { text: "One" },
      { error: "ThrottlingException" },
    ]);
  });

  it("is refused when it is not there", () => {
    expect(() => loadAnswers("/nowhere/answers.yaml")).toThrow(
      /^--mock bedrock=\/nowhere\/answers\.yaml does not exist/,
    );
  });
});

describe("the choice of an answer", () => {
  it("is the first whose model and prompt fit", async () => {
    const choose = createChoice(
      await load(`
        - { prompt: "^stop\\\\b", text: stopped }
        - { model: "anthropic.claude-*-v1:0", text: Claude }
        - { model: amazon.nova-lite-v1:0, text: Nova }`),
    );
    const textOf = (modelId: string, prompt = "hello") => choose({ modelId, prompt }).text;
    expect(textOf("amazon.nova-lite-v1:0", "Stop it")).toBe("stopped");
    expect(textOf("amazon.nova-lite-v1:0", "non-stop")).toBe("Nova");
    expect(textOf("anthropic.claude-sonnet-4-20250514-v1:0")).toBe("Claude");
    expect(textOf("us.anthropic.claude-sonnet-4-20250514-v1:0")).toBe("Claude");
    expect(textOf("arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-x-v1:0")).toBe("Claude");
    expect(() => textOf("anthropic.claude-x-v1:0-extended")).toThrow(
      /No answer .* is for anthropic.claude-x-v1:0-extended/,
    );
  });

  it("goes on once an answer has been given as often as it may", async () => {
    const choose = createChoice(await load("- { error: ThrottlingException, times: 2 }\n- { text: fine }"));
    const question = { modelId: "x", prompt: "" };
    expect([1, 2, 3, 4].map(() => choose(question).text)).toEqual([undefined, undefined, "fine", "fine"]);
  });
});
