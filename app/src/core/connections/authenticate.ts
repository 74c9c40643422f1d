import type { Authenticate } from "@portcullis/contract";
import { mapBounded } from "../map-bounded.ts";
import type { Act } from "../messages/action.ts";
import type { Log, Metrics } from "../ports.ts";
import type { Subscriptions } from "../subscriptions/ports.ts";
import type { Identity } from "../tokens/identity.ts";
import type { MayFollow } from "../tokens/policy.ts";
import type { Revocations } from "../tokens/ports.ts";
import { Refusal } from "../tokens/refusal.ts";
import { isRevoked } from "../tokens/revocation.ts";
import type { Verify } from "../tokens/verifier.ts";
import { type Connection, mayReplace, newConnection } from "./connection.ts";
import type { Closing, Connections } from "./ports.ts";

export interface AuthenticateDependencies {
  readonly verify: Verify;
  readonly revocations: Pick<Revocations, "isTokenRevoked" | "isUserRevoked">;
  readonly connections: Pick<Connections, "renew" | "find">;
  readonly subscriptions: Pick<Subscriptions, "entitiesOf" | "prolong" | "remove">;
  readonly closing: Closing;
  readonly mayFollow: MayFollow;
  readonly metrics: Pick<Metrics, "count">;
  readonly log: Log;
}

/** A connection may have a thousand subscriptions, and its client waits. */
const WRITES_AT_ONCE = 20;

/** Number of ids in one answer: it may have 128 KB, and these fit whatever their letters are. */
const ENDED_MAX_COUNT = 100;

/** Answers an `authenticate` message: the connection goes on with a newer token of the same user. */
export function authenticate(ports: AuthenticateDependencies): Act<Authenticate> {
  return async (connection, { token, requestId }, charge) => {
    const { connectionId, connectedAt, subscriptions = 0 } = connection;
    const refusal = await charge("renewed", subscriptions);
    if (refusal) return refusal;
    const newer = await identify(token, connection, ports);
    if (newer === "token_refused") return newer;
    if (!isSamePerson(newer, connection)) {
      await ports.closing.ask(connectionId, "identity_changed");
      return "token_refused";
    }
    const renewed = newConnection(newer, { connectionId, connectedAt });
    // First, so that no subscription ever lives longer than what its connection may. It looks again which is newer.
    const outcome = await ports.connections.renew(renewed);
    if (outcome === "unknown") return "connection_unknown";
    if (outcome === "outdated") return refuse(outdated(), connection, ports);
    const ended = (await carryOver(renewed, ports)).slice(0, ENDED_MAX_COUNT);
    // Another one may have come since: what is answered is what counts.
    const current = await ports.connections.find(connectionId);
    if (!current || current.closing) return "connection_unknown";
    const expiresAt = new Date(current.exp * 1000).toISOString();
    return { type: "authenticated", expiresAt, ...(ended.length > 0 && { ended }), requestId };
  };
}

const outdated = () => new Refusal("token_outdated", "The token is older than the one that the connection has.");

async function identify(
  token: string,
  connection: Connection,
  ports: AuthenticateDependencies,
): Promise<Identity | "token_refused"> {
  try {
    const identity = await ports.verify(token);
    if (!mayReplace(identity, connection)) throw outdated();
    if (await isRevoked(identity, ports.revocations)) throw new Refusal("token_revoked", "The token was revoked.");
    return identity;
  } catch (error) {
    if (error instanceof Refusal) return refuse(error, connection, ports);
    throw error;
  }
}

/** The log says why. */
function refuse(
  refusal: Refusal,
  { connectionId }: Connection,
  { metrics, log }: AuthenticateDependencies,
): "token_refused" {
  const { reason: cause, message: detail } = refusal;
  log.warn("A newer token was refused", { connectionId, cause, detail });
  metrics.count("MessagesRefused", 1, "token_refused");
  return "token_refused";
}

function isSamePerson(one: Identity, other: Identity): boolean {
  return one.sub === other.sub && one.tenant === other.tenant && one.userId === other.userId;
}

/** Resolves with the entities that the connection may not follow any more. */
async function carryOver(connection: Connection, ports: AuthenticateDependencies): Promise<readonly string[]> {
  const { subscriptions, mayFollow } = ports;
  const entityIds = await subscriptions.entitiesOf(connection.connectionId);
  const ended = await mapBounded(entityIds, WRITES_AT_ONCE, async (entityId) => {
    const isAllowed = await mayFollow(connection, entityId);
    await (isAllowed ? subscriptions.prolong(connection, entityId) : subscriptions.remove(connection, entityId));
    return isAllowed ? [] : [entityId];
  });
  return ended.flat();
}
