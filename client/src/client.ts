import { messageOf, PortcullisError } from "./errors.ts";
import type { EntityUpdate, UserNotification } from "./messages.ts";
import { type ClientOptions, resolveOptions, type Settings } from "./options.ts";
import { createConnection } from "./socket/connection.ts";
import { createHeartbeat } from "./socket/heartbeat.ts";
import { createRequests } from "./socket/requests.ts";
import type { Status } from "./socket/states.ts";
import {
  type Abortable,
  createEmitter,
  type Emitter,
  type FailureListener,
  type Handler,
  onAbort,
} from "./subscriptions/emitter.ts";
import { createReceiver } from "./subscriptions/receiver.ts";
import type { SubscribeOptions, Subscription } from "./subscriptions/subscription.ts";
import { createSubscriptions } from "./subscriptions/subscriptions.ts";
import { type Settle, wait } from "./subscriptions/wait.ts";
import { createTokenRefresh } from "./tokens/token-refresh.ts";
import { createTokens } from "./tokens/tokens.ts";

/** Types of pushed messages: by entity id (patterns may be template literal types), and of those to users. */
export interface Pushes {
  readonly entities: object;
  readonly user: unknown;
}

/** Types of pushed messages of which the caller says nothing. */
export interface AnyPushes {
  readonly entities: Readonly<Record<string, unknown>>;
  readonly user: unknown;
}

export interface ClientEvents {
  state: Status;
  /** A failure that nobody waited for. Without a handler it goes to the console. */
  error: PortcullisError;
}

export interface Client<P extends Pushes = AnyPushes> {
  readonly status: Status;
  /** Connects, and reconnects until disconnect(). While waiting for the next attempt: tries now. */
  connect(): void;
  /** Disconnects until connect(). Subscriptions stay and come back. */
  disconnect(): void;
  /** Disconnects for good, and ends subscriptions and handlers. */
  close(): void;
  /**
   * Connects if need be, and resolves once connected (default: within 30 s). Rejects with `timeout` (the client goes
   * on trying), or with the error after which it does not try again.
   */
  ready(timeoutMs?: number, options?: Abortable): Promise<void>;
  /** Gives `handler` the updates of the entity. Several subscriptions to one entity share one on the server. */
  subscribe<Id extends keyof P["entities"] & string>(
    entityId: Id,
    handler?: Handler<EntityUpdate<P["entities"][Id]>>,
    options?: SubscribeOptions,
  ): Subscription<P["entities"][Id]>;
  /** Gives `handler` the messages to the user of this connection. Returns a function that removes it. */
  onUser(handler: Handler<UserNotification<P["user"]>>, options?: Abortable): () => void;
  /** Returns a function that removes the handler. */
  on<Name extends keyof ClientEvents>(
    name: Name,
    handler: Handler<ClientEvents[Name]>,
    options?: Abortable,
  ): () => void;
}

/** Returns a client, not yet connected. Throws `invalid_option` or `no_web_socket`. */
export function createClient<P extends Pushes = AnyPushes>(options: ClientOptions): Client<P> {
  // What is pushed is the publishers' business and typed by the caller's word.
  return createUntypedClient(options) as Client<P>;
}

function createUntypedClient(options: ClientOptions): Client {
  const settings = resolveOptions(options);
  const closed = new AbortController();
  const events = createEmitter<AllEvents>(onHandlerFailure, closed.signal);
  const { connection, subscriptions } = assemble({ settings, events, report, onHandlerFailure });

  function report(error: PortcullisError): void {
    if (!events.emit("error", error)) console.error(error);
  }

  function onHandlerFailure(cause: unknown, name: PropertyKey): void {
    const error = new PortcullisError("handler_failed", messageOf(cause), { cause });
    // A handler of errors that fails cannot be told of it.
    if (name === "error") console.error(error);
    else report(error);
  }

  function connect(): void {
    if (!closed.signal.aborted) connection.start();
  }

  const disconnect = () => connection.stop(new PortcullisError("client_disconnected"));

  function close(): void {
    disconnect();
    subscriptions.each((topic) => topic.tell("unsubscribed", new PortcullisError("unsubscribed")));
    closed.abort();
  }

  function watchForConnection(settle: Settle, until: Abortable): void {
    const look = (status: Status) => {
      const error = finalError(status);
      if (error || status.state === "connected") settle(error);
    };
    events.on("state", look, until);
    look(connection.status);
  }

  onAbort(settings.signal, close, closed.signal);

  return {
    get status() {
      return connection.status;
    },
    connect,
    disconnect,
    close,
    ready(timeoutMs, abortable) {
      if (finalError(connection.status)) connect();
      return wait(watchForConnection, settings.clock, timeoutMs, abortable);
    },
    subscribe: subscriptions.subscribe,
    onUser: (handler, abortable) => events.on("user", handler, abortable),
    on: events.on,
  };
}

type AllEvents = ClientEvents & { user: UserNotification };

interface Dependencies {
  readonly settings: Settings;
  readonly events: Pick<Emitter<AllEvents>, "emit">;
  readonly report: (error: PortcullisError) => void;
  readonly onHandlerFailure: FailureListener;
}

/** Puts together all that works on a connection or outlives it. */
function assemble({ settings, events, report, onHandlerFailure }: Dependencies) {
  const tokens = createTokens(settings.getToken, settings.clock);
  const connection = createConnection({ ...settings, tokens, onStatus, onFrame });
  const requests = createRequests(settings.clock, connection);
  const isOpen = () => connection.status.state === "connected";
  const subscriptions = createSubscriptions({ ...settings, ask: requests.ask, isOpen, report, onHandlerFailure });
  const heartbeat = createHeartbeat(settings, connection);
  const authenticate = (token: string) => requests.ask("authenticate", { token });
  const tokenRefresh = createTokenRefresh({ ...settings, tokens, authenticate, lose: connection.lose, report });
  const receive = createReceiver({ ...settings, connection, requests, subscriptions, events, report });

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

/** Returns the error after which there will be no other attempt. */
const finalError = (status: Status) =>
  status.state === "disconnected" && !status.willReconnect ? status.error : undefined;
