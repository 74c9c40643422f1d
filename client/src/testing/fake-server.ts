import type { ActionsOf, AnswerOf, ErrorCode, PayloadOf, Protocol } from "../index.ts";
import type { FakeState, ReceivedAction } from "./door.ts";
import { SENT_AT } from "./fake-entities.ts";
import type { FakeUser } from "./fake-presence.ts";
import type { ServerEnd } from "./fake-socket.ts";
import type { FakeStream, FakeStreamOptions } from "./fake-streams.ts";
import type { StateOptions } from "./fake-values.ts";

/** Message that names its own id: published twice with it, the client takes it once. */
export interface PushOptions {
  readonly id?: string;
}

export interface NotifyOptions extends PushOptions {
  readonly callback?: string;
}

/** Answer to a request: at once or later. What is thrown, preferably a `PortcullisError`, is answered as an error. */
export type Answering<Action> = (payload: PayloadOf<Action>) => AnswerOf<Action> | Promise<AnswerOf<Action>>;

export interface ServerDisconnect {
  /** The contract's, for example `kicked`. */
  readonly code?: string;
  readonly reason?: string;
  /** False: the client shall not come back. Default true. */
  readonly reconnect?: boolean;
}

/** The server of a fake client: the test says what it does. */
export interface FakeServer<P extends Protocol> {
  /** Publishes an update of an entity. Who is not connected gets it on coming back. */
  publish<Id extends keyof P["entities"] & string>(
    entityId: Id,
    message: P["entities"][Id],
    options?: PushOptions,
  ): void;
  /** Sets a key of an entity's state; `undefined` deletes it. */
  publishState(entityId: keyof P["entities"] & string, key: string, value: unknown, options?: StateOptions): void;
  /** Opens a text that grows. */
  stream(entityId: keyof P["entities"] & string, options?: FakeStreamOptions): FakeStream;
  /** Pushes to the user. Returns false when the client is not connected; then who follows the inbox gets it later. */
  notify(message: P["user"], options?: NotifyOptions): boolean;
  /** Sends any message. Returns false when the client is not connected. */
  send(message: object): boolean;
  /** Says who else is subscribed to an entity, and with which data. A client that has asked is told who came and went. */
  setUsers(entityId: string, users: readonly (string | FakeUser)[]): void;
  /** Says how many users there are at an entity, where these are more than those who are named. */
  setOccupancy(entityId: string, count: number): void;
  /** Returns the data that the client says of its user at an entity. */
  dataOf(entityId: string): unknown;
  /** Answers an action of yours from now on. Without it the answer is `unknown_action`. */
  answer<Action extends keyof ActionsOf<P> & string>(action: Action, answering: Answering<ActionsOf<P>[Action]>): void;
  /** Answers subscriptions to an entity with an error from now on; without a code, confirms them again. */
  refuse(entityId: string, code?: ErrorCode): void;
  /** Forgets updates and the inbox: a client that comes back is told of a gap. */
  forget(): void;
  /** Cuts the connection, as a network does. The client waits and tries again: see `advance` and `connect()`. */
  cut(): void;
  /** Sends the client away. */
  disconnect(options?: ServerDisconnect): void;
  /** Refuses handshakes, and cuts the connection, until `start()`. */
  stop(): void;
  start(): void;
  /** Entities that the client is subscribed to. */
  readonly subscriptions: readonly string[];
  /** Notifications, by their `seq`, up to which the user has marked all as read. */
  readonly readUpTo: number;
  /** Actions of yours that the client has sent, oldest first. */
  readonly received: readonly ReceivedAction[];
}

const ABNORMAL_CLOSURE = 1006;

export function createFakeServer<P extends Protocol>(state: FakeState): FakeServer<P> {
  const { entities, inbox, sockets, answers, refusals, received } = state;
  let count = 0;

  function newId(): string {
    count += 1;
    return `message-${count}`;
  }

  function cut(): void {
    for (const socket of [...sockets]) socket.end(ABNORMAL_CLOSURE);
  }

  function send(message: object): boolean {
    sendAll(sockets, message);
    return sockets.size > 0;
  }

  return {
    publish(entityId, message, { id = newId() } = {}) {
      const entity = entities.of(entityId);
      entity.seq += 1;
      const update = { type: "Entity Updated", id, entityId, seq: entity.seq, message, sentAt: SENT_AT };
      entity.updates.push(update);
      sendAll(entity.subscribers, update);
    },
    publishState: (entityId, key, value, options = {}) => entities.of(entityId).values.set(key, value, options),
    stream: (entityId, { streamId = newId(), data } = {}) => entities.of(entityId).streams.open(streamId, data),
    notify: (message, { id = newId(), callback } = {}) =>
      send(inbox.keep({ type: "User Push Notification", id, message, callback, sentAt: SENT_AT })),
    send,
    setUsers: (entityId, users) => entities.of(entityId).presence.setUsers(users, newId),
    setOccupancy: (entityId, number) => entities.of(entityId).presence.setOccupancy(number),
    dataOf: (entityId) => entities.of(entityId).presence.ownData,
    answer: (action, answering) => void answers.set(action, answering as (payload: object) => unknown),
    refuse(entityId, code) {
      if (code) refusals.set(entityId, code);
      else refusals.delete(entityId);
    },
    forget() {
      for (const entity of entities.all()) entity.updates = [];
      inbox.forget();
    },
    cut,
    disconnect: ({ code = "kicked", reason = "", reconnect = true } = {}) =>
      void send({ type: "disconnect", code, reason, reconnect }),
    stop() {
      state.isUp = false;
      cut();
    },
    start() {
      state.isUp = true;
    },
    get subscriptions() {
      return entities.all().flatMap(({ id, subscribers }) => (subscribers.size > 0 ? [id] : []));
    },
    get readUpTo() {
      return inbox.readUpTo;
    },
    received,
  };
}

function sendAll(to: Iterable<ServerEnd>, message: object): void {
  for (const socket of [...to]) socket.send(message);
}
