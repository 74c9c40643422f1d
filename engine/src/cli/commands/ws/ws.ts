import type { CommandSpec } from "../../args.ts";
import { processStreams } from "../../streams.ts";
import { wsOptions } from "./options.ts";

export const ws: CommandSpec = {
  name: "ws",
  positional: "[URL]",
  summary: "Opens a WebSocket: shows what comes, sends what you type or pipe in",
  options: wsOptions,
  notes: [
    "Without a URL it is that of the running engine's one WebSocket. It ends with 1 when the handshake is refused.",
  ],
  examples: [
    "portcullis ws --token-function CreateTestJwt",
    "portcullis ws wss://example.com/dev --token @token.txt --carry subprotocol",
    `portcullis ws --send '{"action":"ping"}' --json`,
  ],
  async run(args) {
    // What speaks WebSocket is loaded by whoever wants to.
    const { runWs } = await import("./run.ts");
    process.exitCode = await runWs(args, processStreams());
  },
};
