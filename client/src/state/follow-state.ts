import type { Abortable } from "../abort.ts";
import type { Client } from "../client.ts";
import { type Clock, systemClock } from "../clock.ts";
import type { OtherMessage } from "../messages.ts";
import { createPatience } from "../patience.ts";
import type { Subscription } from "../subscriptions/subscription.ts";
import { createReplica, type Replica, type StateMessage } from "./replica.ts";

export interface FollowStateOptions extends Abortable {
  /** Time, for tests that move it. Default: the client's own, where it has any. */
  readonly clock?: Clock;
}

/** The part that is used of a client, whatever its protocol. */
export interface StateClient {
  /** Time of a client that has its own, as a test's has. */
  readonly clock?: Clock;
  subscribe(entityId: never): object;
  request(action: never, payload: never): Promise<unknown>;
  onMessage(type: never, handler: never): () => void;
}

/** Number of times that is asked on each connection: what is changed while a subscription is new may not be pushed. */
const TIMES_ASKED = 2;

/**
 * Subscribes to an entity and calls `handler` with its state, all values by key, once they are there and whenever they
 * change. Ends with the subscription that it returns.
 */
export function followState<Value = unknown>(
  stateClient: StateClient,
  entityId: string,
  handler: (values: ReadonlyMap<string, Value>) => void,
  { signal, clock = stateClient.clock ?? systemClock }: FollowStateOptions = {},
): Subscription {
  // A protocol types what teams send of their own; what is sent here is the contract's.
  const client = stateClient as Client;
  const replica = createReplica<Value>();
  const over = new AbortController();
  const patience = createPatience(clock, ask);
  const tell = () => handler(replica.values());
  const ends = createEnds(clock, replica, tell);
  let timesTold = 0;
  let isWaiting = false;

  async function ask(): Promise<void> {
    const { revision } = replica;
    await client.request("subscribe", { entityId, state: revision === undefined ? true : { since: revision } });
    timesTold += 1;
    rest();
  }

  function rest(): void {
    if (timesTold < TIMES_ASKED || replica.revision === undefined || replica.hasHole) return;
    isWaiting = false;
    patience.end();
  }

  function receive(message: OtherMessage): void {
    if (!isState(message) || message.entityId !== entityId) return;
    const isChanged = replica.take(message);
    if (!isWaiting && replica.hasHole) {
      isWaiting = true;
      patience.begin();
    }
    rest();
    ends.watch();
    if (isChanged) tell();
  }

  const subscription = client.subscribe(entityId, undefined, signal && { signal });
  subscription.on("subscribed", () => {
    timesTold = 0;
    isWaiting = true;
    patience.now();
  });
  subscription.on("unsubscribed", () => {
    patience.end();
    ends.forget();
    over.abort();
  });
  if (subscription.state !== "unsubscribed") client.onMessage("Entity State", receive, over);
  return subscription;
}

/** Tells when values have ended. */
function createEnds(clock: Clock, replica: Replica, tell: () => void) {
  let cancelClock = () => {};

  function watch(): void {
    cancelClock();
    const endsAtMs = replica.nextEndMs;
    if (endsAtMs < Infinity) cancelClock = clock.after(Math.max(0, endsAtMs - clock.now()), end);
  }

  function end(): void {
    const isChanged = replica.expire(clock.now());
    watch();
    if (isChanged && replica.revision !== undefined) tell();
  }

  return { watch, forget: () => cancelClock() };
}

/** Tells whether a message is what it says to be. */
function isState(message: OtherMessage): message is OtherMessage & StateMessage {
  const { since, revision, keys, changes } = message;
  return [since, revision].every(Number.isInteger) && areKeys(changes) && (keys === undefined || areKeys(keys));
}

const areKeys = (list: unknown): boolean =>
  Array.isArray(list) &&
  list.every((one) => typeof Object(one).key === "string" && Number.isInteger(Object(one).revision));
