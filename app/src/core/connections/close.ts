import { DISCONNECT_CODES, type Disconnect } from "@portcullis/contract";
import type { CloseRequest } from "./close-command.ts";
import { HANDSHAKE_MAX_MS, mayStillBeOpening, type Opening, retired } from "./connection.ts";
import type { CloseOutcome, Connections, MassClosing, Sockets, Users } from "./ports.ts";

export interface CloseDependencies {
  readonly sockets: Pick<Sockets, "post" | "close">;
  readonly connections: Pick<Connections, "find" | "retire" | "remove">;
  readonly users: Pick<Users, "givePlacesBack">;
  readonly closing: Pick<MassClosing, "askAgain">;
  readonly now: () => number;
}

/** `later`: it may be opening, and its close comes again. */
export type Closed = Exclude<CloseOutcome, "failed"> | "later";

/**
 * Says why, closes, and forgets the connection, in this order: one that may be open, or may be opening, stays known.
 * Rejects when it could not be closed; then it is to be done again.
 */
export async function closeConnection(request: CloseRequest, ports: CloseDependencies): Promise<Closed> {
  const { sockets, connections, closing, now } = ports;
  const { connectionId, code } = request;
  const askedAtMs = now();
  const posted = await sockets.post(connectionId, JSON.stringify(disconnectMessage(request)));
  // One that opens after that would be closed without a word: it is told, and closed, when it is asked for again.
  const outcome = posted === "gone" ? posted : await sockets.close(connectionId);
  const known = outcome === "closed" ? undefined : ((await connections.find(connectionId)) ?? openingOf(request));
  if (outcome === "closed" || (outcome === "gone" && !(known && mayStillBeOpening(known, askedAtMs)))) {
    await forget(request, ports);
    return outcome;
  }
  // What it sends from now on is not acted on, and nothing is pushed to it.
  await (known ? connections.retire(retired(known, code)) : connections.remove(connectionId));
  if (known && outcome === "gone") {
    await closing.askAgain(request, secondsToWait(known, now()));
    return "later";
  }
  throw new Error("A connection could not be closed.");
}

/** Forgets a connection by its row. Without one, the place alone. */
async function forget(request: CloseRequest, { connections, users }: CloseDependencies): Promise<void> {
  await connections.remove(request.connectionId);
  const opening = openingOf(request);
  if (opening) await users.givePlacesBack(opening, [opening]);
}

function openingOf({ connectionId, place }: CloseRequest): Opening | undefined {
  return place && { connectionId, ...place };
}

/** Waits until it is twice as old: a quick handshake is closed soon, and a slow one is not asked for time and again. */
function secondsToWait({ connectedAt }: Opening, nowMs: number): number {
  const ageMs = Math.min(nowMs - connectedAt, HANDSHAKE_MAX_MS);
  return Math.max(1, Math.ceil(Math.min(ageMs, HANDSHAKE_MAX_MS - ageMs) / 1000));
}

function disconnectMessage({ code, reason }: CloseRequest): Disconnect {
  const { summary, reconnect } = DISCONNECT_CODES[code];
  return { type: "disconnect", code, reason: reason ?? summary, reconnect };
}
