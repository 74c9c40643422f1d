import type { PortcullisError } from "./errors.ts";
import type { UserNotification } from "./messages.ts";
import type { Settings } from "./options.ts";
import { type Connection, createConnection } from "./socket/connection.ts";
import { createHeartbeat } from "./socket/heartbeat.ts";
import { createRequests } from "./socket/requests.ts";
import type { Status } from "./socket/states.ts";
import type { Emitter, FailureListener } from "./subscriptions/emitter.ts";
import { createReceiver } from "./subscriptions/receiver.ts";
import { createSubscriptions, type Subscriptions } from "./subscriptions/subscriptions.ts";
import { createTokenRefresh } from "./tokens/token-refresh.ts";
import { createTokens } from "./tokens/tokens.ts";

export interface ClientEvents {
  state: Status;
  /** What failed where nobody waited for it. Without a handler it goes to the console. */
  error: PortcullisError;
}

export interface WireEvents extends ClientEvents {
  user: UserNotification;
}

export interface WireOptions {
  readonly settings: Settings;
  readonly events: Pick<Emitter<WireEvents>, "emit">;
  readonly report: (error: PortcullisError) => void;
  readonly onHandlerFailure: FailureListener;
}

/** Everything behind the client's face, put together: what works on a connection, and what outlives it. */
export function createWire({ settings, events, report, onHandlerFailure }: WireOptions): {
  readonly connection: Connection;
  readonly subscriptions: Subscriptions;
} {
  const tokens = createTokens(settings.getToken, settings.clock);
  const connection = createConnection({ ...settings, tokens, onStatus, onFrame });
  const requests = createRequests(settings.clock, connection);
  const isOpen = () => connection.status.state === "connected";
  const subscriptions = createSubscriptions({ ...settings, ask: requests.ask, isOpen, report, onHandlerFailure });
  const heartbeat = createHeartbeat(settings, connection);
  const tokenRefresh = createTokenRefresh({ settings, tokens, connection, requests, report });
  const receive = createReceiver({ settings, connection, requests, subscriptions, events, report });

  function onStatus(status: Status): void {
    if (status.state === "connected") {
      heartbeat.start();
      tokenRefresh.start();
      subscriptions.each((topic) => topic.opened());
    } else if (status.state === "disconnected") {
      heartbeat.stop();
      tokenRefresh.stop();
      requests.failAll(status.error);
      subscriptions.each((topic) => topic.lost(status.error));
    }
    events.emit("state", status);
  }

  function onFrame(data: unknown): void {
    heartbeat.heard();
    receive(data);
  }

  return { connection, subscriptions };
}
