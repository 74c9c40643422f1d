import { createHash } from "node:crypto";
import { parseJson } from "../../../kernel/parse-json.ts";
import { invalidParameter } from "./errors.ts";

/** A message attribute, in the shape of the API. Binary values are base64 text. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: string | undefined;
}

/** A message as it is published. */
export interface Publication {
  readonly message: string;
  readonly subject?: string | undefined;
  /** `json`: the message holds a text for each protocol. */
  readonly structure?: string | undefined;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
  /** X-Ray's header, for queues. */
  readonly traceHeader?: string | undefined;
}

/** Size of the largest message: 256 KB (SNS quotas). */
export const LARGEST_MESSAGE_BYTES = 262_144;

const LONGEST_SUBJECT = 100;

/** Throws the error of `Publish` when a topic does not take the message. */
export function checkPublication(publication: Publication, { fifo }: { readonly fifo: boolean }): void {
  const { message, subject, structure, attributes, groupId } = publication;
  if (message === "") throw invalidParameter("Empty message");
  if (publicationBytes(publication) > LARGEST_MESSAGE_BYTES) throw invalidParameter("Message too long");
  if (subject !== undefined && !isSubject(subject)) throw invalidParameter("Subject");
  if (structure === "json") readStructure(message);
  for (const [name, attribute] of Object.entries(attributes)) checkAttribute(name, attribute);
  if (fifo && groupId === undefined) throw invalidParameter("The MessageGroupId parameter is required for FIFO topics");
}

const isSubject = (subject: string) =>
  subject.length > 0 && subject.length <= LONGEST_SUBJECT && !/[\p{Cc}]/u.test(subject);

/** Bytes that count towards the size quota. */
export function publicationBytes({ message, attributes }: Pick<Publication, "message" | "attributes">): number {
  const sizes = Object.entries(attributes).map(
    ([name, { DataType, StringValue = "", BinaryValue = "" }]) =>
      Buffer.byteLength(name + DataType + StringValue) + Buffer.byteLength(BinaryValue, "base64"),
  );
  return sizes.reduce((sum, size) => sum + size, Buffer.byteLength(message));
}

function checkAttribute(name: string, { DataType, StringValue, BinaryValue }: MessageAttribute): void {
  const [, type] = /^(String|String\.Array|Number|Binary)$/.exec(DataType) ?? [];
  if (!type)
    throw invalidParameter(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  if (!(type === "Binary" ? BinaryValue : StringValue))
    throw invalidParameter(
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`,
    );
  if (type === "Number" && !Number.isFinite(Number(StringValue)))
    throw invalidParameter(`Could not cast message attribute '${name}' value to number.`);
}

/** The texts of a message of structure `json`, by protocol. */
function readStructure(message: string): Readonly<Record<string, unknown>> {
  const texts = parseJson(message);
  if (texts === undefined) throw invalidParameter("Message Structure - JSON message body failed to parse");
  if (typeof texts === "object" && texts !== null && "default" in texts && typeof texts.default === "string")
    return texts as Record<string, unknown>;
  throw invalidParameter("Message Structure - No default entry in JSON message body");
}

/** The text that subscribers of a protocol get. */
export function messageFor(protocol: string, { message, structure }: Publication): string {
  if (structure !== "json") return message;
  const texts = readStructure(message);
  const text = texts[protocol];
  return String(typeof text === "string" ? text : texts.default);
}

/** Identity by which a FIFO topic knows that a message was published before. */
export function deduplicationIdOf(
  { deduplicationId, message }: Publication,
  { contentBased }: { readonly contentBased: boolean },
): string {
  if (deduplicationId !== undefined) return deduplicationId;
  if (contentBased) return createHash("sha256").update(message).digest("hex");
  throw invalidParameter(
    "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
  );
}
