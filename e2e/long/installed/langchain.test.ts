import { execFile } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSocket } from "../../support/sockets.ts";
import { root, type System, startSystem } from "../../support/system.ts";

const INSTALL = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"];

/** Before the second part of the answer, by the engine's clock; longer than a test waits. */
const DELAY_SECONDS = 20;

let folder: string;
let chat: System;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "portcullis-langchain-"));
  await cp(join(root, "e2e/fixtures/langchain-chat"), folder, { recursive: true });
  await promisify(execFile)("npm", INSTALL, { cwd: folder });
  const mock = `bedrock=${join(folder, "answers.yaml")}`;
  chat = await startSystem(join(folder, "template.yaml"), ["--mock", mock, "--iam", "enforce"]);
});

afterAll(async () => {
  await chat?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe("LangChain's ChatBedrockConverse in a function, with --mock bedrock", () => {
  it("streams an answer to the socket, each piece when it is due", async () => {
    using socket = await openSocket(chat.url);
    socket.send({ action: "ask", text: "Who is there?" });
    await socket.next({ text: "Hello" });
    expect(socket.received).toEqual([{ text: "Hello" }]);
    await chat.advance(DELAY_SECONDS);
    expect(await socket.next({ done: true })).toMatchObject({ text: "Hello, world", calls: [] });
    expect(socket.received.map(({ text }) => text)).toEqual(["Hello", ", world", "Hello, world"]);
  });

  it("puts the call of a tool together, and tells the tokens", async () => {
    using socket = await openSocket(chat.url);
    socket.send({ action: "ask", text: "How is the weather in Oslo?" });
    expect(await socket.next({ done: true })).toEqual({
      done: true,
      text: "Let me see.",
      calls: [{ name: "get_weather", args: { city: "Oslo" } }],
      tokens: 42,
    });
  });
});
