import type { CommandSpec } from "../../args.ts";
import { processStreams } from "../../streams.ts";
import { wsOptions } from "./options.ts";

export const ws: CommandSpec = {
  name: "ws",
  positional: "[URL|API]",
  summary: "Opens a WebSocket: shows what comes, sends what you type or pipe in",
  options: wsOptions,
  notes: [
    "API is a logical id or a name of the running engine's, API/STAGE one of several. Without it, its one WebSocket.",
  ],
  failsWhen: "the handshake is refused, a line could not be sent, or the server closes with another code than 1000",
  examples: [
    "portcullis ws --token-function CreateTestJwt",
    "portcullis ws Chat/dev --token-function CreateTestJwt",
    "portcullis ws wss://example.com/dev --token @token.txt --carry subprotocol",
    `portcullis ws --send '{"action":"ping"}' --json`,
  ],
  async run(args) {
    // What speaks WebSocket is loaded by whoever wants to.
    const { runWs } = await import("./run.ts");
    process.exitCode = await runWs(args, processStreams());
  },
};
