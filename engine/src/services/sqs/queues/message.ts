import type { SpanParent } from "../../../kernel/tracing.ts";
import type { Draft, MessageAttributes } from "./draft.ts";

export interface Message {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly traceHeader: string | undefined;
  /** The work that sent it. */
  readonly trace?: SpanParent | undefined;
  readonly senderId: string;
  /** Engine time, epoch milliseconds, as are all times here. */
  readonly sentAt: number;
  /** Beginning of its retention: `sentAt`, or its move where a move begins it anew. */
  readonly retainedFrom: number;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
  /** Order of arrival in its queue; on FIFO queues callers see it. */
  readonly sequence: number;
  /** On a dead-letter queue, the queue from which it came. */
  readonly deadLetterSourceArn: string | undefined;
  /** Nobody receives it before this time. */
  visibleAt: number;
  /** Receives in all queues it has been in, which callers see. */
  receiveCount: number;
  /** Receives in this queue, which are compared with `maxReceiveCount`. */
  receiveCountHere: number;
  firstReceivedAt: number | undefined;
  /** Names the latest receive. */
  receipt: string | undefined;
}

/** Numbers of a queue's messages by their state. */
export interface MessageCounts {
  readonly visible: number;
  readonly delayed: number;
  readonly inFlight: number;
}

/** Answer to the first of several equal sends, and to the others after it. */
export type AcceptedSend = Pick<Message, "messageId" | "sequence">;

export const isInFlight = (message: Message, now: number) => message.receiveCountHere > 0 && message.visibleAt > now;

export function countMessages(messages: Iterable<Message>, now: number): MessageCounts {
  let visible = 0;
  let delayed = 0;
  let inFlight = 0;
  for (const message of messages) {
    if (message.visibleAt <= now) visible++;
    else if (message.receiveCountHere > 0) inFlight++;
    else delayed++;
  }
  return { visible, delayed, inFlight };
}

export interface Arrival extends Pick<Message, "trace"> {
  readonly messageId: string;
  readonly now: number;
  readonly delayMs: number;
  readonly sequence: number;
  readonly deduplicationId: string | undefined;
}

/** A message that was just sent. */
export function newMessage(draft: Draft, arrival: Arrival): Message {
  const { messageId, now, delayMs, sequence, deduplicationId, trace } = arrival;
  const { body, attributes = {}, traceHeader, senderId, groupId } = draft;
  return {
    messageId,
    body,
    attributes,
    traceHeader,
    trace,
    senderId,
    groupId,
    deduplicationId,
    sequence,
    sentAt: now,
    retainedFrom: now,
    deadLetterSourceArn: undefined,
    visibleAt: now + delayMs,
    receiveCount: 0,
    receiveCountHere: 0,
    firstReceivedAt: undefined,
    receipt: undefined,
  };
}
