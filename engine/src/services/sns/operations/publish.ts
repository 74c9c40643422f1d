import { z } from "zod";
import { ServiceError } from "../../../kernel/errors.ts";
import type { ApiCall, Operation } from "../../../wire/http.ts";
import { traceHeaderOf } from "../../contract/trace-header.ts";
import { invalidParameter } from "../topics/errors.ts";
import { checkTypes, type MessageAttributes } from "../topics/message-attributes.ts";
import { checkForm, type Publication, publicationBytes } from "../topics/publication.ts";
import type { Topic } from "../topics/topic.ts";
import { largestMessageBytes } from "../topics/topic-attributes.ts";
import type { Topics } from "../topics/topics.ts";
import { snsOperation } from "./input.ts";

const attribute = z.object({
  DataType: z.string().optional(),
  StringValue: z.string().optional(),
  BinaryValue: z.string().optional(),
});

const message = z.object({
  Message: z.string(),
  Subject: z.string().optional(),
  MessageStructure: z.string().optional(),
  MessageAttributes: z.record(z.string(), attribute).default({}),
  MessageGroupId: z.string().optional(),
  MessageDeduplicationId: z.string().optional(),
});

const toPublication = (input: z.output<typeof message>, { http }: ApiCall): Publication => ({
  message: input.Message,
  subject: input.Subject,
  structure: input.MessageStructure,
  attributes: typed(input.MessageAttributes),
  groupId: input.MessageGroupId,
  deduplicationId: input.MessageDeduplicationId,
  traceHeader: traceHeaderOf(http),
});

/** Attributes whose types were looked at. */
const typed = (attributes: z.output<typeof message>["MessageAttributes"]): MessageAttributes =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType = "", ...value }]) => [name, { DataType, ...value }]),
  );

const target = {
  TopicArn: z.string().optional(),
  TargetArn: z.string().optional(),
  PhoneNumber: z.string().optional(),
};

export const publish = (topics: Topics): Operation =>
  snsOperation(message.extend(target), ({ TopicArn, TargetArn, PhoneNumber, ...input }, call) => {
    if (PhoneNumber !== undefined) throw noMessageTo(PhoneNumber);
    if (TargetArn !== undefined && ENDPOINT.test(TargetArn))
      throw invalidParameter("TargetArn Reason: No endpoint found for the target arn specified");
    const arn = TopicArn ?? TargetArn;
    if (arn === undefined) throw invalidParameter("TopicArn or TargetArn Reason: no value for required parameter");
    checkTypes(input.MessageAttributes, []);
    const { messageId, sequenceNumber } = topics.publish(topics.get(arn), toPublication(input, call));
    return { MessageId: messageId, SequenceNumber: sequenceNumber };
  });

/** A mobile app's, which nothing here has. */
const ENDPOINT = /^arn:[\w-]+:sns:[^:]*:[^:]*:endpoint\//;

const noMessageTo = (phoneNumber: string) =>
  invalidParameter(
    /^\+?\d+(?:-\d+)*$/.test(phoneNumber)
      ? "PhoneNumber Reason: no SMS is sent from here"
      : `PhoneNumber Reason: ${phoneNumber} is not valid to publish to`,
  );

/** At most 10 messages (SNS quotas). */
const MOST_ENTRIES = 10;

const entry = message.extend({ Id: z.string() });

const batch = z.object({ TopicArn: z.string(), PublishBatchRequestEntries: z.array(entry).default([]) });

type Entry = z.output<typeof entry>;

export const publishBatch = (topics: Topics): Operation =>
  snsOperation(batch, ({ TopicArn, PublishBatchRequestEntries: entries }, call) => {
    const topic = topics.get(TopicArn);
    checkEntries(entries, topic);
    for (const [index, { MessageAttributes }] of entries.entries())
      checkTypes(MessageAttributes, ["publishBatchRequestEntries", index]);
    for (const each of entries) checkForm(toPublication(each, call), topic);
    const Successful: object[] = [];
    const Failed: object[] = [];
    for (const each of entries) {
      try {
        const { messageId, sequenceNumber } = topics.publish(topic, toPublication(each, call));
        Successful.push({ Id: each.Id, MessageId: messageId, SequenceNumber: sequenceNumber });
      } catch (error) {
        Failed.push(failure(each, error));
      }
    }
    return { Successful, Failed };
  });

function failure({ Id }: Entry, error: unknown): object {
  if (!(error instanceof ServiceError)) throw error;
  return { Id, Code: error.code, Message: error.message, SenderFault: error.status < 500 };
}

const LONGEST_ID = 80;

function checkId(id: string): void {
  const problem = id.length > LONGEST_ID ? "is too long" : "contains an impermissible character";
  if (id.length <= LONGEST_ID && /^[\w-]+$/.test(id)) return;
  throw new ServiceError("InvalidBatchEntryId", `The Id of a batch entry in the batch request ${problem}: ${id}`);
}

function checkEntries(entries: readonly Entry[], topic: Topic): void {
  if (entries.length === 0)
    throw new ServiceError("EmptyBatchRequest", "The batch request doesn't contain any entries.");
  if (entries.length > MOST_ENTRIES)
    throw new ServiceError("TooManyEntriesInBatchRequest", "The batch request contains more entries than permissible.");
  for (const { Id } of entries) checkId(Id);
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
    throw new ServiceError("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.");
  const bytes = entries.reduce(
    (sum, { Message, MessageAttributes }) =>
      sum + publicationBytes({ message: Message, attributes: typed(MessageAttributes) }),
    0,
  );
  if (bytes > largestMessageBytes(topic.attributes))
    throw new ServiceError(
      "BatchRequestTooLong",
      "The length of all the messages put together is more than the limit.",
    );
}
