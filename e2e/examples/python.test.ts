import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root, type System } from "../support/system.ts";
import { pythonWith, startLineClient } from "./support/line-client.ts";
import { connected, countItems, loseConnectionsOf, refusal, startStack, tokenOf } from "./support/stack.ts";

/** The Python that the functions run in is the first on the path. */
const hasSdk = pythonWith("boto3") === "python3";
const withWebsockets = pythonWith("websockets");

describe.skipIf(!hasSdk || withWebsockets === undefined)("examples/python", () => {
  let chat: System;
  beforeAll(async () => {
    chat = await startStack("python/template.yaml");
  });
  afterAll(() => chat?.[Symbol.asyncDispose]());

  /** Comes into the lobby with the example's client, which is Python's `websockets`. */
  async function enter(user: string) {
    const client = join(root, "examples/python/client.py");
    const python = startLineClient(withWebsockets ?? "", [client, chat.url, await tokenOf(chat, user)]);
    await connected(chat, user);
    python.send({ action: "join", room: "lobby" });
    await python.next({ type: "joined", user });
    return python;
  }

  it("tells a room who comes, what they say and who goes", async () => {
    await using ada = await enter("ada");
    {
      await using ben = await enter("ben");
      await ada.next({ type: "joined", user: "ben" });
      ada.send({ action: "say", text: "Grüß dich" });
      for (const client of [ada, ben])
        expect(await client.next({ type: "said" })).toEqual({
          type: "said",
          room: "lobby",
          user: "ada",
          text: "Grüß dich",
        });
      ben.send({ action: "leave" });
      await ada.next({ type: "left", user: "ben" });
      ben.send({ action: "join", room: "lobby" });
      await ada.next({ type: "joined", user: "ben" });
    }
    await ada.next({ type: "left", user: "ben" });
  });

  it("says what is wrong with a message", async () => {
    await using cleo = await enter("cleo");
    const messages: [unknown, RegExp][] = [
      [{ action: "say", text: "" }, /^text has to be like/],
      [{ action: "say", text: "x".repeat(1001) }, /^text has to be like/],
      [{ action: "say", text: "Hello", user: "ada" }, /^It takes text/],
      [{ action: "join", room: 1 }, /^room has to be like/],
      [{ action: "dance" }, /^An action is one of join, say, leave/],
      [{ action: {} }, /^An action is one of/],
      [[], /^An action is one of/],
      ["Hello", /^An action is one of/],
    ];
    for (const [message, error] of messages) {
      cleo.send(message);
      expect((await cleo.next({ type: "error" })).message).toMatch(error);
    }
  });

  it("lets nobody in without a token of its own", async () => {
    const token = await tokenOf(chat, "eve");
    const [header, claims] = token.split(".");
    const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${claims}.`;
    const offers = [[], ["chat"], ["chat", "eve"], ["chat", unsigned], ["chat", `${header}.${claims}.é`]];
    for (const offer of offers) expect(await refusal(chat.url, ...offer), offer.join()).toBe(401);
    expect(await refusal(chat.url, "chat", token)).toBe(101);
  });

  it("forgets connections that nobody can reach", async () => {
    await using dan = await enter("dan");
    await using _eli = await enter("eli");
    await loseConnectionsOf(chat, "eli");
    const before = await countItems(chat);
    dan.send({ action: "say", text: "Eli?" });
    await dan.next({ type: "said" });
    await expect.poll(() => countItems(chat)).toBe(before - 1);
  });
});
