import { z } from "zod";
import type { ApiCall, Operation } from "../../../wire/http.ts";
import { principalIdOf } from "../../contract/principal-id.ts";
import { traceHeaderOf } from "../../contract/trace-header.ts";
import { LARGEST_MESSAGE_BYTES } from "../queues/attributes.ts";
import { type Draft, draftBytes, type MessageAttributes } from "../queues/draft.ts";
import { sqsError } from "../queues/errors.ts";
import { md5OfAttributes, md5OfText } from "../queues/md5.ts";
import type { Queue } from "../queues/queue.ts";
import type { Queues } from "../queues/queues.ts";
import { formatSequenceNumber } from "../queues/received-message.ts";

import { batch, runBatch } from "./batch.ts";
import { queueUrl, sqsOperation, wholeNumber } from "./input.ts";

/** An attribute, whose content is checked with the message, in SQS's own words. */
const attribute = z.object({
  DataType: z.string().default(""),
  StringValue: z.string().optional(),
  BinaryValue: z.string().optional(),
});

const message = z.object({
  MessageBody: z.string(),
  /** At most 15 minutes (SQS quotas). */
  DelaySeconds: wholeNumber(0, 900).optional(),
  MessageAttributes: z.record(z.string(), attribute).optional(),
  MessageSystemAttributes: z.record(z.string(), attribute).optional(),
  MessageDeduplicationId: z.string().optional(),
  MessageGroupId: z.string().optional(),
});

type MessageInput = z.output<typeof message>;

export const sendMessage = (queues: Queues): Operation =>
  sqsOperation(queueUrl.extend(message.shape), (input, call) =>
    send(queues.at(input.QueueUrl), toDraft(input, call), input.MessageSystemAttributes),
  );

export const sendMessageBatch = (queues: Queues): Operation =>
  sqsOperation(batch, ({ QueueUrl, Entries }, call) => {
    const queue = queues.at(QueueUrl);
    const messages = Entries.flatMap((entry) => message.safeParse(entry).data ?? []);
    checkTotalSize(messages);
    queue.checkIds(
      messages.map(({ MessageBody: body, MessageGroupId: groupId, MessageDeduplicationId: deduplicationId }) => {
        return { body, groupId, deduplicationId };
      }),
    );
    return runBatch(Entries, message, (entry) => send(queue, toDraft(entry, call), entry.MessageSystemAttributes));
  });

function toDraft(input: MessageInput, { principal, http }: ApiCall): Draft {
  const { MessageSystemAttributes: systemAttributes = {} } = input;
  checkSystemAttributes(systemAttributes);
  return {
    body: input.MessageBody,
    attributes: input.MessageAttributes,
    traceHeader: systemAttributes[TRACE_HEADER]?.StringValue ?? traceHeaderOf(http),
    senderId: principalIdOf(principal.arn),
    delaySeconds: input.DelaySeconds,
    groupId: input.MessageGroupId,
    deduplicationId: input.MessageDeduplicationId,
  };
}

/** A sender may set this one only, and as text (API reference, `SendMessage`). */
const TRACE_HEADER = "AWSTraceHeader";

function checkSystemAttributes(attributes: MessageAttributes): void {
  for (const [name, { DataType, StringValue }] of Object.entries(attributes)) {
    if (name !== TRACE_HEADER)
      throw sqsError("InvalidParameterValueException", `Message system attribute name '${name}' is invalid.`);
    if (DataType !== "String")
      throw sqsError(
        "InvalidParameterValueException",
        `The type of message (system) attribute '${name}' is invalid. You must use only the following supported type prefixes: String.`,
      );
    if (!StringValue)
      throw sqsError(
        "InvalidParameterValueException",
        `Message (system) attribute '${name}' must contain a non-empty value of type 'String'.`,
      );
  }
}

function send(queue: Queue, draft: Draft, systemAttributes: MessageInput["MessageSystemAttributes"]) {
  const { messageId, sequence } = queue.send(draft);
  return {
    MessageId: messageId,
    MD5OfMessageBody: md5OfText(draft.body),
    MD5OfMessageAttributes: md5OfAttributes(draft.attributes ?? {}),
    MD5OfMessageSystemAttributes: md5OfAttributes(systemAttributes ?? {}),
    SequenceNumber: queue.fifo ? formatSequenceNumber(sequence) : undefined,
  };
}

/** The quota of one message holds for a whole batch. */
function checkTotalSize(messages: readonly MessageInput[]): void {
  const bytes = messages.reduce((sum, { MessageBody, MessageAttributes }) => {
    return sum + draftBytes({ body: MessageBody, attributes: MessageAttributes });
  }, 0);
  if (bytes <= LARGEST_MESSAGE_BYTES) return;
  throw sqsError(
    "BatchRequestTooLong",
    `Batch requests cannot be longer than ${LARGEST_MESSAGE_BYTES} bytes. You have sent ${bytes} bytes.`,
  );
}
