import type { MessageAttributes } from "./draft.ts";
import { md5OfAttributes, md5OfText } from "./md5.ts";
import type { Message } from "./message.ts";
import { formatReceiptHandle } from "./receipt-handle.ts";

/** 20 digits, growing with each message (SQS: `SequenceNumber`). */
export const formatSequenceNumber = (sequence: number) => String(sequence).padStart(20, "0");

/** A message's system attributes, all of them. */
export function systemAttributes(message: Message): Record<string, string> {
  const { groupId, deduplicationId, traceHeader, deadLetterSourceArn } = message;
  return {
    SenderId: message.senderId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    ...(groupId !== undefined && { MessageGroupId: groupId }),
    ...(deduplicationId !== undefined && {
      MessageDeduplicationId: deduplicationId,
      SequenceNumber: formatSequenceNumber(message.sequence),
    }),
    ...(traceHeader !== undefined && { AWSTraceHeader: traceHeader }),
    ...(deadLetterSourceArn !== undefined && { DeadLetterQueueSourceArn: deadLetterSourceArn }),
  };
}

/** Attributes that a receiver asked for. */
export interface AttributeSelection {
  /** `All`, or names. */
  readonly system: readonly string[];
  /** `All`, `*`, `.*`, `prefix.*`, or names. */
  readonly user: readonly string[];
}

/** A message as `ReceiveMessage` answers it. */
export function receivedMessage(message: Message, selection: AttributeSelection): Record<string, unknown> {
  const system = select(systemAttributes(message), selection.system);
  const user = select(message.attributes, selection.user);
  return {
    MessageId: message.messageId,
    ReceiptHandle: receiptHandleOf(message),
    MD5OfBody: md5OfText(message.body),
    Body: message.body,
    ...(system && { Attributes: system }),
    ...(user && { MD5OfMessageAttributes: md5OfAttributes(user), MessageAttributes: user }),
  };
}

export const receiptHandleOf = ({ messageId, receipt = "" }: Message) => formatReceiptHandle({ messageId, receipt });

function select<T>(all: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> | undefined {
  const entries = Object.entries(all).filter(([name]) => names.some((pattern) => matches(name, pattern)));
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function matches(name: string, pattern: string): boolean {
  if (pattern === "All" || pattern === "*") return true;
  return pattern.endsWith(".*") ? name.startsWith(pattern.slice(0, -2)) : name === pattern;
}

/** A message as Lambda's event has it under `Records`. */
export function lambdaRecord(message: Message, eventSourceARN: string, awsRegion: string): Record<string, unknown> {
  const md5OfMessageAttributes = md5OfAttributes(message.attributes);
  return {
    messageId: message.messageId,
    receiptHandle: receiptHandleOf(message),
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: lambdaAttributes(message.attributes),
    ...(md5OfMessageAttributes !== undefined && { md5OfMessageAttributes }),
    md5OfBody: md5OfText(message.body),
    eventSource: "aws:sqs",
    eventSourceARN,
    awsRegion,
  };
}

function lambdaAttributes(attributes: MessageAttributes): Record<string, unknown> {
  const entries = Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    {
      ...(BinaryValue === undefined ? { stringValue: StringValue } : { binaryValue: BinaryValue }),
      stringListValues: [],
      binaryListValues: [],
      dataType: DataType,
    },
  ]);
  return Object.fromEntries(entries);
}
