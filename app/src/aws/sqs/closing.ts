import type { CloseCommand } from "../../core/connections/close-command.ts";
import type { Closing, MassClosing } from "../../core/connections/ports.ts";
import type { Queue } from "./queue.ts";

/** Asks the one function that may close connections, through its queue. */
export function createClosing(queue: Queue): Closing & MassClosing {
  const send = (commands: readonly CloseCommand[], delaySeconds = 0) =>
    queue.send(
      commands.map((command) => JSON.stringify(command)),
      delaySeconds,
    );
  return {
    ask: (connectionId, code) => send([{ kind: "close", connectionId, code }]),
    askAgain: (request, delaySeconds) => send([request], delaySeconds),
    askAll: (connections, code, reason, receipt) =>
      send(connections.map((connection) => ({ kind: "close", ...connection, code, reason, receipt }))),
    lookAgain: (access, delaySeconds) => send([{ kind: "close revoked", access }], delaySeconds),
  };
}
