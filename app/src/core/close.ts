import { DISCONNECT_CODES, type Disconnect } from "@portcullis/contract";
import type { CloseCommand } from "./close-command.ts";
import type { CloseOutcome, Closer, Connections, Sockets } from "./ports.ts";

export interface ClosePorts {
  readonly sockets: Sockets;
  readonly closer: Closer;
  readonly connections: Pick<Connections, "remove">;
}

export type CloseRequest = Extract<CloseCommand, { kind: "close" }>;

/** Says why, closes, and forgets the connection. Rejects when it may still be open; then it is to be done again. */
export async function closeConnection(
  request: CloseRequest,
  { sockets, closer, connections }: ClosePorts,
): Promise<Exclude<CloseOutcome, "failed">> {
  const { connectionId } = request;
  await sockets.post(connectionId, JSON.stringify(disconnectMessage(request)));
  const outcome = await closer.close(connectionId);
  // In any case: what it sends from now on is not acted on, and nothing is pushed to it.
  await connections.remove(connectionId);
  if (outcome === "failed") throw new Error("A connection could not be closed.");
  return outcome;
}

function disconnectMessage({ code, reason }: CloseRequest): Disconnect {
  const { summary, reconnect } = DISCONNECT_CODES[code];
  return { type: "disconnect", code, reason: reason ?? summary, reconnect };
}
