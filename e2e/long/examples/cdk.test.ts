import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Copy, copyExample } from "../../examples/support/copy.ts";
import { startWscat } from "../../examples/support/line-client.ts";
import { connected, countItems, loseConnectionsOf, refusal, tokenOf } from "../../examples/support/stack.ts";
import { runCommand } from "../../support/command.ts";
import { run } from "../../support/packages.ts";
import { type System, startSystem } from "../../support/system.ts";

let example: Copy;
let chat: System;
beforeAll(async () => {
  example = await copyExample("cdk");
  await run("npm", ["run", "synth"], example.folder);
  chat = await startSystem(join(example.folder, "cdk.out/Chat.template.json"), ["--iam", "enforce"]);
}, 300_000);
afterAll(async () => {
  await chat?.[Symbol.asyncDispose]();
  await example?.[Symbol.asyncDispose]();
});

async function connect(user: string) {
  const client = startWscat(chat.url, "chat", await tokenOf(chat, user));
  await connected(chat, user);
  return client;
}

describe("examples/cdk", () => {
  it("compiles", async () => {
    await run("npm", ["run", "types"], example.folder);
  });

  it("tells everybody what somebody says, and who sends nonsense what is wrong", async () => {
    await using ada = await connect("ada");
    await using ben = await connect("ben");
    ada.send({ action: "say", text: "Hello" });
    for (const client of [ada, ben])
      expect(await client.next({ type: "said" })).toEqual({ type: "said", user: "ada", text: "Hello" });
    ada.send({ action: "say", text: "" });
    expect((await ada.next({ type: "error" })).message).toMatch(/^Too small/);
  });

  it("lets nobody in without a token, and forgets connections that nobody can reach", async () => {
    expect(await refusal(chat.url)).toBe(401);
    expect(await refusal(chat.url, "chat", "eve")).toBe(401);
    await using cleo = await connect("cleo");
    await using _dan = await connect("dan");
    await loseConnectionsOf(chat, "dan");
    const before = await countItems(chat);
    cleo.send({ action: "say", text: "Dan?" });
    await cleo.next({ type: "said" });
    await expect.poll(() => countItems(chat)).toBe(before - 1);
  });

  it("has a function that is invoked by the name of its construct", async () => {
    const command = ["invoke", "CreateToken", "--quiet", "--payload", '{"user":"ada"}', "--endpoint", chat.endpoint];
    const { stdout, code } = await runCommand(command);
    expect([code, JSON.parse(stdout).split(".").length]).toEqual([0, 3]);
  });
});
