import type { NegativeCase } from "../cases.ts";
import type { Kind } from "../inputs/mutations.ts";
import type { Service } from "../model.ts";
import { type Answer, COMMON_ERRORS, readError } from "./read.ts";
import { isTolerated } from "./tolerated.ts";

/** Says of the answer to a case that it is wrong, and in what; undefined where it is right. */
export function faultOf(negative: NegativeCase, answer: Answer): string | undefined {
  const { service, operation, kind } = negative;
  const { status, headers } = answer;
  const tolerable = negative.tolerable || isTolerated(negative);
  if (status >= 500) return `status ${status}: ${answer.body.slice(0, 200)}`;
  if (headers["x-amzn-requestid"] === undefined) return `no request id (${status})`;
  if (status < 400) return tolerable ? undefined : `taken, with status ${status}`;
  const { type, message, faults } = readError(answer, service);
  if (faults.length > 0) return `${faults.join(", ")} (${status} ${type}: ${message.slice(0, 160)})`;
  const { errors = [] } = service.calls[operation] ?? {};
  if (![...errors, ...COMMON_ERRORS, ...(OWN_ERRORS[service.title] ?? [])].includes(type))
    return `${type} is no error of it: ${message.slice(0, 160)}`;
  if (!tolerable && LIMITS.includes(kind)) return limitFault(VALIDATION[service.name], type, message);
  const wanted = tolerable ? undefined : EXPECTED[service.protocol]?.[kind];
  return wanted === undefined || wanted.includes(type)
    ? undefined
    : `${type} in place of ${wanted.join(" or ")}: ${message.slice(0, 160)}`;
}

/** Codes that a service gives besides those that its model declares. */
const OWN_ERRORS: Readonly<Record<string, readonly string[]>> = {
  // Recorded, and not in its model: engine/test/conformance/recorded/facts/event-buses.ts.
  events: ["ResourceNotFoundException"],
  // docs/fidelity.md, [6.4/400]
  "execute-api": ["BadRequestException"],
  // Its errors of old have these names in JSON.
  sqs: ["InvalidParameterValueException", "MissingRequiredParameterException"],
  // docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference: names in the Query protocol.
  "sqs as a form": [
    ...["InvalidAttributeName", "InvalidAttributeValue", "QueueAlreadyExists"],
    ...[
      ...["BatchEntryIdsNotDistinct", "BatchRequestTooLong", "EmptyBatchRequest", "InvalidBatchEntryId"],
      ...["MessageNotInflight", "NonExistentQueue", "PurgeQueueInProgress", "QueueDeletedRecently"],
      ...["TooManyEntriesInBatchRequest", "UnsupportedOperation"],
    ].map((name) => `AWS.SimpleQueueService.${name}`),
  ],
};

const JSON_ERRORS: Partial<Readonly<Record<Kind, readonly string[]>>> = {
  type: ["SerializationException"],
  body: ["SerializationException"],
  operation: ["UnknownOperationException"],
  signature: [
    "MissingAuthenticationTokenException",
    "IncompleteSignatureException",
    "InvalidSignatureException",
    "UnrecognizedClientException",
  ],
};

const EXPECTED: Readonly<Record<Service["protocol"], Partial<Readonly<Record<Kind, readonly string[]>>>>> = {
  "json-1.0": JSON_ERRORS,
  "json-1.1": JSON_ERRORS,
  query: {},
  "rest-json": {},
};

const LIMITS: readonly Kind[] = ["enum", "items", "length", "missing", "pattern", "range"];

/** The error of each service for what its model does not allow, where it has AWS's common words for that. */
const VALIDATION: Readonly<Record<string, string>> = {
  bedrock: "ValidationException",
  cloudformation: "ValidationError",
  events: "ValidationException",
  firehose: "ValidationException",
  lambda: "ValidationException",
  logs: "InvalidParameterException",
  secretsmanager: "ValidationException",
  // The other one is recorded, of an attribute's type: engine/test/conformance/recorded/facts/topics.ts.
  sns: "InvalidParameter or ValidationError",
  ssm: "ValidationException",
  states: "ValidationException",
  sts: "ValidationError",
};

const WORDS = /^\d+ validation errors? detected: Value .*at '[\w.-]+' failed to satisfy constraint: /s;

const limitFault = (wanted: string | undefined, type: string, message: string): string | undefined =>
  wanted === undefined || (wanted.split(" or ").includes(type) && WORDS.test(message))
    ? undefined
    : `${type} in place of ${wanted}: ${message.slice(0, 160)}`;
