import { SignJWT } from "jose";
import { expect, it } from "vitest";
import { describeChat } from "./support/chats.ts";
import { startWscat } from "./support/line-client.ts";
import { refusal, startChat, tokenOf } from "./support/stack.ts";

const signedWith = (key: string) =>
  new SignJWT({}).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(key));

describeChat(
  "examples/sam-chat",
  {
    start: () => startChat("sam-chat/template.yaml"),
    // As the README says.
    open: (url, token) => startWscat(url, "chat", token),
    room: "lobby",
    mistakes: [
      [{ action: "say", text: "" }, /^Too small/],
      [{ action: "say", text: "x".repeat(1001) }, /^Too big/],
      [{ action: "say", text: "Hello", user: "ada" }, /^Unrecognized key: "user"/],
      [{ action: "join", room: "#1" }, /^A room has 1 to 40 letters/],
      [{ action: "dance" }, /^An action is join, say or leave/],
      ["Hello", /^An action is join, say or leave/],
    ],
    badTokens: async (good) => [await signedWith("x".repeat(64)), `${good}x`],
  },
  (system) => {
    it("lets nobody in whose token is no longer good", async () => {
      const token = await tokenOf(system(), "eve");
      await system().advance(61 * 60);
      expect(await refusal(system().url, "chat", token)).toBe(401);
    });
  },
);
