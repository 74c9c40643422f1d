import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { createClient } from "../../../client/src/index.ts";
import { followStreams, type Stream } from "../../../client/src/streams/index.ts";
import { call } from "../../support/http.ts";
import { root, type System, startSystem } from "../../support/system.ts";
import { createTestJwt } from "../../support/tokens.ts";

const EXAMPLE = join(root, "app/examples/model-chat");

let folder: string;
let system: System;

/** Does what the example's README says, to a copy of the app. */
async function makeChat(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "portcullis-chat-"));
  const change = async (file: string, from: string, to: string) => {
    const text = await readFile(join(made, file), "utf8");
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
    await writeFile(join(made, file), text.replace(from, to));
  };
  const isDeployed = (path: string) => !/[\\/](test|node_modules|\.portcullis)$/.test(path);
  await cp(join(root, "app"), made, { recursive: true, filter: isDeployed });
  await symlink(join(root, "node_modules"), join(made, "node_modules"), "junction");
  await cp(join(EXAMPLE, "ask.ts"), join(made, "src/core/requests/ask.ts"));
  await change("src/core/requests/ask.ts", "../../src/core/requests/", "./");
  await change("src/core/requests/work.ts", "export const WORKS: Works = {", "export const WORKS: Works = {\n  ask,");
  await change("src/core/requests/work.ts", "import {", 'import { ask } from "./ask.ts";\nimport {');
  const readme = await readFile(join(EXAMPLE, "README.md"), "utf8");
  const [, statement = ""] = /```yaml\n([\s\S]*?) *```/.exec(readme) ?? [];
  const before =
    "            - Effect: Allow\n              Action: [sqs:ReceiveMessage, sqs:DeleteMessage, sqs:GetQueueAttributes]\n              Resource: !GetAtt RequestQueue.Arn\n";
  await change("template.yaml", before, before + statement);
  return made;
}

beforeAll(async () => {
  folder = await makeChat();
  const mock = ["--mock", `bedrock=${join(EXAMPLE, "answers.yaml")}`];
  system = await startSystem(join(folder, "template.yaml"), [
    ...mock,
    "--iam",
    "enforce",
    "--parameter",
    "TestTools=true",
  ]);
}, 60_000);
afterAll(async () => {
  await system?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** Somebody who follows their chat, and all that they saw of it. */
async function startChatting(userId: string) {
  const token = await createTestJwt(system, { userId });
  const client = createClient({ url: system.url, WebSocket, getToken: () => token });
  const seen: Stream<{ question: string }>[] = [];
  const waiting = new Set<() => void>();
  const chat = followStreams<{ question: string }>(client, `chat:${userId}`, (stream) => {
    seen.push(stream);
    for (const look of [...waiting]) look();
  });
  await client.ready();
  await chat.ready();
  return {
    seen,
    ask: async (question: string): Promise<string> =>
      (await call(system, "POST", "/requests", { token, body: { name: "ask", input: { question } } })).body.requestId,
    cancel: (requestId: string) => call(system, "DELETE", `/requests/${requestId}`, { token }),
    until: (matches: (stream: Stream) => boolean) =>
      new Promise<Stream>((resolve) => {
        const look = () => {
          const found = seen.find(matches);
          if (found) resolve(found);
        };
        waiting.add(look);
        look();
      }),
    [Symbol.dispose]: () => client.close(),
  };
}

describe("the example of a chat", () => {
  it("shows a model's answer as it is written, on every device, with the question", { timeout: 30_000 }, async () => {
    using phone = await startChatting("ann");
    using laptop = await startChatting("ann");
    // The first answer finds functions that are still to start.
    for (const question of ["Where is my parcel?", "And now?"]) {
      await phone.ask(question);
      for (const device of [phone, laptop]) {
        const isIt = ({ state, data }: Stream) =>
          state === "ended" && (data as { question: string }).question === question;
        expect((await device.until(isIt)).text).toMatch(/^It is on its way\..*before noon\.$/);
      }
    }
    for (const { seen } of [phone, laptop]) {
      const texts = seen.filter(({ data }) => data?.question === "And now?").map(({ text }) => text);
      expect(texts.length).toBeGreaterThan(3);
      expect(texts).toEqual([...texts].sort((one, other) => one.length - other.length));
    }
  });

  it("ends an answer that its user wants no more of", { timeout: 30_000 }, async () => {
    using bob = await startChatting("bob");
    const requestId = await bob.ask("Tell me everything.");
    await bob.until(({ text }) => text.length > 0);
    const { body } = await bob.cancel(requestId);
    expect(body).toMatchObject({ status: "failed", error: { code: "cancelled" } });
    const { text, error } = await bob.until(({ state }) => state === "failed");
    expect(error?.code).toBe("cancelled");
    expect(text).not.toContain("and so on");
  });
});
