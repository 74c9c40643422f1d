import { ERRORS, PortcullisError, serverError } from "../errors.ts";
import { type Answer, type Frame, type PresenceChange, parseFrame, type UserNotification } from "../messages.ts";
import type { Connection } from "../socket/connection.ts";
import type { Requests } from "../socket/requests.ts";
import type { Emitter } from "./emitter.ts";
import type { Subscriptions } from "./subscriptions.ts";

export interface ReceiverDependencies {
  readonly dedupCapacity: number;
  readonly connection: Connection;
  readonly requests: Requests;
  readonly subscriptions: Subscriptions;
  readonly events: Pick<Emitter<{ user: UserNotification }>, "emit">;
  readonly report: (error: PortcullisError) => void;
}

type Frames = { [F in Frame as F["type"]]: F };
type Receivers = { readonly [Type in keyof Frames]: (frame: Frames[Type]) => void };

/** Hands each message from the socket to the part of the client that it is for. */
export function createReceiver(dependencies: ReceiverDependencies): (data: unknown) => void {
  const { dedupCapacity, connection, requests, subscriptions, events, report } = dependencies;
  const dedup = createDedup(dedupCapacity);

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
    pong: ignore,
    error({ code, message, requestId, retryAfterMs, fields }) {
      const error = serverError(code, "server_error", message, { retryAfterMs, fields });
      if (ERRORS[error.code].closeCode) connection.lose(error);
      else fail(error, requestId);
    },
    "gateway error": ({ message }) => fail(new PortcullisError("gateway_error", message)),
    "Entity Updated"(update) {
      // Asked first: an id counts as seen only if somebody saw it.
      const topic = subscriptions.topic(update.entityId);
      if (topic && !dedup.isDuplicate(update.id)) topic.deliver(update);
    },
    "User Push Notification"(notification) {
      if (!dedup.isDuplicate(notification.id)) events.emit("user", notification);
    },
    disconnect: ({ code, reason, reconnect: retryable, retryAfterMs }) =>
      connection.lose(serverError(code, "server_disconnect", reason, { retryable, retryAfterMs })),
    invalid: () => report(new PortcullisError("invalid_frame")),
    unknown: ignore,
  };

  function tellOfPresence(change: PresenceChange): void {
    const topic = subscriptions.topic(change.entityId);
    if (topic && !dedup.isDuplicate(change.id)) topic.tell(change.type, change);
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

  return (data) => {
    const frame = parseFrame(data);
    receive(frame.type, frame);
  };
}

const ignore = () => {};

/** Remembers the newest `capacity` ids. */
export function createDedup(capacity: number) {
  // A Set keeps the order of insertion: its first is the one least recently seen.
  const ids = new Set<string>();
  return {
    /** Returns true if `id` is remembered; from now on it is. */
    isDuplicate(id: string): boolean {
      const isKnown = ids.delete(id);
      ids.add(id);
      const [oldest = ""] = ids;
      if (ids.size > capacity) ids.delete(oldest);
      return isKnown;
    },
  };
}
