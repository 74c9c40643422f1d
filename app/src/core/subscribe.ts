import {
  type ErrorCode,
  errorMessage,
  parseMessage,
  type ServerMessage,
  subscribe as subscribeDefinition,
} from "@portcullis/contract";
import { type Connection, isLive } from "./connection.ts";
import type { Connections, Subscriptions } from "./ports.ts";

export interface SubscribePorts {
  readonly connections: Pick<Connections, "find">;
  readonly subscriptions: Pick<Subscriptions, "add">;
  readonly now: () => number;
}

/** Keeps one client from filling the table and a disconnect from taking for ever. */
export const MAX_SUBSCRIPTIONS_PER_CONNECTION = 1000;

/** Answers a `subscribe` message. */
export async function subscribe(connectionId: string, text: string, ports: SubscribePorts): Promise<ServerMessage> {
  const parsed = parseMessage(subscribeDefinition, text);
  if (!parsed.ok) return parsed.error;
  const { entityId, requestId } = parsed.value;
  const refusal = await add(connectionId, entityId, ports);
  return refusal ? errorMessage(refusal, { requestId }) : { type: "subscribed", entityId, requestId };
}

async function add(connectionId: string, entityId: string, ports: SubscribePorts): Promise<ErrorCode | undefined> {
  const { connections, subscriptions, now } = ports;
  const connection = await connections.find(connectionId);
  if (!connection || !isLive(connection, now())) return whyNotLive(connection);
  const outcome = await subscriptions.add(connection, entityId, MAX_SUBSCRIPTIONS_PER_CONNECTION, now());
  if (outcome !== "refused") return undefined;
  const current = await connections.find(connectionId);
  return current && isLive(current, now()) ? "too_many_subscriptions" : whyNotLive(current);
}

function whyNotLive(connection: Connection | undefined): ErrorCode {
  return connection ? "token_expired" : "connection_unknown";
}
