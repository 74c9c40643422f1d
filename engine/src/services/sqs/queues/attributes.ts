import { z } from "zod";
import { parseJson } from "../../../kernel/parse-json.ts";
import { sqsError } from "./errors.ts";

const DAY_SECONDS = 24 * 60 * 60;

/** 1 MiB: a larger message is refused (SQS quotas; 256 KiB until August 2025). */
export const LARGEST_MESSAGE_BYTES = 1024 * 1024;

/** Attributes that are whole numbers: their limits and defaults (API reference, `SetQueueAttributes`). */
const NUMBERS = {
  DelaySeconds: { min: 0, max: 900, default: 0 },
  MaximumMessageSize: { min: 1024, max: LARGEST_MESSAGE_BYTES, default: LARGEST_MESSAGE_BYTES },
  MessageRetentionPeriod: { min: 60, max: 14 * DAY_SECONDS, default: 4 * DAY_SECONDS },
  ReceiveMessageWaitTimeSeconds: { min: 0, max: 20, default: 0 },
  VisibilityTimeout: { min: 0, max: 12 * 60 * 60, default: 30 },
} as const;

const BOOLEANS = ["FifoQueue", "ContentBasedDeduplication", "SqsManagedSseEnabled"] as const;

/** Attributes that are kept and shown, and have no effect here or are read elsewhere. */
const TEXTS = [
  "Policy",
  "RedrivePolicy",
  "RedriveAllowPolicy",
  "DeduplicationScope",
  "FifoThroughputLimit",
  "KmsMasterKeyId",
  "KmsDataKeyReusePeriodSeconds",
] as const;

export type NumberAttribute = keyof typeof NUMBERS;
type BooleanAttribute = (typeof BOOLEANS)[number];
type TextAttribute = (typeof TEXTS)[number];
export type AttributeName = NumberAttribute | BooleanAttribute | TextAttribute;

/** A queue's attributes as they were set, each as the API's text. */
export type AttributeTexts = Readonly<Partial<Record<AttributeName, string>>>;

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

const isNumber = (name: string): name is NumberAttribute => Object.hasOwn(NUMBERS, name);
const isBoolean = (name: string): name is BooleanAttribute => (BOOLEANS as readonly string[]).includes(name);
const isText = (name: string): name is TextAttribute => (TEXTS as readonly string[]).includes(name);

/** Reads attributes as `CreateQueue` and `SetQueueAttributes` take them; throws the errors of these. */
export function readAttributes(input: Readonly<Record<string, string>>): AttributeTexts {
  const entries = Object.entries(input).map(([name, value]) => {
    if (!isValid(name, value)) throw sqsError("InvalidAttributeValue", `Invalid value for the parameter ${name}.`);
    // Python writes `True`.
    return [name, isBoolean(name) ? value.toLowerCase() : value];
  });
  const attributes: AttributeTexts = Object.fromEntries(entries);
  checkEncryption(attributes);
  // A key of one's own takes the place of SQS's, for good.
  return attributes.KmsMasterKeyId ? { SqsManagedSseEnabled: "false", ...attributes } : attributes;
}

/** Throws when a call asks for both kinds of encryption. */
function checkEncryption({ KmsMasterKeyId, SqsManagedSseEnabled }: AttributeTexts): void {
  if (KmsMasterKeyId && SqsManagedSseEnabled === "true")
    throw sqsError(
      "InvalidAttributeName",
      "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.",
    );
}

/** AWS's words for attributes that only FIFO queues have. */
const FIFO_ONLY: Readonly<Record<string, string>> = {
  FifoQueue: "Unknown Attribute FifoQueue.",
  ContentBasedDeduplication: "Unknown Attribute ContentBasedDeduplication.",
  DeduplicationScope: "You can specify the DeduplicationScope only when FifoQueue is set to true.",
  FifoThroughputLimit: "You can specify the FifoThroughputLimit only when FifoQueue is set to true.",
};

/** Throws when a standard queue would have an attribute of FIFO queues. */
export function checkQueueType(attributes: AttributeTexts): void {
  if (attributes.FifoQueue === "true") return;
  const name = Object.keys(attributes).find((each) => Object.hasOwn(FIFO_ONLY, each));
  if (name !== undefined) throw sqsError("InvalidAttributeName", FIFO_ONLY[name] ?? "");
}

function isValid(name: string, value: string): boolean {
  if (isNumber(name)) {
    const { min, max } = NUMBERS[name];
    return /^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max;
  }
  if (isBoolean(name)) return /^(?:true|false)$/i.test(value);
  if (name === "RedrivePolicy") return value === "" || redrivePolicy.safeParse(value).success;
  if (isText(name)) return true;
  throw sqsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
}

export const numberAttribute = (attributes: AttributeTexts, name: NumberAttribute) =>
  Number(attributes[name] ?? NUMBERS[name].default);

const jsonText = z.string().transform((text, context) => {
  const value = parseJson(text);
  if (value === undefined) context.addIssue("is no JSON");
  return value;
});

/** `maxReceiveCount` is 1 to 1,000. */
const redrivePolicy = jsonText.pipe(
  z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number().int().min(1).max(1000) }),
);

/** Undefined when the queue has no dead-letter queue. */
export function redrivePolicyOf({ RedrivePolicy }: AttributeTexts): RedrivePolicy | undefined {
  return RedrivePolicy ? redrivePolicy.parse(RedrivePolicy) : undefined;
}

/** Attributes that a queue has without having been given them. */
export function defaultAttributes({ FifoQueue }: AttributeTexts): Record<string, string> {
  const numbers = Object.entries(NUMBERS).map(([name, number]) => [name, String(number.default)]);
  const fifo = { ContentBasedDeduplication: "false", DeduplicationScope: "queue", FifoThroughputLimit: "perQueue" };
  return {
    ...Object.fromEntries(numbers),
    SqsManagedSseEnabled: "true",
    ...(FifoQueue === "true" && fifo),
  };
}
