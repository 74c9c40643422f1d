import { expect, it } from "vitest";
import { describeChat } from "../../examples/support/chats.ts";
import { startCopiedChat } from "../../examples/support/copy.ts";
import { startWscat } from "../../examples/support/line-client.ts";
import { runCommand } from "../../support/command.ts";

describeChat(
  "examples/cdk",
  {
    start: () => startCopiedChat("cdk", { scripts: ["types", "synth"], template: "cdk.out/Chat.template.json" }),
    open: (url, token) => startWscat(url, "chat", token),
    mistakes: [[{ action: "say", text: "" }, /^Too small/]],
  },
  (system) => {
    it("has a function that is invoked by the name of its construct", async () => {
      const command = ["invoke", "CreateToken", "--quiet", "--payload", '{"user":"ada"}'];
      const { stdout, code } = await runCommand([...command, "--endpoint", system().endpoint]);
      expect([code, JSON.parse(stdout).split(".").length]).toEqual([0, 3]);
    });
  },
);
