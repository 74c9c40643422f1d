import { systemClock } from "../clock.ts";
import { createReplica } from "../state/index.ts";
import type { Subscription } from "../subscriptions/subscription.ts";
import { type Following, type FollowOptions, follow, type PresenceClient } from "./follow.ts";
import { createOwnData } from "./own-data.ts";
import { createParts } from "./presence-message.ts";

/** A user who is subscribed to the entity. */
export interface Member<Data = unknown> {
  /** Of the user's token: the server knows that it is true. */
  readonly userId: string;
  /** The user's own word, of the connection that set it last. */
  readonly data?: Data;
}

export interface PresenceView<Data = unknown> {
  /** Up to 200 users, in the order in which this client heard of them. */
  readonly members: readonly Member<Data>[];
  /** Number of all users who are there. */
  readonly count: number;
}

export interface FollowPresenceOptions<Data = unknown> extends FollowOptions {
  /** Data that this user says of themselves, up to 1 KB as JSON. */
  readonly data?: Data;
}

export interface PresenceSubscription<Data = unknown> extends Subscription {
  /**
   * Says something else of this user, or nothing any more (`null`). The last one counts; it is sent at most once a
   * second, a second later for each 20 users, and again after a reconnection. Throws a `RangeError` above 1 KB.
   */
  setData(data: Data | null): void;
}

/**
 * Subscribes to an entity and calls `handler` with the users who are there, once they are known and whenever that
 * changes. Ends with the subscription that it returns.
 */
export function followPresence<Data = unknown>(
  client: PresenceClient,
  entityId: string,
  handler: (view: PresenceView<Data>) => void,
  { data, ...options }: FollowPresenceOptions<Data> = {},
): PresenceSubscription<Data> {
  const replica = createReplica<Member<Data>>();
  const membersOf = createParts();
  let known = 0;
  const own = createOwnData(options.clock ?? systemClock, send, () => known);
  let told = "";

  const following: Following = {
    question() {
      const { fields, arrived } = own.unsent();
      const { revision } = replica;
      const since = revision === undefined ? {} : { since: revision };
      return { fields: { follow: "members", ...since, ...fields }, answered: arrived };
    },
    take(message, count) {
      const members = message && membersOf(message);
      if (members) replica.take(members);
      if (replica.revision === undefined || count === undefined) return;
      known = count;
      const view = { members: [...replica.values().values()], count };
      const text = JSON.stringify(view);
      // Who has left and come back before that was heard is no news.
      if (text === told) return;
      told = text;
      handler(view);
    },
    isWhole: () => replica.revision !== undefined && !replica.hasHole && own.isSent,
    started: own.forgotten,
    ended: own.end,
  };

  const { subscription, asking } = follow(client, entityId, following, options);

  function send(): void {
    if (subscription.state === "subscribed") asking.now();
  }

  if (data !== undefined) own.set(data);
  return Object.assign(subscription, { setData: own.set });
}
