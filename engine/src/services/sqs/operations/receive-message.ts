import { z } from "zod";
import type { Operation } from "../../../wire/http.ts";
import type { Queues } from "../queues/queues.ts";
import { receivedMessage } from "../queues/received-message.ts";
import { names, queueUrl, sqsOperation, visibilityTimeout, wholeNumber } from "./input.ts";

const input = queueUrl.extend({
  MaxNumberOfMessages: wholeNumber(1, 10).default(1),
  VisibilityTimeout: visibilityTimeout.optional(),
  WaitTimeSeconds: wholeNumber(0, 20, "Must be >= 0 and <= 20, if provided.").optional(),
  AttributeNames: names,
  MessageSystemAttributeNames: names,
  MessageAttributeNames: names,
  ReceiveRequestAttemptId: z.string().optional(),
});

export const receiveMessage = (queues: Queues): Operation =>
  sqsOperation(input, async (request, _call, signal) => {
    const queue = queues.at(request.QueueUrl);
    const messages = await queue.receive({
      max: request.MaxNumberOfMessages,
      visibilityTimeoutMs: (request.VisibilityTimeout ?? queue.number("VisibilityTimeout")) * 1000,
      waitMs: (request.WaitTimeSeconds ?? queue.number("ReceiveMessageWaitTimeSeconds")) * 1000,
      signal,
    });
    const system = [...(request.MessageSystemAttributeNames ?? []), ...(request.AttributeNames ?? [])];
    const user = request.MessageAttributeNames ?? [];
    return messages.length > 0
      ? { Messages: messages.map((message) => receivedMessage(message, { system, user })) }
      : {};
  });
