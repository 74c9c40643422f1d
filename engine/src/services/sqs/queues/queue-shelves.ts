import type { Kept, Shelf } from "../../../kernel/kept.ts";
import type { RememberedSend } from "../../contract/deduplication.ts";
import type { AttributeTexts } from "./attributes.ts";
import type { AcceptedSend, Message } from "./message.ts";

/** A queue as it is kept, without its messages. */
export interface QueueRecord {
  /** Engine time, epoch milliseconds, as are all times here. */
  readonly createdAt: number;
  modifiedAt: number;
  attributes: AttributeTexts;
  tags: Readonly<Record<string, string>>;
  /** Sequence number of the message that came last. */
  sequence: number;
  /** The attributes that the template gave it last; undefined for a queue of no template. */
  fromTemplate?: AttributeTexts;
}

export const newQueueRecord = (attributes: AttributeTexts, now: number): QueueRecord => ({
  createdAt: now,
  modifiedAt: now,
  attributes,
  tags: {},
  sequence: 0,
});

export interface QueueShelves {
  /** Records of all queues, by name. */
  readonly queues: Shelf<QueueRecord>;
  readonly messages: Shelf<Message>;
  readonly sends: Shelf<RememberedSend<AcceptedSend>>;
}

export const queueRecords = (kept: Kept) => kept.shelf<QueueRecord>("sqs/queues");

export const shelvesOf = (name: string, kept: Kept): QueueShelves => ({
  queues: queueRecords(kept),
  messages: kept.shelf(`sqs/messages/${name}`),
  sends: kept.shelf(`sqs/deduplication/${name}`),
});
