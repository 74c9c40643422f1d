import type { Clock } from "../clock.ts";
import type { PortcullisError } from "../errors.ts";
import type { EntityUpdate, Presence, PresenceChange, Subscribed } from "../messages.ts";
import type { RetryDependencies } from "../retry.ts";
import type { Requests } from "../socket/requests.ts";
import type { Emitter } from "./emitter.ts";
import { createMembership } from "./membership.ts";
import { createSequence } from "./sequence.ts";

export interface SubscribedInfo {
  /** Place of the entity's newest update, from servers that keep a sequence. */
  readonly seq?: number | undefined;
  /** Undefined at first; afterwards true if nothing was missed in between. */
  readonly recovered?: boolean | undefined;
}

/** Place where updates were missed, or may have been: read the entity anew. */
export interface Gap {
  /** The last update before the gap, if known. */
  readonly since?: number | undefined;
  /** The entity's newest update, if known. */
  readonly seq?: number | undefined;
}

export interface TopicEvents {
  /** Loss of the connection, with its error; the subscription comes back with the next. */
  subscribing: PortcullisError;
  subscribed: SubscribedInfo;
  /** End for good. The error says why; its code is `unsubscribed` after unsubscribe(). */
  unsubscribed: PortcullisError;
  message: EntityUpdate;
  gap: Gap;
  /** Users who are there, anew after each reconnection once presence() was asked. */
  presence: Presence;
  "presence.joined": PresenceChange;
  "presence.left": PresenceChange;
  /** Error that the server answered for now; the client tries again. */
  error: PortcullisError;
}

/** Part of a subscription that its topic sees. Several subscriptions share a topic. */
type Listener = Pick<Emitter<TopicEvents>, "emit">;

export interface TopicDependencies extends RetryDependencies {
  readonly ask: Requests["ask"];
  readonly isOpen: () => boolean;
  /** Tells of a failure when no listener is left to be told. */
  readonly report: (error: PortcullisError) => void;
}

export interface Topic {
  readonly isJoined: boolean;
  /** Adds a listener. `since` counts for the first one; later ones join what is there. */
  add(listener: Listener, since: number | undefined): void;
  remove(listener: Listener): void;
  /** Takes note of a new connection. */
  opened(): void;
  lost(why: PortcullisError): void;
  /** Takes note that another connection has taken the place of the open one. */
  moved(): void;
  /** Takes note that the server has ended it for good. */
  end(why: PortcullisError): void;
  deliver(update: EntityUpdate): void;
  /** Asks who is there, now and after each reconnection. Needs a confirmed subscription. */
  presence(): Promise<Presence>;
  /** Tells every listener; after `unsubscribed` there are none. */
  tell<Name extends keyof TopicEvents>(name: Name, payload: TopicEvents[Name]): void;
}

/** Longest time by which pushes overtake each other. What is still missing then is asked for again. */
const LATE_MS = 5_000;

/** Keeps this client's one subscription to an entity for all who asked for it; calls `onEnd` when nobody does. */
export function createTopic(entityId: string, onEnd: () => void, { ask, report, ...others }: TopicDependencies): Topic {
  const { clock } = others;
  const listeners = new Set<Listener>();
  const isWanted = () => listeners.size > 0;
  const tell: Topic["tell"] = (name, payload) => {
    for (const listener of [...listeners]) listener.emit(name, payload);
  };
  const following = createFollowing(entityId, ask, tell);
  const { join, leave, presence } = following;
  const membership = createMembership({ ...others, isWanted, join, leave, onFailure, onEnd });
  const late = createLateWatch(clock, () => following.sequence.hasHole, rejoin);

  function rejoin(): void {
    if (membership.drop()) membership.reconcile();
  }

  function onFailure(error: PortcullisError): void {
    if (isWanted()) tell(error.retryable ? "error" : "unsubscribed", error);
    else report(error);
  }

  function welcome(listener: Listener): void {
    if (membership.isJoined && listeners.has(listener)) listener.emit("subscribed", { seq: following.sequence.last });
  }

  return {
    get isJoined() {
      return membership.isJoined;
    },
    add(listener, since) {
      // Later, so that who subscribes can listen before.
      if (membership.isJoined) queueMicrotask(() => welcome(listener));
      const isFirst = !isWanted();
      listeners.add(listener);
      if (!isFirst) return;
      following.begin(since);
      membership.changeMind();
    },
    remove(listener) {
      listeners.delete(listener);
      if (isWanted()) return;
      late.forget();
      membership.changeMind();
    },
    opened: membership.reconcile,
    lost(why) {
      late.forget();
      if (membership.drop()) tell("subscribing", why);
    },
    moved() {
      late.forget();
      membership.rejoin();
    },
    end(why) {
      late.forget();
      membership.drop();
      tell("unsubscribed", why);
    },
    deliver(update) {
      const { sequence } = following;
      const since = sequence.last;
      if (update.seq !== undefined && sequence.observe(update.seq)) tell("gap", { since, seq: sequence.last });
      late.watch();
      tell("message", update);
    },
    presence,
    tell,
  };
}

/**
 * Asks again for a message that stays away. One may be lost where a server's index lags behind its subscribers: its
 * place in the sequence stays empty.
 */
function createLateWatch(clock: Clock, hasHole: () => boolean, ask: () => void) {
  let cancelTimer: (() => void) | undefined;

  return {
    watch(): void {
      if (!hasHole()) return;
      cancelTimer ??= clock.after(LATE_MS, () => {
        cancelTimer = undefined;
        if (hasHole()) ask();
      });
    },
    forget(): void {
      cancelTimer?.();
      cancelTimer = undefined;
    },
  };
}

/** Asks the server for the subscription, and keeps its place in the sequence of updates. */
function createFollowing(entityId: string, ask: Requests["ask"], tell: Topic["tell"]) {
  let sequence = createSequence();
  /** True if there is something that could have been missed. */
  let isResuming = false;
  let isWatching = false;

  async function join(): Promise<(() => void) | undefined> {
    const asked = sequence;
    const since = asked.last;
    const answer = await ask("subscribe", { entityId, since });
    // A newcomer who took the place of who asked may want another `since`, which is then still to be asked for.
    return asked === sequence || sequence.last === since ? () => settle(answer, since) : undefined;
  }

  function settle(answer: Subscribed, since: number | undefined): void {
    const { seq } = answer;
    const recovered = isResuming ? isComplete(answer, since) : undefined;
    isResuming = true;
    // What is sent again moves the sequence on by itself.
    if (!recovered) sequence.reset(seq);
    if (recovered === false) tell("gap", { since, seq });
    tell("subscribed", { seq, recovered });
    if (isWatching) presence().catch((error) => tell("error", error));
  }

  async function presence(): Promise<Presence> {
    isWatching = true;
    const answer = await ask("presence", { entityId });
    tell("presence", answer);
    return answer;
  }

  return {
    get sequence() {
      return sequence;
    },
    /** Starts anew, after `since` if that is known. */
    begin(since: number | undefined): void {
      sequence = createSequence(since);
      isResuming = since !== undefined;
    },
    join,
    presence,
    async leave(): Promise<undefined> {
      await ask("unsubscribe", { entityId });
    },
  };
}

/** Tells whether nothing was missed. Without the server's word, that is sure only if nothing happened. */
function isComplete({ seq, recovered }: Subscribed, since: number | undefined): boolean {
  return recovered ?? (since !== undefined && seq === since);
}
