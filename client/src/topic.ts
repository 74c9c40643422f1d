import type { Emitter } from "./emitter.ts";
import type { PortcullisError } from "./errors.ts";
import type { EntityUpdate, Subscribed } from "./messages.ts";
import type { Requests } from "./requests.ts";
import { createRetry, type Retry, type RetryOptions } from "./retry.ts";
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

/**
 * The one subscription of this connection to an entity, shared by all who asked for it. Requests of one connection run
 * side by side on the server, so there is never more than one on its way here: a subscribe could overtake an
 * unsubscribe.
 */
export class Topic {
  isJoined = false;
  readonly #entityId: string;
  readonly #options: TopicOptions;
  /** Called when nobody needs the topic. */
  readonly #forget: () => void;
  readonly #retry: Retry;
  readonly #listeners = new Set<Listener>();
  #sequence = createSequence();
  /** Whether there is something that could have been missed. */
  #isResuming = false;
  #isBusy = false;

  constructor(entityId: string, forget: () => void, options: TopicOptions) {
    this.#entityId = entityId;
    this.#forget = forget;
    this.#options = options;
    this.#retry = createRetry(options);
  }

  /** `since` counts for the first listener; later ones join what is there. */
  add(listener: Listener, since: number | undefined): void {
    if (this.#listeners.size === 0) this.#begin(since);
    // Later, so that who subscribes can listen first.
    else if (this.isJoined) queueMicrotask(() => this.#welcome(listener));
    this.#listeners.add(listener);
    this.reconcile();
  }

  remove(listener: Listener): void {
    this.#listeners.delete(listener);
    // What is to be tried again is not wanted any more.
    if (this.#listeners.size === 0) this.#retry.cancel();
    this.reconcile();
  }

  /** Brings the server's side in line with this one: the next step, if there is one to take now. */
  reconcile(): void {
    const isWanted = this.#listeners.size > 0;
    if (this.#isBusy || this.#retry.isWaiting) return;
    if (this.#options.isOpen() && isWanted !== this.isJoined) this.#take(isWanted ? this.#join() : this.#leave());
    else if (!isWanted) this.#forget();
  }

  /** The connection was lost. */
  lost(why: PortcullisError): void {
    const wasJoined = this.isJoined;
    this.isJoined = false;
    this.#retry.cancel();
    this.#retry.reset();
    if (wasJoined) this.tell("subscribing", why);
  }

  deliver(update: EntityUpdate): void {
    const since = this.#sequence.last;
    if (update.seq !== undefined && this.#sequence.observe(update.seq))
      this.tell("gap", { since, seq: this.#sequence.last });
    this.tell("message", update);
  }

  /** Tells every listener; after `unsubscribed` there are none. */
  tell<Name extends keyof TopicEvents>(name: Name, payload: TopicEvents[Name]): void {
    for (const listener of [...this.#listeners]) listener.emit(name, payload);
  }

  #begin(since: number | undefined): void {
    this.#sequence = createSequence(since);
    this.#isResuming = since !== undefined;
    // If a leave failed and waits, nobody knows which side it ended on.
    this.isJoined = false;
    this.#retry.cancel();
  }

  #welcome(listener: Listener): void {
    if (this.isJoined && this.#listeners.has(listener)) listener.emit("subscribed", { seq: this.#sequence.last });
  }

  #take(step: Promise<void>): void {
    this.#isBusy = true;
    step.then(
      () => this.#finish(),
      (error) => this.#finish(error),
    );
  }

  #finish(error?: PortcullisError): void {
    this.#isBusy = false;
    if (!error) this.#retry.reset();
    // After a loss of the connection the next one begins anew.
    else if (this.#options.isOpen()) this.#fail(error);
    this.reconcile();
  }

  #fail(error: PortcullisError): void {
    if (error.retryable) this.#retry.schedule(error, () => this.reconcile());
    this.tell(error.retryable ? "error" : "unsubscribed", error);
  }

  async #join(): Promise<void> {
    const asked = this.#sequence;
    const since = asked.last;
    const answer = await this.#options.ask("subscribe", { entityId: this.#entityId, since });
    // A newcomer who took the place of who asked may want another `since`, which is then still to be asked for.
    this.isJoined = this.#options.isOpen() && (asked === this.#sequence || this.#sequence.last === since);
    if (this.isJoined) this.#settle(answer, since);
  }

  #settle(answer: Subscribed, since: number | undefined): void {
    const { seq } = answer;
    const recovered = this.#isResuming ? isComplete(answer, since) : undefined;
    this.#isResuming = true;
    // What is sent again moves the sequence on by itself.
    if (!recovered) this.#sequence.reset(seq);
    if (recovered === false) this.tell("gap", { since, seq });
    this.tell("subscribed", { seq, recovered });
  }

  async #leave(): Promise<void> {
    const { ask, isOpen, report } = this.#options;
    this.isJoined = false;
    await ask("unsubscribe", { entityId: this.#entityId }).catch((error) => {
      // What ended with the connection is well, and who came in the meantime only needs the join that follows.
      if (!isOpen() || this.#listeners.size > 0) return;
      if (!error.retryable) return report(error);
      this.isJoined = true;
      throw error;
    });
  }
}

/** A server that does not say whether it sends again what was missed has missed nothing only if nothing happened. */
function isComplete({ seq, recovered }: Subscribed, since: number | undefined): boolean {
  return recovered ?? (since !== undefined && seq === since);
}
