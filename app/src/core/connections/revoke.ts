import type { DisconnectUserEvent, RevokeAccessEvent } from "@portcullis/contract";
import type { TokenRef } from "../references.ts";
import type { Revocations } from "../tokens/ports.ts";
import { isIssuedBefore } from "../tokens/revocation.ts";
import { HANDSHAKE_MAX_MS } from "./connection.ts";
import type { Connections, MassClosing, Users } from "./ports.ts";

export interface RevokeDependencies {
  readonly users: Pick<Users, "placesOf">;
  readonly revocations: Pick<Revocations, "revokeUser" | "revokeToken" | "connectionsWith">;
  readonly connections: Pick<Connections, "find">;
  readonly closing: Pick<MassClosing, "askAll" | "lookAgain">;
}

/** Handshakes that were under way are through by then, and the index of tokens knows them. */
const SECOND_LOOK_SECONDS = HANDSHAKE_MAX_MS / 1000;

/** Closes all connections of a user, who may connect again. Handshakes that have their place are among them. */
export async function disconnectUser(
  detail: DisconnectUserEvent,
  { users, closing }: RevokeDependencies,
): Promise<void> {
  const { userId, tenant, reason } = detail;
  const places = await users.placesOf(detail);
  await closing.askAll(
    places.map(({ connectionId, connectedAt }) => ({ connectionId, place: { userId, tenant, connectedAt } })),
    "kicked",
    reason,
  );
}

/** Refuses tokens from now on, and closes what was opened with them. */
export async function revokeAccess(access: RevokeAccessEvent, ports: RevokeDependencies): Promise<void> {
  if ("jti" in access) await ports.revocations.revokeToken(access);
  else await ports.revocations.revokeUser(access, secondsOf(access.issuedBefore));
  await closeRevoked(access, ports);
  await ports.closing.lookAgain(access, SECOND_LOOK_SECONDS);
}

/** Closes what is open with tokens that no longer count. */
export async function closeRevoked(access: RevokeAccessEvent, ports: RevokeDependencies): Promise<void> {
  const connectionIds =
    "jti" in access
      ? await connectionsWith(access, ports)
      : await connectionsBefore(access, secondsOf(access.issuedBefore), ports);
  await ports.closing.askAll(
    connectionIds.map((connectionId) => ({ connectionId })),
    "revoked",
    access.reason,
  );
}

const secondsOf = (timestamp: string) => Date.parse(timestamp) / 1000;

/** Two issuers may give one id to tokens of their own: a token is one of its tenant. */
async function connectionsWith({ jti, tenant }: TokenRef, { revocations, connections }: RevokeDependencies) {
  const connectionIds = await revocations.connectionsWith(jti);
  const rows = await Promise.all(connectionIds.map((connectionId) => connections.find(connectionId)));
  return rows.flatMap((row) => (row && row.tenant === tenant ? [row.connectionId] : []));
}

async function connectionsBefore(
  user: { readonly userId: string; readonly tenant?: string | undefined },
  issuedBefore: number,
  { users, connections }: RevokeDependencies,
): Promise<readonly string[]> {
  const places = await users.placesOf(user);
  const rows = await Promise.all(places.map(({ connectionId }) => connections.find(connectionId)));
  return rows.flatMap((row) => (row && isIssuedBefore(row, issuedBefore) ? [row.connectionId] : []));
}
