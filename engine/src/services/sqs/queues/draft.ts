import { createHash } from "node:crypto";
import { LARGEST_MESSAGE_BYTES } from "./attributes.ts";
import { invalidParameter, sqsError } from "./errors.ts";

/** A message attribute, in the shape of the API's JSON. Binary values are base64 text. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: string | undefined;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** A message as its sender gives it. */
export interface Draft {
  readonly body: string;
  readonly attributes?: MessageAttributes | undefined;
  readonly traceHeader?: string | undefined;
  readonly senderId: string;
  readonly delaySeconds?: number | undefined;
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
}

/** Attributes of a queue that decide which messages it takes. */
export interface Acceptance {
  readonly fifo: boolean;
  readonly contentBasedDeduplication: boolean;
  readonly maximumBytes: number;
}

/** SQS quotas: a message has at most 10 attributes. */
const MOST_ATTRIBUTES = 10;

const UNSENDABLE_CHARACTER = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;
const ATTRIBUTE_NAME = /^(?!(?:aws|amazon)\.)(?!\.)(?!.*\.\.)[\w.-]{1,256}(?<!\.)$/i;
const ATTRIBUTE_TYPE = /^(String|Number|Binary)(\..+)?$/;
const ID = /^[A-Za-z0-9!-/:-@[-`{-~]{1,128}$/;

const NOT_FOR_THIS_TYPE = "The request include parameter that is not valid for this queue type.";

/** Throws the error of `SendMessage` when the queue does not take `draft`. */
export function checkDraft(draft: Draft, { fifo, maximumBytes }: Acceptance): void {
  checkBody(draft.body);
  checkAttributes(draft.attributes ?? {});
  if (draftBytes(draft) > maximumBytes) throw tooLong(maximumBytes);
  if (draft.groupId !== undefined) checkId("MessageGroupId", draft.groupId);
  if (draft.deduplicationId !== undefined) checkId("MessageDeduplicationId", draft.deduplicationId);
  if (fifo) checkFifoDraft(draft);
  else if (draft.deduplicationId !== undefined)
    throw invalidParameter("MessageDeduplicationId", draft.deduplicationId, NOT_FOR_THIS_TYPE);
}

function checkFifoDraft({ groupId, delaySeconds }: Draft): void {
  if (groupId === undefined) throw missing("MessageGroupId");
  // A delay of 0 is taken, and is the queue's.
  if (delaySeconds) throw invalidParameter("DelaySeconds", delaySeconds, NOT_FOR_THIS_TYPE);
}

/** The part of a draft by which a FIFO queue knows it. */
export type Identified = Pick<Draft, "body" | "groupId" | "deduplicationId">;

/** Throws the errors for which a batch to a FIFO queue fails as a whole: here the missing group has another code. */
export function checkFifoIds(draft: Identified, acceptance: Acceptance): void {
  if (!acceptance.fifo) return;
  if (draft.groupId === undefined) throw invalidValue(missing("MessageGroupId").message);
  deduplicationIdOf(draft, acceptance);
}

/** Identity by which a FIFO queue knows that a message was sent before. */
export function deduplicationIdOf(
  { deduplicationId, body }: Pick<Draft, "body" | "deduplicationId">,
  { contentBasedDeduplication }: Acceptance,
): string {
  if (deduplicationId !== undefined) return deduplicationId;
  if (contentBasedDeduplication) return createHash("sha256").update(body).digest("hex");
  throw sqsError(
    "InvalidParameterValueException",
    "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
  );
}

/** Bytes that count towards the size quota: body, and name, type and value of each attribute. */
export function draftBytes({ body, attributes = {} }: Pick<Draft, "body" | "attributes">): number {
  const sizes = Object.entries(attributes).map(
    ([name, { DataType, StringValue, BinaryValue }]) =>
      Buffer.byteLength(name + DataType) +
      Buffer.byteLength(StringValue ?? "") +
      Buffer.byteLength(BinaryValue ?? "", "base64"),
  );
  return sizes.reduce((sum, size) => sum + size, Buffer.byteLength(body));
}

const missing = (name: string) =>
  sqsError("MissingRequiredParameterException", `The request must contain the parameter ${name}.`);

const tooLong = (maximumBytes: number = LARGEST_MESSAGE_BYTES) =>
  sqsError(
    "InvalidParameterValueException",
    `One or more parameters are invalid. Reason: Message must be shorter than ${maximumBytes} bytes.`,
  );

function checkBody(body: string): void {
  if (body === "") throw missing("MessageBody");
  const [unsendable] = UNSENDABLE_CHARACTER.exec(body) ?? [];
  if (unsendable === undefined) return;
  throw sqsError(
    "InvalidMessageContents",
    `Invalid binary character '#x${unsendable.codePointAt(0)?.toString(16).toUpperCase()}' was found in the message body, the set of allowed characters is #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF`,
  );
}

function checkId(name: string, value: string): void {
  if (ID.test(value)) return;
  throw invalidParameter(
    name,
    value,
    `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  );
}

function checkAttributes(attributes: MessageAttributes): void {
  const entries = Object.entries(attributes);
  if (entries.length > MOST_ATTRIBUTES)
    throw invalidValue(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${MOST_ATTRIBUTES}].`,
    );
  for (const [name, attribute] of entries) checkAttribute(name, attribute);
}

const invalidValue = (message: string) => sqsError("InvalidParameterValueException", message);

function checkAttribute(name: string, { DataType, StringValue, BinaryValue }: MessageAttribute): void {
  if (!ATTRIBUTE_NAME.test(name)) throw invalidValue(`The message attribute name '${name}' is invalid.`);
  const [, type] = ATTRIBUTE_TYPE.exec(DataType) ?? [];
  if (!type)
    throw invalidValue(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  if (!(type === "Binary" ? BinaryValue : StringValue))
    throw invalidValue(`Message (user) attribute '${name}' must contain a non-empty value of type '${type}'.`);
  if (type === "Number" && !Number.isFinite(Number(StringValue)))
    throw invalidValue(`Can't cast the value of message (user) attribute '${name}' to a number.`);
}
