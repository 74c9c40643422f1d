import type { AttributeTexts } from "./attributes.ts";

/** What is kept of a queue besides its messages. */
export interface QueueRecord {
  /** Engine time, epoch milliseconds, as are all times here. */
  readonly createdAt: number;
  modifiedAt: number;
  attributes: AttributeTexts;
  tags: Readonly<Record<string, string>>;
  /** Of the message that came last. */
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
