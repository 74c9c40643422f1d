import { type Connection, isLive } from "./connection.ts";
import type { Log } from "./log.ts";
import type { Connections, Metrics, Place, Revocations, Users } from "./ports.ts";
import type { RefusalCause } from "./refusal.ts";

export interface ConnectPorts {
  readonly connections: Pick<Connections, "put" | "find">;
  readonly users: Users;
  readonly revocations: Pick<Revocations, "isTokenRevoked">;
  readonly maxConnections: number;
  readonly metrics: Pick<Metrics, "count">;
  readonly now: () => number;
  readonly log: Log;
}

/** A place is taken before its connection is registered, and API Gateway gives a handshake no longer than this. */
const HANDSHAKE_MAX_MS = 30_000;

/** Registers a connection. Resolves with why that is refused, if it is; then nothing is left of it. */
export async function connect(connection: Connection, ports: ConnectPorts): Promise<RefusalCause | undefined> {
  const { metrics, log } = ports;
  const cause = await whyRefused(connection, ports);
  if (cause) {
    log.warn("Connection refused", { cause, userId: connection.userId });
    metrics.count("Refusals", 1, cause);
    return cause;
  }
  await register(connection, ports);
  log.info("Connected", { userId: connection.userId });
  metrics.count("Connects", 1);
  return undefined;
}

async function whyRefused(connection: Connection, ports: ConnectPorts): Promise<RefusalCause | undefined> {
  const { jti, tenant } = connection;
  if (jti !== undefined && (await ports.revocations.isTokenRevoked({ jti, tenant }))) return "token_revoked";
  return WHY[await takePlace(connection, ports)];
}

const WHY = { taken: undefined, full: "too_many_connections", revoked: "token_revoked" } as const;

async function register(connection: Connection, { connections, users, log }: ConnectPorts): Promise<void> {
  try {
    await connections.put(connection);
  } catch (error) {
    // Where that fails too, the next handshake that finds no room does it.
    await users.givePlacesBack(connection, [connection]).catch((second) => {
      log.warn("A place was not given back", { connectionId: connection.connectionId, error: second });
    });
    throw error;
  }
}

/** Where there is no room, places of connections that went without a word are made free, once. */
async function takePlace(connection: Connection, ports: ConnectPorts): ReturnType<Users["takePlace"]> {
  const { users, maxConnections } = ports;
  const outcome = await users.takePlace(connection, maxConnections);
  if (outcome !== "full") return outcome;
  const lost = await lostPlaces(await users.placesOf(connection), ports);
  if (lost.length === 0) return "full";
  await users.givePlacesBack(connection, lost);
  return users.takePlace(connection, maxConnections);
}

async function lostPlaces(places: readonly Place[], { connections, now }: ConnectPorts): Promise<readonly Place[]> {
  const settled = places.filter(({ connectedAt }) => connectedAt + HANDSHAKE_MAX_MS < now());
  const rows = await Promise.all(settled.map(({ connectionId }) => connections.find(connectionId)));
  return settled.filter((_, index) => {
    const row = rows[index];
    return !row || !isLive(row, now());
  });
}
