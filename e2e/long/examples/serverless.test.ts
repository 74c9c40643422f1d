import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Copy, copyExample } from "../../examples/support/copy.ts";
import { startWscat } from "../../examples/support/line-client.ts";
import { connected, countItems, loseConnectionsOf, refusal, tokenOf } from "../../examples/support/stack.ts";
import { run } from "../../support/packages.ts";
import { type System, startSystem } from "../../support/system.ts";

let example: Copy;
let chat: System;
beforeAll(async () => {
  example = await copyExample("serverless");
  await run("npm", ["run", "package"], example.folder, { ...process.env, SLS_TELEMETRY_DISABLED: "1", CI: "true" });
  chat = await startSystem(example.folder, ["--iam", "enforce"]);
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

describe("examples/serverless, packaged", () => {
  it("tells everybody what somebody says, and who sends nonsense what is wrong", async () => {
    await using ada = await connect("ada");
    await using ben = await connect("ben");
    ada.send({ action: "say", text: "Hello" });
    for (const client of [ada, ben])
      expect(await client.next({ type: "said" })).toEqual({ type: "said", user: "ada", text: "Hello" });
    for (const text of ["", 1, "x".repeat(1001)]) {
      ada.send({ action: "say", text });
      expect((await ada.next({ type: "error" })).message).toBe("text has 1 to 1000 characters.");
    }
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
});
