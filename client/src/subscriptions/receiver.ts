import { closeCodeOf, PortcullisError, serverError } from "../errors.ts";
import {
  type Answer,
  type Frame,
  type OtherMessage,
  type PresenceChange,
  parseFrame,
  type UserNotification,
} from "../messages.ts";
import type { Connection } from "../socket/connection.ts";
import type { Requests } from "../socket/requests.ts";
import type { Emitter } from "./emitter.ts";
import type { Subscriptions } from "./subscriptions.ts";

export interface ReceiverDependencies {
  readonly dedupCapacity: number;
  readonly connection: Connection;
  readonly requests: Requests;
  readonly subscriptions: Subscriptions;
  readonly events: Pick<Emitter<MessageEvents>, "emit">;
  readonly report: (error: PortcullisError) => void;
}

/** Messages for handlers of the client, not of a subscription. */
export interface MessageEvents {
  user: UserNotification;
  /** Messages that are not in the contract, by their type. */
  [name: `message ${string}`]: OtherMessage;
}

type Frames = { [F in Frame as F["type"]]: F };
type Receivers = { readonly [Type in keyof Frames]: (frame: Frames[Type]) => void };

/** Hands each message from the socket to the part of the client that it is for. */
export function createReceiver(dependencies: ReceiverDependencies): (data: unknown, isCurrent: boolean) => void {
  const { dedupCapacity, connection, requests, subscriptions, events, report } = dependencies;
  const isDuplicate = createDedup(dedupCapacity);

  const receivers: Receivers = {
    subscribed: settle,
    unsubscribed: settle,
    authenticated(answer) {
      settle(answer);
      for (const entityId of answer.ended ?? [])
        subscriptions.topic(entityId)?.end(new PortcullisError("not_authorized"));
    },
    presence: settle,
    "presence.joined": tellOfPresence,
    "presence.left": tellOfPresence,
    pong() {},
    error({ code, message, requestId, retryAfterMs, fields }) {
      const error = serverError(code, "server_error", message, { retryAfterMs, fields });
      if (closeCodeOf(error.code)) connection.lose(error);
      else fail(error, requestId);
    },
    "gateway error": ({ message }) => fail(new PortcullisError("gateway_error", message)),
    "Entity Updated"(update) {
      // Asked first: an id counts as seen only if somebody saw it.
      const topic = subscriptions.topic(update.entityId);
      if (topic && !isDuplicate(update.id)) topic.deliver(update);
    },
    "User Push Notification": (notification) => void events.emit("user", notification),
    disconnect: ({ code, reason, reconnect: retryable, retryAfterMs }) =>
      connection.lose(serverError(code, "server_disconnect", reason, { retryable, retryAfterMs })),
    invalid: () => report(new PortcullisError("invalid_frame")),
    unknown({ message }) {
      const { type, requestId } = message;
      const isAnswer = typeof requestId === "string" && requests.settle(message, requestId);
      if (!isAnswer) events.emit(`message ${type}`, message);
    },
  };

  function tellOfPresence(change: PresenceChange): void {
    const topic = subscriptions.topic(change.entityId);
    if (topic && !isDuplicate(change.id)) topic.tell(change.type, change);
  }

  function fail(error: PortcullisError, requestId?: string): void {
    if (!requests.settle(error, requestId)) report(error);
  }

  function settle(answer: Answer): void {
    requests.settle(answer, answer.requestId);
  }

  function receive<Type extends keyof Frames>(type: Type, frame: Frames[Type]): void {
    receivers[type](frame);
  }

  return (data, isCurrent) => {
    const frame = parseFrame(data);
    // The end of a socket that was handed over is no loss.
    if (!isCurrent && isEnd(frame)) return;
    receive(frame.type, frame);
  };
}

/** Tells whether the server ends the connection with this frame. */
const isEnd = (frame: Frame): boolean =>
  frame.type === "disconnect" || (frame.type === "error" && closeCodeOf(frame.code) !== undefined);

/** Returns a function that remembers the newest `capacity` ids, and tells whether it has seen one before. */
export function createDedup(capacity: number): (id: string) => boolean {
  // A Set keeps the order of insertion: its first is the one least recently seen.
  const ids = new Set<string>();
  return (id) => {
    const isKnown = ids.delete(id);
    ids.add(id);
    const [oldest = ""] = ids;
    if (ids.size > capacity) ids.delete(oldest);
    return isKnown;
  };
}
