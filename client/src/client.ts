import { type Abortable, onAbort } from "./abort.ts";
import { messageOf, PortcullisError } from "./errors.ts";
import { type EntityUpdate, isKnown, type OtherMessage, type UserNotification } from "./messages.ts";
import { type ClientOptions, resolveOptions, type Settings } from "./options.ts";
import { createConnection } from "./socket/connection.ts";
import { createHeartbeat } from "./socket/heartbeat.ts";
import { createRequests } from "./socket/requests.ts";
import type { Status } from "./socket/states.ts";
import { createEmitter, type Emitter, type FailureListener, type Handler } from "./subscriptions/emitter.ts";
import { createDedup, createReceiver, type MessageEvents } from "./subscriptions/receiver.ts";
import type { SubscribeOptions, Subscription } from "./subscriptions/subscription.ts";
import { createSubscriptions } from "./subscriptions/subscriptions.ts";
import { createTokenRefresh } from "./tokens/token-refresh.ts";
import { createTokens } from "./tokens/tokens.ts";
import { type Settle, type WaitOptions, wait } from "./wait.ts";

/** Types of what is said over a connection. */
export interface Protocol {
  /** Pushes by entity id; patterns may be template literal types. */
  readonly entities: object;
  /** Pushes to users. */
  readonly user: unknown;
  /** Actions of your own: each with what is sent, `{ payload, answer }`. */
  readonly actions?: object;
  /** Messages of your own, by their type. */
  readonly messages?: object;
}

/** Types of which the caller says nothing. */
export interface AnyProtocol {
  readonly entities: Readonly<Record<string, unknown>>;
  readonly user: unknown;
}

type AnyAction = { readonly payload: object; readonly answer: OtherMessage };

/** Actions that a protocol names, or any. */
export type ActionsOf<P extends Protocol> = P extends { readonly actions: infer Actions }
  ? Actions
  : Readonly<Record<string, AnyAction>>;

/** Types of messages that a protocol names, or any. */
export type MessagesOf<P extends Protocol> = P extends { readonly messages: infer Messages }
  ? Messages
  : Readonly<Record<string, OtherMessage>>;

/** Fields that an action is sent with. */
export type PayloadOf<Action> = Action extends { readonly payload: infer Payload } ? Payload : object;

/** Message that an action is answered with. */
export type AnswerOf<Action> = Action extends { readonly answer: infer Answer } ? Answer : OtherMessage;

export interface ClientEvents {
  state: Status;
  /** A failure that nobody waited for. Without a handler it goes to the console. */
  error: PortcullisError;
}

export interface Client<P extends Protocol = AnyProtocol> {
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
  /**
   * Finds out within 3 s whether the connection is alive, which a phone that was put away cannot know. Resolves with
   * false when it is not, or not any more: another is opened. A page's own events ask for it by themselves.
   */
  probe(): Promise<boolean>;
  /** Gives `handler` the updates of the entity. Several subscriptions to one entity share one on the server. */
  subscribe<Id extends keyof P["entities"] & string>(
    entityId: Id,
    handler?: Handler<EntityUpdate<P["entities"][Id]>>,
    options?: SubscribeOptions,
  ): Subscription<P["entities"][Id]>;
  /** Gives `handler` the messages to the user of this connection. Returns a function that removes it. */
  onUser(handler: Handler<UserNotification<P["user"]>>, options?: Abortable): () => void;
  /**
   * Sends an action of your own and resolves with its answer: the message, or the first one, that repeats its
   * `requestId`. Rejects with the server's error, `connection_lost` (also when there is no connection now: wait for
   * ready()), `request_timeout`, or the signal's reason. Whether it was done is unknown then.
   */
  request<Action extends keyof ActionsOf<P> & string>(
    action: Action,
    payload: PayloadOf<ActionsOf<P>[Action]>,
    options?: WaitOptions,
  ): Promise<AnswerOf<ActionsOf<P>[Action]>>;
  /** Sends an action that nothing answers. Returns false, and keeps nothing, when there is no connection. */
  send<Action extends keyof ActionsOf<P> & string>(action: Action, payload: PayloadOf<ActionsOf<P>[Action]>): boolean;
  /**
   * Gives `handler` the messages of a type of your own, unless they answer a request. Returns a function that removes
   * it. Throws `invalid_option` for a type that the client itself takes.
   */
  onMessage<Type extends keyof MessagesOf<P> & string>(
    type: Type,
    handler: Handler<MessagesOf<P>[Type]>,
    options?: Abortable,
  ): () => void;
  /** Returns a function that removes the handler. */
  on<Name extends keyof ClientEvents>(
    name: Name,
    handler: Handler<ClientEvents[Name]>,
    options?: Abortable,
  ): () => void;
}

