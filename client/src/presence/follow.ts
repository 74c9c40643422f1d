import type { Abortable } from "../abort.ts";
import type { Client } from "../client.ts";
import { type Clock, systemClock } from "../clock.ts";
import type { OtherMessage } from "../messages.ts";
import type { Subscription } from "../subscriptions/subscription.ts";
import { type Asking, createAsking } from "./asking.ts";
import { isPresence, type PresenceMessage } from "./presence-message.ts";

export interface FollowOptions extends Abortable {
  /** Time, for tests that move it. */
  readonly clock?: Clock;
}

/** The part that is used of a client, whatever its protocol. */
export interface PresenceClient {
  subscribe(entityId: never): object;
  request(action: never, payload: never): Promise<unknown>;
  onMessage(type: never, handler: never): () => void;
}

/** A follower, as far as members and numbers differ. */
export interface Following {
  /** Fields of the question. `answered` is called when the server has answered. */
  question(): { readonly fields: object; readonly answered?: () => void };
  /** Takes a message, and the number that is the newest. */
  take(message: PresenceMessage | undefined, count: number | undefined): void;
  /** False while something is missing. */
  isWhole(): boolean;
  /** Begins anew, with another connection. */
  started?(): void;
  ended?(): void;
}

/** Subscribes to an entity, and asks and listens for who is there. */
export function follow(
  presenceClient: PresenceClient,
  entityId: string,
  following: Following,
  { signal, clock = systemClock }: FollowOptions,
): { readonly subscription: Subscription; readonly asking: Asking } {
  // A protocol types what teams send of their own; what is sent here is the contract's.
  const client = presenceClient as Client;
  const newest = createNewest();
  const over = new AbortController();
  const asking = createAsking(clock, ask, following.isWhole);

  async function ask(): Promise<void> {
    const { fields, answered } = following.question();
    const { total, revision } = await client.request("presence", { entityId, ...fields });
    answered?.();
    following.take(undefined, newest(revision, total));
  }

  function receive(message: OtherMessage): void {
    if (message.entityId !== entityId || !isPresence(message)) return;
    following.take(message, newest(message.revision, message.count));
    asking.look();
  }

  const subscription = client.subscribe(entityId, undefined, signal && { signal });
  subscription.on("subscribed", () => {
    following.started?.();
    asking.start();
  });
  subscription.on("unsubscribed", () => {
    asking.end();
    following.ended?.();
    over.abort();
  });
  if (subscription.state !== "unsubscribed") client.onMessage("Entity Presence", receive, over);
  return { subscription, asking };
}

/** Returns a function that gives the newest number it was told of. */
function createNewest() {
  let asOf = -1;
  let count: number | undefined;

  return (revision: unknown, told: unknown): number | undefined => {
    if (typeof revision === "number" && typeof told === "number" && revision > asOf) {
      asOf = revision;
      count = told;
    }
    return count;
  };
}
