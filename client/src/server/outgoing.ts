import type { Protocol } from "../client.ts";
import { bytesOf, eventOf, type OutgoingEvent, partsOf } from "./event.ts";
import type { Traceparent } from "./traceparent.ts";

export interface Traced {
  /** Place in a trace, which pushes and log lines go on with. Default: that of the publisher's `traceparent`. */
  readonly traceparent?: Traceparent;
}

export interface MessageOptions extends Traced {
  /**
   * Id of the message, at most 128 characters: one that is published again with it is not pushed again. It names one
   * message to one entity or user. Default: a random one, which is kept over retries.
   */
  readonly id?: string | undefined;
  /** Tenant of the entity or user, where the app serves several. */
  readonly tenant?: string | undefined;
}

export interface UserMessageOptions extends MessageOptions {
  /** Address where there is more. */
  readonly callback?: string | undefined;
}

export interface StateOptions extends MessageOptions {
  /**
   * Number of the change, which grows with each: an older one never takes the place of a newer one, however they come.
   * Without it the change that comes last counts.
   */
  readonly version?: number | undefined;
  /** Life of the value. Default: the stack's parameter EntityDays, which is the longest, too. */
  readonly ttlSeconds?: number | undefined;
}

export interface EntityMessage<P extends Protocol, Id extends keyof P["entities"] & string> extends MessageOptions {
  readonly entityId: Id;
  readonly message: P["entities"][Id];
}

export interface UserMessage<P extends Protocol> extends UserMessageOptions {
  readonly userId: string;
  readonly message: P["user"];
}

/** Change of a key of an entity's state. `undefined` deletes the key. */
export interface StateMessage<P extends Protocol> extends StateOptions {
  readonly entityId: keyof P["entities"] & string;
  readonly key: string;
  readonly value: unknown;
}

/** Message of a batch, to an entity or to a user, or a change of a state. */
export type BatchMessage<P extends Protocol> =
  | { [Id in keyof P["entities"] & string]: EntityMessage<P, Id> }[keyof P["entities"] & string]
  | UserMessage<P>
  | StateMessage<P>;

/** Message as it is sent, with its place in the batch. */
export type Outgoing = (UntypedEntityMessage | UntypedUserMessage | UntypedStateMessage) & {
  readonly id: string;
  readonly index: number;
  readonly traceparent: string | undefined;
};

interface UntypedEntityMessage extends MessageOptions {
  readonly entityId: string;
  readonly message: unknown;
}

interface UntypedUserMessage extends UserMessageOptions {
  readonly userId: string;
  readonly message: unknown;
}

interface UntypedStateMessage extends StateOptions {
  readonly entityId: string;
  readonly key: string;
  readonly value: unknown;
}

/** Event, and the places of the messages that are in it. */
export interface Packed {
  readonly event: OutgoingEvent;
  readonly messages: readonly Outgoing[];
}

/** Most updates of one event, and most bytes of their text: less than EventBridge takes, with what goes around it. */
const MOST_TOGETHER = { count: 100, bytes: 192 * 1024 };

/** Packs updates of entities together, tenant by tenant, because those of one event are taken in order. */
export function pack(messages: readonly Outgoing[]): Packed[] {
  const updates = new Map<string | undefined, (Outgoing & UntypedEntityMessage)[]>();
  const packed: Packed[] = [];
  for (const message of messages) {
    if ("key" in message) packed.push({ event: changeOf(message), messages: [message] });
    else if ("entityId" in message) updates.set(message.tenant, [...(updates.get(message.tenant) ?? []), message]);
    else packed.push({ event: notificationOf(message), messages: [message] });
  }
  for (const ofTenant of updates.values())
    for (const part of partsOf(ofTenant, (update) => bytesOf(JSON.stringify(update)), MOST_TOGETHER))
      packed.push({ event: updatesOf(part), messages: part });
  return packed;
}

function changeOf({ index: _, value, ...detail }: Outgoing & UntypedStateMessage): OutgoingEvent {
  return eventOf("Entity State", { ...detail, ...(value === undefined ? { deleted: true } : { value }) });
}

function notificationOf(outgoing: Outgoing & UntypedUserMessage): OutgoingEvent {
  const { id, userId, message, callback, tenant, traceparent } = outgoing;
  return eventOf("Send User Push Notification", { id, userId, message, callback, tenant, traceparent });
}

/** Updates of one trace say so once, for all of them. */
function updatesOf(updates: readonly (Outgoing & UntypedEntityMessage)[]): OutgoingEvent {
  const [{ tenant, traceparent } = {}] = updates;
  const isOneTrace = updates.every((update) => update.traceparent === traceparent);
  const all = updates.map(({ id, entityId, message, traceparent: own }) => ({
    id,
    entityId,
    message,
    ...(!isOneTrace && { traceparent: own }),
  }));
  const of = { tenant, ...(isOneTrace && { traceparent }) };
  const [first] = all;
  if (first && all.length === 1) return eventOf("Entity Updated", { ...first, ...of });
  return eventOf("Entities Updated", { updates: all, ...of });
}
