import { parseMessage, type ServerMessage, unsubscribe as unsubscribeDefinition } from "@portcullis/contract";
import type { Subscriptions } from "./ports.ts";

/** Answers an `unsubscribe` message. */
export async function unsubscribe(
  connectionId: string,
  text: string,
  subscriptions: Pick<Subscriptions, "remove">,
): Promise<ServerMessage> {
  const parsed = parseMessage(unsubscribeDefinition, text);
  if (!parsed.ok) return parsed.error;
  const { entityId, requestId } = parsed.value;
  await subscriptions.remove(connectionId, entityId);
  return { type: "unsubscribed", entityId, requestId };
}