/** Returns a client, not yet connected. Throws `invalid_option` or `no_web_socket`. */
export function createClient<P extends Protocol = AnyProtocol>(options: ClientOptions): Client<P>;
// What is pushed is the publishers' business and typed by the caller's word.
export function createClient(options: ClientOptions): Client {
  const settings = resolveOptions(options);
  const closed = new AbortController();
  const events = createEmitter<AllEvents>(onHandlerFailure, closed.signal);
  const { connection, subscriptions, heartbeat, requests } = assemble({ settings, events, report, onHandlerFailure });

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
      return wait(watchForConnection, settings.clock, { ...abortable, timeoutMs });
    },
    probe: heartbeat.probe,
    subscribe: subscriptions.subscribe,
    onUser(handler, abortable) {
      // Of each handler: one that comes late has not seen what others have.
      const isDuplicate = createDedup(settings.dedupCapacity);
      return events.on("user", (message) => isDuplicate(message.id) || handler(message), abortable);
    },
    // Of its answer the client knows that it is a message.
    request: (action, payload, requestOptions) =>
      requests.request(action, payload, requestOptions) as Promise<OtherMessage>,
    send: (action, payload) => connection.send({ ...payload, action }),
    onMessage(type, handler, abortable) {
      if (isKnown(type)) throw new PortcullisError("invalid_option", `${type} is a message of the contract`);
      return events.on(`message ${type}`, handler, abortable);
    },
    on: events.on,
  };
}

type AllEvents = ClientEvents & MessageEvents;

interface Dependencies {
  readonly settings: Settings;
  readonly events: Pick<Emitter<AllEvents>, "emit">;
  readonly report: (error: PortcullisError) => void;
  readonly onHandlerFailure: FailureListener;
}

/** Puts together all that works on a connection or outlives it. */
function assemble({ settings, events, report, onHandlerFailure }: Dependencies) {
  const tokens = createTokens(settings.getToken, settings.clock);
  const onStir = () => void heartbeat.probe();
  const connection = createConnection({ ...settings, tokens, onStatus, onFrame, onHandOver, onStir });
  const requests = createRequests(settings.clock, connection);
  const isOpen = () => connection.status.state === "connected";
  const subscriptions = createSubscriptions({ ...settings, ask: requests.ask, isOpen, report, onHandlerFailure });
  const heartbeat = createHeartbeat(settings, connection);
  const authenticate = (token: string) => requests.ask("authenticate", { token });
  const tokenRefresh = createTokenRefresh({ ...settings, tokens, authenticate, lose: connection.lose, report });
  const receive = createReceiver({ ...settings, connection, requests, subscriptions, events, report });

  function settleIn(): void {
    heartbeat.start();
    tokenRefresh.start();
  }

  function onStatus(status: Status): void {
    if (status.state === "connected") {
      settleIn();
      subscriptions.each((topic) => topic.opened());
    } else if (status.state === "disconnected") {
      heartbeat.stop();
      tokenRefresh.stop();
      requests.failAll(status.error);
      subscriptions.each((topic) => topic.lost(status.error));
    }
    events.emit("state", status);
  }

  function onHandOver(): void {
    heartbeat.stop();
    tokenRefresh.stop();
    settleIn();
    subscriptions.each((topic) => topic.moved());
  }

  function onFrame(data: unknown, isCurrent: boolean): void {
    if (isCurrent) heartbeat.heard();
    receive(data, isCurrent);
  }

  return { connection, subscriptions, heartbeat, requests };
}

/** Returns the error after which there will be no other attempt. */
const finalError = (status: Status) =>
  status.state === "disconnected" && !status.willReconnect ? status.error : undefined;
