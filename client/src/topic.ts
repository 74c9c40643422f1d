import type { Emitter } from "./emitter.ts";
import { PortcullisError } from "./errors.ts";
import type { EntityUpdate, Subscribed } from "./messages.ts";
import type { Requests } from "./requests.ts";
import { createRetry, type RetryOptions } from "./retry.ts";
import { createSequence } from "./sequence.ts";

export interface SubscribedInfo {
  /** Of the entity's newest update, from servers that keep a sequence. */
  readonly seq?: number | undefined;
  /** Undefined at first; afterwards whether nothing was missed in between. */
  readonly recovered?: boolean | undefined;
}

/** Updates were missed, or may have been: read the entity anew. */
export interface Gap {
  /** The last update before the gap, if known. */
  readonly since?: number | undefined;
  /** The entity's newest update, if known. */
  readonly seq?: number | undefined;
}

export interface TopicEvents {
  /** The connection was lost, which is why; the subscription comes back with the next. */
  subscribing: PortcullisError;
  subscribed: SubscribedInfo;
  /** For good. The error says why; its code is `unsubscribed` after unsubscribe(). */
  unsubscribed: PortcullisError;
  message: EntityUpdate;
  gap: Gap;
  /** The server refused for now; the client tries again. */
  error: PortcullisError;
}

/** One of those who share a topic. */
type Listener = Pick<Emitter<TopicEvents>, "emit">;

export interface TopicOptions extends RetryOptions {
  readonly ask: Requests["ask"];
  readonly isOpen: () => boolean;
  /** Something failed when nobody was left to be told. */
  readonly report: (error: PortcullisError) => void;
}

export interface Topic {
  isJoined(): boolean;
  /** `since` counts for the first listener; later ones join what is there. */
  add(listener: Listener, since: number | undefined): void;
  remove(listener: Listener): void;
  opened(): void;
  lost(why: PortcullisError): void;
  deliver(update: EntityUpdate): void;
  /** Ends the subscription of every listener. */
  end(): void;
}

/**
 * The one subscription of this connection to an entity, shared by all who asked for it. Requests of one connection run
 * side by side on the server, so there is never more than one on its way here: a subscribe could overtake an
 * unsubscribe. `forget` is called when nobody needs the topic.
 */
export function createTopic(entityId: string, forget: () => void, options: TopicOptions): Topic {
  const { ask, isOpen, report } = options;
  const retry = createRetry(options);
  const listeners = new Set<Listener>();
  let sequence = createSequence();
  let isJoined = false;
  /** Whether there is something that could have been missed. */
  let isResuming = false;
  let isBusy = false;

  function tell<Name extends keyof TopicEvents>(name: Name, payload: TopicEvents[Name]): void {
    for (const listener of [...listeners]) listener.emit(name, payload);
  }

  /** Brings the server's side in line with this one: the next step, if there is one to take now. */
  function reconcile(): void {
    const isWanted = listeners.size > 0;
    if (isBusy || retry.isWaiting) return;
    if (isOpen() && isWanted !== isJoined) take(isWanted ? join : leave);
    else if (!isWanted) forget();
  }

  function take(step: () => Promise<void>): void {
    isBusy = true;
    step().then(() => finish(), finish);
  }

  function finish(error?: PortcullisError): void {
    isBusy = false;
    if (!error) retry.reset();
    // After a loss of the connection the next one begins anew.
    else if (isOpen()) fail(error);
    reconcile();
  }

  function fail(error: PortcullisError): void {
    if (error.retryable) retry.schedule(error, reconcile);
    tell(error.retryable ? "error" : "unsubscribed", error);
  }

  async function join(): Promise<void> {
    const asked = sequence;
    const since = asked.last;
    const answer = await ask("subscribe", { entityId, since });
    // A newcomer who took the place of who asked may want another `since`, which is then still to be asked for.
    isJoined = isOpen() && (asked === sequence || sequence.last === since);
    if (isJoined) settle(answer, since);
  }

  function settle(answer: Subscribed, since: number | undefined): void {
    const { seq } = answer;
    const recovered = isResuming ? isComplete(answer, since) : undefined;
    isResuming = true;
    // What is sent again moves the sequence on by itself.
    if (!recovered) sequence.reset(seq);
    if (recovered === false) tell("gap", { since, seq });
    tell("subscribed", { seq, recovered });
  }

  async function leave(): Promise<void> {
    isJoined = false;
    await ask("unsubscribe", { entityId }).catch((error) => {
      // What ended with the connection is well, and who came in the meantime only needs the join that follows.
      if (!isOpen() || listeners.size > 0) return;
      if (!error.retryable) return report(error);
      isJoined = true;
      throw error;
    });
  }

  return {
    isJoined: () => isJoined,
    add(listener, since) {
      if (listeners.size === 0) {
        sequence = createSequence(since);
        isResuming = since !== undefined;
        // If a leave failed and waits, nobody knows which side it ended on.
        isJoined = false;
        retry.cancel();
      } else if (isJoined) {
        // Later, so that who subscribes can listen first.
        queueMicrotask(
          () => isJoined && listeners.has(listener) && listener.emit("subscribed", { seq: sequence.last }),
        );
      }
      listeners.add(listener);
      reconcile();
    },
    remove(listener) {
      listeners.delete(listener);
      // What is to be tried again is not wanted any more.
      if (listeners.size === 0) retry.cancel();
      reconcile();
    },
    opened: reconcile,
    lost(why) {
      retry.cancel();
      retry.reset();
      const wasJoined = isJoined;
      isJoined = false;
      if (wasJoined) tell("subscribing", why);
    },
    end: () => tell("unsubscribed", new PortcullisError("unsubscribed")),
    deliver(update) {
      const since = sequence.last;
      if (update.seq !== undefined && sequence.observe(update.seq)) tell("gap", { since, seq: sequence.last });
      tell("message", update);
    },
  };
}

/** A server that does not say whether it sends again what was missed has missed nothing only if nothing happened. */
function isComplete({ seq, recovered }: Subscribed, since: number | undefined): boolean {
  return recovered ?? (since !== undefined && seq === since);
}
