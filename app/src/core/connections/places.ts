import { mapBounded } from "../map-bounded.ts";
import { type Connection, isLive, mayStillBeOpening } from "./connection.ts";
import type { Connections, MassClosing, Place, PlaceOutcome, Sockets, Users } from "./ports.ts";

export interface PlacesDependencies {
  readonly users: Pick<Users, "takePlace" | "givePlacesBack" | "placesOf" | "noteInUse">;
  readonly connections: Pick<Connections, "find">;
  readonly sockets: Pick<Sockets, "look">;
  readonly closing: Pick<MassClosing, "askAll">;
  readonly maxConnections: number;
  readonly now: () => number;
}

/**
 * Time that a handshake has from its row to the open socket, which takes some milliseconds. One that takes longer may
 * lose its place to a newer one, and is closed if it opens after all.
 */
const OPENS_WITHIN_MS = 5_000;

/** A look takes about 20 ms. One handshake makes no more of them than the user has places. */
const LOOKS_AT_ONCE = 20;

/** No look begins later, so that a handshake ends within its 5 seconds whatever @connections does. */
const LOOKING_MS = 2_000;

/** Somebody who has all places in use, and goes on trying, costs as many looks as there are places in this time. */
const IN_USE_MS = 5_000;

/** Takes a place. Where there is none left, those of connections that went without a word are made free, once. */
export async function takePlace(connection: Connection, ports: PlacesDependencies): Promise<PlaceOutcome> {
  const { users, maxConnections, now } = ports;
  const outcome = await users.takePlace(connection, maxConnections);
  if (outcome !== "full") return outcome;
  const places = await users.placesOf(connection);
  const settled = places.filter(({ connectedAt }) => connectedAt + OPENS_WITHIN_MS < now());
  const lost = await lostAmong(settled, connection, ports);
  if (lost.length > 0) await users.givePlacesBack(connection, lost);
  // Another handshake may have made room before.
  if (places.length - lost.length < maxConnections) return users.takePlace(connection, maxConnections);
  if (settled.length > 0) await users.noteInUse(connection, now() + IN_USE_MS);
  return "full";
}

async function lostAmong(
  places: readonly Place[],
  user: Connection,
  ports: PlacesDependencies,
): Promise<readonly Place[]> {
  const giveUpAtMs = ports.now() + LOOKING_MS;
  const oldestFirst = [...places].sort((one, other) => one.connectedAt - other.connectedAt);
  const areLost = await mapBounded(
    oldestFirst,
    LOOKS_AT_ONCE,
    async (place) => ports.now() < giveUpAtMs && isLost(place, user, ports),
  );
  return oldestFirst.filter((_, index) => areLost[index]);
}

/** Resolves with true when nobody is at a place who may have it. What is left there is cleared away. */
async function isLost(place: Place, { userId, tenant }: Connection, ports: PlacesDependencies): Promise<boolean> {
  const { connections, sockets, closing, now } = ports;
  const { connectionId, connectedAt } = place;
  const lookedAtMs = now();
  const outcome = await sockets.look(connectionId);
  if (outcome === "failed") return false;
  const row = await connections.find(connectionId);
  const isExpired = row !== undefined && !isLive(row, now());
  if (outcome === "open" && row && !isExpired) return false;
  if (outcome === "gone" && isUnderWay(place, row, lookedAtMs)) return false;
  const code = row?.closing ?? (isExpired ? "token_expired" : "connection_unknown");
  // First: one that is open after all must not be left without a place and without an end.
  await closing.askAll([{ connectionId, place: { userId, tenant, connectedAt } }], code, undefined);
  return true;
}

/** True while a handshake is likely to open its socket. Where the row is yet to come nobody knows how far it is. */
function isUnderWay(place: Place, row: Connection | undefined, nowMs: number): boolean {
  const { registeredAt } = row ?? {};
  return registeredAt === undefined ? mayStillBeOpening(place, nowMs) : nowMs <= registeredAt + OPENS_WITHIN_MS;
}
