import type { ErrorCode, Subscribe } from "@portcullis/contract";
import { type Connection, hasSameToken, isLive } from "../connections/connection.ts";
import type { Connections } from "../connections/ports.ts";
import type { Act } from "../messages/action.ts";
import type { Entities } from "../push/ports.ts";
import { type SendStateDependencies, sendState } from "../state/send-state.ts";
import { type SendStreamsDependencies, sendStreams } from "../streams/send-streams.ts";
import type { MayFollow } from "../tokens/policy.ts";
import type { Subscriptions } from "./ports.ts";
import { type ResumeDependencies, resume } from "./resume.ts";

export interface SubscribeDependencies extends ResumeDependencies, SendStreamsDependencies, SendStateDependencies {
  readonly connections: Pick<Connections, "find">;
  readonly subscriptions: Pick<Subscriptions, "add">;
  readonly entities: Pick<Entities, "find" | "kept">;
  readonly mayFollow: MayFollow;
}

/** Keeps one client from filling the table and a disconnect from taking for ever. */
export const MAX_SUBSCRIPTIONS_PER_CONNECTION = 1000;

/** Answers a `subscribe` message, after what the client missed was sent again if it asked for that. */
export function subscribe(ports: SubscribeDependencies): Act<Subscribe> {
  const { entities, subscriptions, mayFollow, now } = ports;
  const act: Act<Subscribe> = async (connection, message, charge) => {
    const { entityId, since, streams: has, state, requestId } = message;
    if (!(await mayFollow(connection, entityId))) return "not_authorized";
    const { connectionId, tenant } = connection;
    const entity = { tenant, entityId };
    const { shards } = await entities.find(entity);
    const subscription = { connection, entityId, shard: shardOf(connectionId, shards) };
    const outcome = await subscriptions.add(subscription, MAX_SUBSCRIPTIONS_PER_CONNECTION, now());
    if (outcome === "refused") return afterRefusal(connection, ports, (current) => act(current, message, charge));
    // After the subscription: what is published from here on is pushed.
    const { seq } = await entities.find(entity);
    const refusal =
      (has && (await sendStreams({ connectionId, entity, has }, charge, ports))) ||
      (state && (await sendState({ connectionId, entity, has: state }, charge, ports)));
    if (refusal) return refusal;
    if (since === undefined) return { type: "subscribed", entityId, seq, requestId };
    const recovered = await resume({ connectionId, entity, since, seq }, charge, ports);
    if (typeof recovered === "object") return recovered;
    return { type: "subscribed", entityId, seq, recovered, requestId };
  };
  return act;
}

/** The connection may have brought a newer token in between, which may allow less and lasts longer: then `again`. */
async function afterRefusal<Answer>(
  connection: Connection,
  { connections, now }: SubscribeDependencies,
  again: (current: Connection) => Answer,
): Promise<Answer | ErrorCode> {
  const current = await connections.find(connection.connectionId);
  if (!current || current.closing) return "connection_unknown";
  if (!isLive(current, now())) return "token_expired";
  return hasSameToken(current, connection) ? "too_many_subscriptions" : again(current);
}

/** FNV-1a's start and prime for 32 bits. https://datatracker.ietf.org/doc/html/draft-eastlake-fnv */
const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/** Chooses the shard of an entity that a connection's subscription belongs to. */
export function shardOf(connectionId: string, shards: number): number {
  let hash = OFFSET_BASIS;
  for (const byte of new TextEncoder().encode(connectionId)) hash = Math.imul(hash ^ byte, PRIME);
  return (hash >>> 0) % shards;
}
