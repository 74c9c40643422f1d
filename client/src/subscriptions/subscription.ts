import { type Abortable, onAbort } from "../abort.ts";
import type { Clock } from "../clock.ts";
import { PortcullisError } from "../errors.ts";
import type { EntityUpdate, Presence } from "../messages.ts";
import { wait } from "../wait.ts";
import { createEmitter, type FailureListener, type Handler } from "./emitter.ts";
import { iterate } from "./iterate.ts";
import type { Gap, Topic, TopicEvents } from "./topic.ts";

export type SubscriptionState = "subscribing" | "subscribed" | "unsubscribed";

export interface SubscriptionEvents<Message> extends Omit<TopicEvents, "message"> {
  message: EntityUpdate<Message>;
}

export interface SubscribeOptions extends Abortable {
  /** Update after which to start, rather than now. Counts if nobody here is subscribed to the entity yet. */
  readonly since?: number;
  /** Called when updates were missed, or may have been: read the entity anew. */
  readonly onGap?: (gap: Gap) => void;
}

/** Updates of one entity, until unsubscribe(). Iterating over it gives the updates from then on. */
export interface Subscription<Message = unknown> extends AsyncIterable<EntityUpdate<Message>, undefined> {
  readonly entityId: string;
  readonly state: SubscriptionState;
  /** Returns a function that removes the handler. */
  on<Name extends keyof SubscriptionEvents<Message>>(
    name: Name,
    handler: Handler<SubscriptionEvents<Message>[Name]>,
    options?: Abortable,
  ): () => void;
  /**
   * Resolves once the server has confirmed (default: within 30 s). Rejects with `timeout`, or with the error that ended
   * the subscription.
   */
  ready(timeoutMs?: number, options?: Abortable): Promise<void>;
  /**
   * Asks who is subscribed, once the server has confirmed this subscription; from then on `presence.joined` and
   * `presence.left` tell who comes and goes.
   */
  presence(): Promise<Presence>;
  unsubscribe(): void;
}

export interface SubscriptionDependencies {
  readonly entityId: string;
  readonly topic: Topic;
  readonly clock: Clock;
  readonly onHandlerFailure: FailureListener;
}

/** Creates one caller's part in a topic. */
export function createSubscription(
  handler: Handler<EntityUpdate> | undefined,
  { since, onGap, signal }: SubscribeOptions,
  { entityId, topic, clock, onHandlerFailure }: SubscriptionDependencies,
): Subscription {
  const over = new AbortController();
  const events = createEmitter<TopicEvents>(onHandlerFailure, over.signal);
  let end: PortcullisError | undefined;

  function stateOf(): SubscriptionState {
    if (end) return "unsubscribed";
    return topic.isJoined ? "subscribed" : "subscribing";
  }

  function finish(error: PortcullisError): void {
    end = error;
    topic.remove(events);
    over.abort();
  }

  const unsubscribe = () => events.emit("unsubscribed", new PortcullisError("unsubscribed"));

  events.on("unsubscribed", finish);
  if (handler) events.on("message", handler);
  if (onGap) events.on("gap", onGap);
  onAbort(signal, unsubscribe, over.signal);
  if (!end) topic.add(events, since);

  const ready: Subscription["ready"] = (timeoutMs, options) =>
    wait(
      (settle, until) => {
        if (stateOf() !== "subscribing") return settle(end);
        events.on("subscribed", () => settle(), until);
        events.on("unsubscribed", settle, until);
      },
      clock,
      { ...options, timeoutMs },
    );

  return {
    entityId,
    get state() {
      return stateOf();
    },
    on: events.on,
    ready,
    presence: () => ready().then(topic.presence),
    unsubscribe,
    [Symbol.asyncIterator]: () =>
      iterate((feed, until) => {
        const stop = (error: PortcullisError) => feed.end(error.code === "unsubscribed" ? undefined : error);
        if (end) return stop(end);
        events.on("message", feed.push, until);
        events.on("unsubscribed", stop, until);
      }),
  };
}
