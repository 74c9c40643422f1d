import type { Abortable } from "../abort.ts";
import type { AnyProtocol, Protocol } from "../client.ts";
import { eventOf, type OutgoingEvent } from "./event.ts";
import { createEventSender, type EventSenderOptions, type Sent } from "./event-sender.ts";
import { mistakeIn, mistakeInFields } from "./mistakes.ts";
import {
  type BatchMessage,
  type MessageOptions,
  type Outgoing,
  pack,
  type StateOptions,
  type Traced,
  type UserMessageOptions,
} from "./outgoing.ts";
import { PublishError, type PublishFailure } from "./publish-error.ts";
import { openStream, type StreamOptions } from "./stream.ts";
import type { StreamWriter } from "./stream-writer.ts";
import { type Traceparent, traceparentOf } from "./traceparent.ts";

export interface PublisherOptions extends EventSenderOptions {
  /** Makes ids of messages. Default: random UUIDs. */
  readonly createId?: () => string;
  /** Returns the place in a trace of what is published now. With OpenTelemetry: `() => trace.getActiveSpan()?.spanContext()`. */
  readonly traceparent?: () => Traceparent;
}

/** Event that EventBridge has taken. Whether anybody was connected it does not tell. */
export interface Accepted {
  /** Id that EventBridge gave the event. */
  readonly eventId: string;
}

/** Message that EventBridge has taken, perhaps in one event with others. */
export interface Published extends Accepted {
  /** Id of the message, which its receivers see. */
  readonly id: string;
}

export interface DisconnectOptions extends Abortable, Traced {
  /** Text for people, at most 256 characters. */
  readonly reason?: string | undefined;
  readonly tenant?: string | undefined;
}

/** Tokens that shall not count any more: one by its `jti`, or those that a user was issued before a time. */
export type Revocation = { readonly jti: string } | { readonly userId: string; readonly issuedBefore: Date | string };

/** Every method fails with a `PublishError` that says which messages were not taken, and why. */
export interface Publisher<P extends Protocol = AnyProtocol> {
  /** Pushes to everyone who subscribed to the entity. */
  publishEntity<Id extends keyof P["entities"] & string>(
    entityId: Id,
    message: P["entities"][Id],
    options?: MessageOptions & Abortable,
  ): Promise<Published>;
  /** Pushes to all connections of a user. */
  publishUser(userId: string, message: P["user"], options?: UserMessageOptions & Abortable): Promise<Published>;
  /**
   * Pushes any number of messages. Up to 100 updates, or 192 KB of them, travel in one event and are taken in order.
   * Changes of states travel each by itself: those of one key need a `version` to be taken in order.
   */
  publishBatch(messages: readonly BatchMessage<P>[], options?: Abortable): Promise<readonly Published[]>;
  /** Opens a text that grows before the eyes of everyone who subscribed to the entity. */
  stream(entityId: keyof P["entities"] & string, options?: StreamOptions): StreamWriter;
  /**
   * Sets a key of the entity's state, which is kept and told to subscribers, those who come later too. `undefined`
   * deletes the key.
   */
  publishState(
    entityId: keyof P["entities"] & string,
    key: string,
    value: unknown,
    options?: StateOptions & Abortable,
  ): Promise<Published>;
  /** Closes all connections of a user, who may connect again. */
  disconnectUser(userId: string, options?: DisconnectOptions): Promise<Accepted>;
  /** Refuses tokens from now on, and closes what was opened with them. */
  revoke(revocation: Revocation, options?: DisconnectOptions): Promise<Accepted>;
}

/** Returns a publisher of messages, for code on servers. */
export function createPublisher<P extends Protocol = AnyProtocol>(options: PublisherOptions): Publisher<P> {
  // What is pushed is the publishers' business and typed by the caller's word.
  return createUntypedPublisher(options) as unknown as Publisher<P>;
}

