import { type Connection, hasSameToken, isLive, mayReplace } from "../../../src/core/connections/connection.ts";
import type { Connections, Place, Users } from "../../../src/core/connections/ports.ts";
import type { RateCounters } from "../../../src/core/messages/ports.ts";
import type { Subscriptions } from "../../../src/core/subscriptions/ports.ts";
import type { Revocations } from "../../../src/core/tokens/ports.ts";
import { isIssuedBefore } from "../../../src/core/tokens/revocation.ts";
import type { Clockwork } from "./clockwork.ts";

/**
 * The table's rows, of one user, with DynamoDB's rules: each call is one step, and its condition holds in that step.
 */
export function createRows(clockwork: Clockwork, { indexLagMs }: { readonly indexLagMs: number }) {
  const connections = new Map<string, Connection>();
  const subscriptions = new Map<string, Connection["exp"]>();
  const places = new Map<string, Place>();
  const revokedTokens = new Set<string>();
  /** Tokens that connections came with, and when. Never forgets: an index shows late what is gone, too. */
  const tokenIndex: { readonly connectionId: string; readonly jti: string; readonly writtenMs: number }[] = [];
  const user = { issuedBefore: 0, inUseUntil: 0 };

  const write = (row: Connection) => {
    connections.set(row.connectionId, row);
    if (row.jti !== undefined)
      tokenIndex.push({ connectionId: row.connectionId, jti: row.jti, writtenMs: clockwork.now() });
  };
  const isRevokedUser = (row: Pick<Connection, "iat">) =>
    user.issuedBefore > 0 && isIssuedBefore(row, user.issuedBefore);

  /** Dependencies of a function that is stopped at a time. */
  function ports(untilMs: number) {
    const call = <Result>(label: string, effect: () => Result) => clockwork.call(label, untilMs, effect);
    const registry: Connections = {
      put: (row) =>
        call(`put ${row.connectionId}`, () => {
          if (connections.get(row.connectionId)?.closing) return false;
          write(row);
          return true;
        }),
      find: (id) => call(`find ${id}`, () => connections.get(id)),
      renew: (row) =>
        call(`renew ${row.connectionId}`, () => {
          const current = connections.get(row.connectionId);
          if (!current || current.closing) return "unknown";
          if (!mayReplace(row, current)) return "outdated";
          write(row);
          return "renewed";
        }),
      async retire(row) {
        const { connectionId } = row;
        await call(`retire ${connectionId}`, () => write({ sub: "", ...connections.get(connectionId), ...row }));
        await call(`unsubscribe ${connectionId}`, () => subscriptions.delete(connectionId));
      },
      async remove(id) {
        const row = await call(`delete ${id}`, () => {
          const old = connections.get(id);
          connections.delete(id);
          return old;
        });
        if (row) await call(`give place of ${id} back`, () => places.delete(id));
        await call(`unsubscribe ${id}`, () => subscriptions.delete(id));
      },
    };
    return { connections: registry, users: users(call), revocations: revocations(call), ...messages(call) };
  }

  type Call = <Result>(label: string, effect: () => Result) => Promise<Result>;

  function users(call: Call): Users {
    return {
      takePlace: (row, cap) =>
        call(`take place for ${row.connectionId}`, () => {
          if (isRevokedUser(row)) return "revoked";
          if (places.size >= cap) return user.inUseUntil > clockwork.now() ? "in use" : "full";
          places.set(row.connectionId, row);
          return "taken";
        }),
      noteInUse: (_, untilMs) =>
        call("note in use", () => {
          user.inUseUntil = untilMs;
        }),
      givePlacesBack: (_, some) =>
        call(`give ${some.length} places back`, () => {
          for (const { connectionId } of some) places.delete(connectionId);
        }),
      placesOf: () => call("places", () => [...places.values()]),
    };
  }

  function revocations(call: Call): Revocations {
    return {
      revokeUser: (_, issuedBefore) =>
        call("revoke user", () => {
          user.issuedBefore = Math.max(user.issuedBefore, issuedBefore);
        }),
      revokeToken: ({ jti }) => call("revoke token", () => void revokedTokens.add(jti)),
      isTokenRevoked: ({ jti }) => call("is token revoked", () => revokedTokens.has(jti)),
      isUserRevoked: (identity) => call("is user revoked", () => isRevokedUser(identity)),
      connectionsWith: (jti) =>
        call("index of tokens", () =>
          tokenIndex
            .filter((entry) => entry.jti === jti && entry.writtenMs + indexLagMs <= clockwork.now())
            .map(({ connectionId }) => connectionId),
        ),
    };
  }

  function messages(call: Call): { rateCounters: RateCounters; subscriptions: Omit<Subscriptions, "has"> } {
    return {
      rateCounters: {
        countMessage: (id) =>
          call(`count message of ${id}`, () => {
            const connection = connections.get(id);
            return connection && { connection, messages: 1, work: 0 };
          }),
        countOf: async () => 1,
        countWork: async () => 1,
        countMistake: async () => 1,
      },
      subscriptions: {
        add: ({ connection }, _, nowMs) =>
          call(`subscribe ${connection.connectionId}`, () => {
            const current = connections.get(connection.connectionId);
            if (!current || !hasSameToken(current, connection) || !isLive(current, nowMs)) return "refused";
            subscriptions.set(connection.connectionId, current.exp);
            return "added";
          }),
        remove: ({ connectionId }) =>
          call(`unsubscribe ${connectionId}`, () => void subscriptions.delete(connectionId)),
        entitiesOf: (id) => call(`follows ${id}`, () => (subscriptions.has(id) ? ["e"] : [])),
        prolong: ({ connectionId, exp }) =>
          call(`prolong ${connectionId}`, () => {
            if (subscriptions.has(connectionId)) subscriptions.set(connectionId, exp);
          }),
      },
    };
  }

  return { connections, subscriptions, places, revokedTokens, isRevokedUser, write, ports };
}

export type Rows = ReturnType<typeof createRows>;
