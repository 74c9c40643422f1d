import { z } from "zod";
import type { Operation } from "../../../wire/http.ts";
import { paginate } from "../../contract/paging.ts";
import { readAttributes } from "../queues/attributes.ts";
import { sqsError } from "../queues/errors.ts";
import type { Queue } from "../queues/queue.ts";
import { describeAttributes } from "../queues/queue-attributes.ts";
import type { Queues } from "../queues/queues.ts";
import { names, queueUrl, sqsOperation, wholeNumber } from "./input.ts";

const attributes = z.record(z.string(), z.string());
const tags = z.record(z.string(), z.string());

function addTags(queue: Queue, tags: Readonly<Record<string, string>>): void {
  const entries = Object.entries(tags);
  if (entries.length > 0) queue.setTags(Object.fromEntries([...Object.entries(queue.tags), ...entries]));
}

export const createQueue = (queues: Queues): Operation =>
  sqsOperation(
    z.object({
      QueueName: z.string(),
      Attributes: attributes.default({}),
      tags: tags.optional(),
      Tags: tags.optional(),
    }),
    (input) => {
      const queue = queues.create(input.QueueName, input.Attributes);
      addTags(queue, input.tags ?? input.Tags ?? {});
      return { QueueUrl: queues.url(queue) };
    },
  );

export const deleteQueue = (queues: Queues): Operation =>
  sqsOperation(queueUrl, ({ QueueUrl }) => {
    queues.delete(queues.at(QueueUrl));
    return {};
  });

export const getQueueUrl = (queues: Queues): Operation =>
  sqsOperation(z.object({ QueueName: z.string() }), ({ QueueName }) => ({
    QueueUrl: queues.url(queues.named(QueueName)),
  }));

export const getQueueAttributes = (queues: Queues): Operation =>
  sqsOperation(queueUrl.extend({ AttributeNames: names }), ({ QueueUrl, AttributeNames = [] }) => ({
    Attributes: describeAttributes(queues.at(QueueUrl), AttributeNames),
  }));

export const setQueueAttributes = (queues: Queues): Operation =>
  sqsOperation(queueUrl.extend({ Attributes: attributes }), ({ QueueUrl, Attributes }) => {
    const queue = queues.at(QueueUrl);
    checkType(queue, Attributes.FifoQueue);
    const { FifoQueue: _same, ...changes } = readAttributes(Attributes);
    queues.checkRedrive(queue.name, changes);
    queue.setAttributes(changes);
    return {};
  });

/** Throws when a queue's type would be changed; a FIFO queue may be told that it is one. */
function checkType({ fifo }: Queue, wanted: string | undefined): void {
  if (wanted === undefined || (fifo && wanted.toLowerCase() === "true")) return;
  if (!fifo) throw sqsError("InvalidAttributeName", "Unknown Attribute FifoQueue.");
  throw sqsError(
    "InvalidAttributeValue",
    "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.",
  );
}

const page = { MaxResults: wholeNumber(1, 1000).optional(), NextToken: z.string().optional() };

const pageOf = (urls: readonly string[], { MaxResults, NextToken }: { MaxResults?: number; NextToken?: string }) =>
  paginate(urls, { maxResults: MaxResults, nextToken: NextToken });

export const listQueues = (queues: Queues): Operation =>
  sqsOperation(z.object({ QueueNamePrefix: z.string().default(""), ...page }), ({ QueueNamePrefix, ...request }) => {
    const matching = queues.list().filter(({ name }) => name.startsWith(QueueNamePrefix));
    const { page: urls, nextToken } = pageOf(
      matching.map((queue) => queues.url(queue)),
      request,
    );
    return urls.length > 0 ? { QueueUrls: urls, NextToken: nextToken } : {};
  });

export const listDeadLetterSourceQueues = (queues: Queues): Operation =>
  sqsOperation(queueUrl.extend(page), ({ QueueUrl, ...request }) => {
    const { arn } = queues.at(QueueUrl);
    const sources = queues.list().filter(({ redrivePolicy }) => redrivePolicy?.deadLetterTargetArn === arn);
    const { page: urls, nextToken } = pageOf(
      sources.map((queue) => queues.url(queue)),
      request,
    );
    return { queueUrls: urls, NextToken: nextToken };
  });

export const tagQueue = (queues: Queues): Operation =>
  sqsOperation(queueUrl.extend({ Tags: tags }), ({ QueueUrl, Tags }) => {
    addTags(queues.at(QueueUrl), Tags);
    return {};
  });

export const untagQueue = (queues: Queues): Operation =>
  sqsOperation(queueUrl.extend({ TagKeys: z.array(z.string()) }), ({ QueueUrl, TagKeys }) => {
    const queue = queues.at(QueueUrl);
    queue.setTags(Object.fromEntries(Object.entries(queue.tags).filter(([key]) => !TagKeys.includes(key))));
    return {};
  });

export const listQueueTags = (queues: Queues): Operation =>
  sqsOperation(queueUrl, ({ QueueUrl }) => {
    const { tags: all } = queues.at(QueueUrl);
    return Object.keys(all).length > 0 ? { Tags: all } : {};
  });
