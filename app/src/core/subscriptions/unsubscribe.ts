import type { Unsubscribe } from "@portcullis/contract";
import type { Act } from "../messages/action.ts";
import type { Subscriptions } from "./ports.ts";

/** Answers an `unsubscribe` message. */
export function unsubscribe(subscriptions: Pick<Subscriptions, "remove">): Act<Unsubscribe> {
  return async (connection, { entityId, requestId }) => {
    await subscriptions.remove(connection, entityId);
    return { type: "unsubscribed", entityId, requestId };
  };
}
