import type { Subscription } from "../subscriptions/subscription.ts";
import { type Following, type FollowOptions, follow, type PresenceClient } from "./follow.ts";

/**
 * Subscribes to an entity and calls `handler` with the number of users who are there, once it is known and whenever it
 * changes: for places with so many that nobody reads a list. Ends with the subscription that it returns.
 */
export function followOccupancy(
  client: PresenceClient,
  entityId: string,
  handler: (count: number) => void,
  options: FollowOptions = {},
): Subscription {
  let told: number | undefined;

  const following: Following = {
    question: () => ({ fields: { follow: "count" } }),
    take(_, count) {
      if (count === undefined || count === told) return;
      told = count;
      handler(count);
    },
    isWhole: () => told !== undefined,
  };
  return follow(client, entityId, following, options).subscription;
}
