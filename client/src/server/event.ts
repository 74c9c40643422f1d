import type * as contract from "@portcullis/contract";
import type { EventEntry } from "./transport.ts";

/** Details of the events that the app takes, by their type. */
export interface Details {
  "Entity Updated": contract.EntityUpdatedEvent;
  "Entities Updated": contract.EntitiesUpdatedEvent;
  "Entity Stream": contract.EntityStreamEvent;
  "Entity State": contract.EntityStateEvent;
  "Send User Push Notification": contract.SendUserPushNotificationEvent;
  "Disconnect User": contract.DisconnectUserEvent;
  "Revoke Access": contract.RevokeAccessEvent;
}

/** Event, before it has a bus and a source. */
export interface OutgoingEvent {
  readonly detailType: string;
  readonly detail: object & { readonly traceparent?: string | undefined };
}

/** Returns an event of the contract. */
export const eventOf = <Type extends keyof Details>(detailType: Type, detail: Details[Type]): OutgoingEvent => ({
  detailType,
  detail,
});

/** Most entries of one request (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html). */
const MOST_ENTRIES = 10;

/**
 * Most bytes of a request's entries together. It was EventBridge's quota until January 2026 and is 1 MB since; not in
 * every partition is that known, and events are billed by 64 KB, so that fuller requests would save nothing.
 */
const MOST_REQUEST_BYTES = 256 * 1024;

export const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** Returns an entry's size by https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html. */
const entryBytes = ({ Source, DetailType, Detail }: EventEntry): number => bytesOf(Source + DetailType + Detail);

/** Parts a list into requests that EventBridge takes. An entry that is too large goes alone, and is refused alone. */
export function requestsOf<Item extends { readonly entry: EventEntry }>(items: readonly Item[]): Item[][] {
  return partsOf(items, ({ entry }) => entryBytes(entry), { count: MOST_ENTRIES, bytes: MOST_REQUEST_BYTES });
}

/** Parts a list, in order, by the number and the size of its items. */
export function partsOf<Item>(
  items: readonly Item[],
  sizeOf: (item: Item) => number,
  most: { readonly count: number; readonly bytes: number },
): Item[][] {
  const parts: Item[][] = [];
  let last: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = sizeOf(item);
    if (last.length === 0 || last.length >= most.count || bytes + size > most.bytes) {
      last = [];
      bytes = 0;
      parts.push(last);
    }
    last.push(item);
    bytes += size;
  }
  return parts;
}
