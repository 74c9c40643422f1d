import { describeChat } from "../../examples/support/chats.ts";
import { startCopiedChat } from "../../examples/support/copy.ts";
import { startWscat } from "../../examples/support/line-client.ts";

describeChat("examples/serverless, packaged", {
  start: () =>
    startCopiedChat("serverless", {
      scripts: ["package"],
      env: { ...process.env, SLS_TELEMETRY_DISABLED: "1", CI: "true" },
    }),
  open: (url, token) => startWscat(url, "chat", token),
  mistakes: ["", 1, "x".repeat(1001)].map((text) => [{ action: "say", text }, /^text has 1 to 1000 characters\.$/]),
});
