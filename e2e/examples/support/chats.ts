import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { System } from "../../support/system.ts";
import type { LineClient } from "./line-client.ts";
import { connected, countItems, loseConnectionsOf, refusal, tokenOf } from "./stack.ts";

/** A chat that runs, with what was made for it. */
export interface RunningChat extends AsyncDisposable {
  readonly system: System;
}

/** An example of a chat: all of them are tried alike. */
export interface ChatExample {
  start(): Promise<RunningChat>;
  /** Opens an outside client with a user's token. */
  open(url: string, token: string): LineClient;
  /** The room that a user comes into before anybody hears them. */
  readonly room?: string;
  readonly mistakes: readonly (readonly [message: unknown, error: RegExp])[];
  /** Tokens that are refused, beside those that are none, from a good one. */
  readonly badTokens?: (good: string) => readonly string[] | Promise<readonly string[]>;
}

const START_TIMEOUT_MS = 300_000;

/** Tries a chat with an outside client: who hears what, what is wrong, who gets in, who is forgotten. `more` has the rest. */
export function describeChat(name: string, chat: ChatExample, more?: (system: () => System) => void): void {
  describe(name, () => {
    let running: RunningChat;
    const system = () => running.system;
    beforeAll(async () => {
      running = await chat.start();
    }, START_TIMEOUT_MS);
    afterAll(() => running?.[Symbol.asyncDispose]());

    async function enter(user: string): Promise<LineClient> {
      const client = chat.open(system().url, await tokenOf(system(), user));
      await connected(system(), user);
      if (chat.room !== undefined) await join(client, user, chat.room);
      return client;
    }

    it("tells everybody what somebody says", async () => {
      await using ada = await enter("ada");
      await using ben = await enter("ben");
      if (chat.room !== undefined) await ada.next({ type: "joined", user: "ben" });
      ada.send({ action: "say", text: "Grüß dich" });
      const said = {
        type: "said",
        ...(chat.room !== undefined && { room: chat.room }),
        user: "ada",
        text: "Grüß dich",
      };
      for (const client of [ada, ben]) expect(await client.next({ type: "said" })).toEqual(said);
    });

    it.skipIf(chat.room === undefined)("tells a room who comes and who goes", async () => {
      await using fay = await enter("fay");
      {
        await using gus = await enter("gus");
        await fay.next({ type: "joined", user: "gus" });
        gus.send({ action: "leave" });
        await fay.next({ type: "left", user: "gus" });
        gus.send({ action: "say", text: "Anybody?" });
        expect((await gus.next({ type: "error" })).message).toBe("Join a room first.");
        await join(gus, "gus", chat.room ?? "");
        await fay.next({ type: "joined", user: "gus" });
      }
      await fay.next({ type: "left", user: "gus" });
    });

    it("says what is wrong with a message", async () => {
      await using cleo = await enter("cleo");
      for (const [message, error] of chat.mistakes) {
        cleo.send(message);
        expect((await cleo.next({ type: "error" })).message).toMatch(error);
      }
    });

    it("lets nobody in without a token of its own", async () => {
      const { url } = system();
      const token = await tokenOf(system(), "eve");
      const bad = ["eve", ...((await chat.badTokens?.(token)) ?? [])].map((one) => ["chat", one]);
      for (const offer of [[], ["chat"], ...bad]) expect(await refusal(url, ...offer), offer.join()).toBe(401);
      expect(await refusal(url, "chat", token)).toBe(101);
    });

    it("forgets connections that nobody can reach", async () => {
      await using dan = await enter("dan");
      await using _eli = await enter("eli");
      await loseConnectionsOf(system(), "eli");
      const before = await countItems(system());
      dan.send({ action: "say", text: "Eli?" });
      await dan.next({ type: "said" });
      await expect.poll(() => countItems(system())).toBe(before - 1);
    });

    more?.(system);
  });
}

async function join(client: LineClient, user: string, room: string): Promise<void> {
  client.send({ action: "join", room });
  await client.next({ type: "joined", user });
}
