import { type Abortable, onAbort } from "./abort.ts";
import { messageOf, PortcullisError } from "./errors.ts";
import type { EntityUpdate, UserNotification } from "./messages.ts";
import { type ClientOptions, resolveOptions } from "./options.ts";
import type { Status } from "./socket/states.ts";
import { createEmitter, type Handler } from "./subscriptions/emitter.ts";
import type { SubscribeOptions, Subscription } from "./subscriptions/subscription.ts";
import { type Settle, wait } from "./subscriptions/wait.ts";
import { type ClientEvents, createWire, type WireEvents } from "./wire.ts";

/** What is pushed: the message by entity id (patterns may be template literal types), and to users. */
export interface Pushes {
  readonly entities: object;
  readonly user: unknown;
}

/** When nothing is said about types. */
export interface AnyPushes {
  readonly entities: Readonly<Record<string, unknown>>;
  readonly user: unknown;
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
  /** `handler` gets the updates of the entity. Several subscriptions to one entity share one on the server. */
  subscribe<Id extends keyof P["entities"] & string>(
    entityId: Id,
    handler?: Handler<EntityUpdate<P["entities"][Id]>>,
    options?: SubscribeOptions,
  ): Subscription<P["entities"][Id]>;
  /** `handler` gets what is sent to the user of this connection. Returns what removes it. */
  onUser(handler: Handler<UserNotification<P["user"]>>, options?: Abortable): () => void;
  /** Returns what removes the handler. */
  on<Name extends keyof ClientEvents>(
    name: Name,
    handler: Handler<ClientEvents[Name]>,
    options?: Abortable,
  ): () => void;
}

/** A client, not yet connected. Throws `invalid_option` or `no_web_socket`. */
export function createClient<P extends Pushes = AnyPushes>(options: ClientOptions): Client<P> {
  // What is pushed is the publishers' business and typed by the caller's word.
  return createUntypedClient(options) as Client<P>;
}

function createUntypedClient(options: ClientOptions): Client {
  const settings = resolveOptions(options);
  const closed = new AbortController();
  const events = createEmitter<WireEvents>(onHandlerFailure, closed.signal);
  const { connection, subscriptions } = createWire({ settings, events, report, onHandlerFailure });

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

/** The error after which there will be no other attempt. */
const finalError = (status: Status) =>
  status.state === "disconnected" && !status.willReconnect ? status.error : undefined;
