import type { Log, Metrics } from "../ports.ts";
import type { Revocations } from "../tokens/ports.ts";
import type { RefusalCause } from "../tokens/refusal.ts";
import type { Connection } from "./connection.ts";
import { type PlacesDependencies, takePlace } from "./places.ts";
import type { Connections } from "./ports.ts";

export interface ConnectDependencies extends PlacesDependencies {
  readonly connections: Pick<Connections, "put" | "find">;
  readonly revocations: Pick<Revocations, "isTokenRevoked">;
  readonly metrics: Pick<Metrics, "count">;
  readonly log: Log;
}

/** Registers a connection. Resolves with why that is refused, if it is; then nothing is left of it. */
export async function connect(connection: Connection, ports: ConnectDependencies): Promise<RefusalCause | undefined> {
  const { metrics, log } = ports;
  const cause = (await whyRefused(connection, ports)) ?? (await register(connection, ports));
  if (cause) {
    log.warn("Connection refused", { cause, userId: connection.userId });
    metrics.count("Refusals", 1, cause);
    return cause;
  }
  log.info("Connected", { userId: connection.userId });
  metrics.count("Connects", 1);
  return undefined;
}

async function whyRefused(connection: Connection, ports: ConnectDependencies): Promise<RefusalCause | undefined> {
  const { jti, tenant } = connection;
  if (jti !== undefined && (await ports.revocations.isTokenRevoked({ jti, tenant }))) return "token_revoked";
  return WHY[await takePlace(connection, ports)];
}

const WHY = {
  taken: undefined,
  full: "too_many_connections",
  "in use": "too_many_connections",
  revoked: "token_revoked",
} as const;

async function register(connection: Connection, ports: ConnectDependencies): Promise<RefusalCause | undefined> {
  try {
    if (await ports.connections.put({ ...connection, registeredAt: ports.now() })) return undefined;
  } catch (error) {
    await givePlaceBack(connection, ports);
    throw error;
  }
  await givePlaceBack(connection, ports);
  return "closed_meanwhile";
}

/** Gives the place back. Should that fail too, a handshake that finds no room does it. */
async function givePlaceBack(connection: Connection, { users, log }: ConnectDependencies): Promise<void> {
  await users.givePlacesBack(connection, [connection]).catch((error) => {
    log.warn("A place was not given back", { connectionId: connection.connectionId, error });
  });
}
