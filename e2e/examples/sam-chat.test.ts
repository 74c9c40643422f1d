import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { System } from "../support/system.ts";
import { startWscat } from "./support/line-client.ts";
import { connected, countItems, loseConnectionsOf, refusal, startStack, tokenOf } from "./support/stack.ts";

let chat: System;
beforeAll(async () => {
  chat = await startStack("sam-chat/template.yaml");
});
afterAll(() => chat?.[Symbol.asyncDispose]());

/** Comes into the lobby with `wscat`, as the README says. */
async function join(user: string) {
  const client = startWscat(chat.url, "chat", await tokenOf(chat, user));
  await connected(chat, user);
  client.send({ action: "join", room: "lobby" });
  await client.next({ type: "joined", user });
  return client;
}

describe("examples/sam-chat", () => {
  it("tells a room who comes, what they say and who goes", async () => {
    await using ada = await join("ada");
    {
      await using ben = await join("ben");
      await ada.next({ type: "joined", user: "ben" });
      ada.send({ action: "say", text: "Hello" });
      for (const client of [ada, ben])
        expect(await client.next({ type: "said" })).toEqual({
          type: "said",
          room: "lobby",
          user: "ada",
          text: "Hello",
        });
      ben.send({ action: "leave" });
      await ada.next({ type: "left", user: "ben" });
      ben.send({ action: "say", text: "Anybody?" });
      expect((await ben.next({ type: "error" })).message).toBe("Join a room first.");
      ben.send({ action: "join", room: "lobby" });
      await ada.next({ type: "joined", user: "ben" });
    }
    await ada.next({ type: "left", user: "ben" });
  });

  it("says what is wrong with a message", async () => {
    await using cleo = await join("cleo");
    const messages: [unknown, RegExp][] = [
      [{ action: "say", text: "" }, /^Too small/],
      [{ action: "say", text: "x".repeat(1001) }, /^Too big/],
      [{ action: "say", text: "Hello", user: "ada" }, /^Unrecognized key: "user"/],
      [{ action: "join", room: "#1" }, /^A room has 1 to 40 letters/],
      [{ action: "dance" }, /^An action is join, say or leave/],
      ["Hello", /^An action is join, say or leave/],
    ];
    for (const [message, error] of messages) {
      cleo.send(message);
      expect((await cleo.next({ type: "error" })).message).toMatch(error);
    }
  });

  it("lets nobody in without a token of its own that is still good", async () => {
    const strange = (key: string) =>
      new SignJWT({}).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(key));
    const token = await tokenOf(chat, "eve");
    const offers = [[], ["chat"], ["chat", "eve"], ["chat", await strange("x".repeat(64))], ["chat", `${token}x`]];
    for (const offer of offers) expect(await refusal(chat.url, ...offer), offer.join()).toBe(401);
    expect(await refusal(chat.url, "chat", token)).toBe(101);
    await chat.advance(61 * 60);
    expect(await refusal(chat.url, "chat", token)).toBe(401);
  });

  it("forgets connections that nobody can reach", async () => {
    await using dan = await join("dan");
    await using _eli = await join("eli");
    await loseConnectionsOf(chat, "eli");
    expect(await countItems(chat)).toBe(2);
    dan.send({ action: "say", text: "Eli?" });
    await dan.next({ type: "said" });
    await expect.poll(() => countItems(chat)).toBe(1);
  });
});
