import { ServiceError } from "../../../kernel/errors.ts";

/**
 * SQS's errors under their names in the JSON protocol, with the names by which the older Query protocol and all SDKs
 * that once spoke it know them (header `x-amzn-query-error`).
 */
const QUERY_CODES = {
  BatchEntryIdsNotDistinct: "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
  BatchRequestTooLong: "AWS.SimpleQueueService.BatchRequestTooLong",
  EmptyBatchRequest: "AWS.SimpleQueueService.EmptyBatchRequest",
  InvalidAttributeName: "InvalidAttributeName",
  InvalidAttributeValue: "InvalidAttributeValue",
  InvalidBatchEntryId: "AWS.SimpleQueueService.InvalidBatchEntryId",
  InvalidMessageContents: "InvalidMessageContents",
  InvalidParameterValueException: "InvalidParameterValue",
  MessageNotInflight: "AWS.SimpleQueueService.MessageNotInflight",
  MissingRequiredParameterException: "MissingParameter",
  PurgeQueueInProgress: "AWS.SimpleQueueService.PurgeQueueInProgress",
  QueueDeletedRecently: "AWS.SimpleQueueService.QueueDeletedRecently",
  QueueDoesNotExist: "AWS.SimpleQueueService.NonExistentQueue",
  QueueNameExists: "QueueAlreadyExists",
  ReceiptHandleIsInvalid: "ReceiptHandleIsInvalid",
  ResourceNotFoundException: "ResourceNotFoundException",
  TooManyEntriesInBatchRequest: "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
  UnsupportedOperation: "AWS.SimpleQueueService.UnsupportedOperation",
} as const;

export type SqsErrorCode = keyof typeof QUERY_CODES;

const STATUSES: Partial<Readonly<Record<SqsErrorCode, number>>> = {
  PurgeQueueInProgress: 403,
  ResourceNotFoundException: 404,
};

export const sqsError = (code: SqsErrorCode, message: string) =>
  new ServiceError(code, message, { queryCode: QUERY_CODES[code], status: STATUSES[code] ?? 400 });

export const queueDoesNotExist = () => sqsError("QueueDoesNotExist", "The specified queue does not exist.");

const shown = (value: unknown) => (typeof value === "object" ? JSON.stringify(value) : String(value));

/** A parameter with a value that SQS does not take. */
export const invalidParameter = (name: string, value: unknown, reason: string) =>
  sqsError(
    "InvalidParameterValueException",
    `Value ${shown(value)} for parameter ${name} is invalid. Reason: ${reason}`,
  );