function createUntypedPublisher(options: PublisherOptions): Publisher {
  const { createId = () => crypto.randomUUID() } = options;
  const send = createEventSender(options);
  const placeOf = (given: Traceparent) => traceparentOf(given ?? options.traceparent?.());

  async function publishBatch(messages: readonly BatchMessage<AnyProtocol>[], abortable?: Abortable) {
    const outgoing = messages.map(
      (message, index): Outgoing => ({
        ...message,
        id: message.id ?? createId(),
        index,
        traceparent: placeOf(message.traceparent),
      }),
    );
    check(outgoing);
    const packed = pack(outgoing);
    const events = packed.map(({ event }) => event);
    const sent = await send(events, abortable);
    const outcomes = packed.flatMap(({ messages }, place) =>
      messages.map(({ index, id }) => ({ index, id, sent: sent[place] })),
    );
    const eventIds = eventIdsOf(outcomes, abortable?.signal);
    return outgoing.map(({ id, index }) => ({ id, eventId: eventIds[index] ?? "" }));
  }

  async function publishOne(message: BatchMessage<AnyProtocol>, signal: AbortSignal | undefined): Promise<Published> {
    const [published = NOTHING] = await publishBatch([message], { signal });
    return published;
  }

  async function command(event: OutgoingEvent, signal: AbortSignal | undefined): Promise<Accepted> {
    const mistake = mistakeInFields(event.detail);
    if (mistake) throw new PublishError([{ ...mistake, index: 0, retryable: false, attempts: 0 }], 1);
    const [sent] = await send([event], { signal });
    const [eventId = ""] = eventIdsOf([{ index: 0, sent }], signal);
    return { eventId };
  }

  return {
    publishEntity: (entityId, message, { signal, ...rest } = {}) => publishOne({ ...rest, entityId, message }, signal),
    publishUser: (userId, message, { signal, ...rest } = {}) => publishOne({ ...rest, userId, message }, signal),
    publishBatch,
    stream: (entityId, streamOptions = {}) =>
      openStream(entityId, streamOptions, { ...options, send, createId, placeOf }),
    publishState: (entityId, key, value, { signal, ...rest } = {}) =>
      publishOne({ ...rest, entityId, key, value }, signal),
    disconnectUser: (userId, { signal, traceparent, ...rest } = {}) =>
      command(eventOf("Disconnect User", { ...rest, userId, traceparent: placeOf(traceparent) }), signal),
    revoke: async (revocation, { signal, traceparent, ...rest } = {}) =>
      command(eventOf("Revoke Access", { ...rest, ...plainOf(revocation), traceparent: placeOf(traceparent) }), signal),
  };
}

const NOTHING: Published = { id: "", eventId: "" };

const plainOf = (revocation: Revocation) =>
  "jti" in revocation
    ? { jti: revocation.jti }
    : { userId: revocation.userId, issuedBefore: new Date(revocation.issuedBefore).toISOString() };

/** Throws if the app would refuse some of them; then none was sent. */
function check(messages: readonly Outgoing[]): void {
  const ids = new Set<string>();
  const failures = messages.flatMap((message): PublishFailure[] => {
    const isTwice = ids.size === ids.add(message.id).size;
    const mistake = isTwice ? { code: "invalid", message: `the id ${message.id} is there twice` } : mistakeIn(message);
    return mistake ? [{ ...mistake, index: message.index, id: message.id, retryable: false, attempts: 0 }] : [];
  });
  if (failures.length > 0) throw new PublishError(failures, messages.length);
}

interface Outcome {
  readonly index: number;
  /** Id of a message; commands have none. */
  readonly id?: string;
  readonly sent: Sent | undefined;
}

/** Returns the ids that EventBridge gave, by place, or throws. */
function eventIdsOf(outcomes: readonly Outcome[], signal: AbortSignal | undefined): string[] {
  const failures: PublishFailure[] = [];
  const eventIds: string[] = [];
  for (const { index, id, sent } of outcomes) {
    if (sent && "eventId" in sent) eventIds[index] = sent.eventId;
    else if (sent) {
      const { code, message, retryable } = sent.problem;
      failures.push({ index, id, code, message, retryable, attempts: sent.attempts });
    }
  }
  failures.sort((a, b) => a.index - b.index);
  if (failures.length > 0) throw new PublishError(failures, outcomes.length, signal?.reason);
  return eventIds;
}
