import { createHash } from "node:crypto";
import { parseJson } from "../../../kernel/parse-json.ts";
import { invalidParameter } from "./errors.ts";
import { checkAttributes, type MessageAttributes } from "./message-attributes.ts";
import { largestMessageBytes } from "./topic-attributes.ts";

/** A message as it is published. */
export interface Publication {
  readonly message: string;
  readonly subject?: string | undefined;
  /** `json`: the message holds a text for each protocol. */
  readonly structure?: string | undefined;
  readonly attributes: MessageAttributes;
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
  /** X-Ray's header, for queues. */
  readonly traceHeader?: string | undefined;
}

const LONGEST_SUBJECT = 100;

/** The part of a topic that decides which messages it takes. */
interface Acceptance {
  readonly fifo: boolean;
  readonly attributes: ReadonlyMap<string, string>;
}

/** Throws the error of `Publish` when a topic does not take the message. */
export function checkPublication(publication: Publication, topic: Acceptance): void {
  const { message, subject } = publication;
  if (message === "") throw invalidParameter("Empty message");
  if (publicationBytes(publication) > largestMessageBytes(topic.attributes)) throw invalidParameter("Message too long");
  if (subject !== undefined && !isSubject(subject)) throw invalidParameter("Subject");
  checkForm(publication, topic);
}

/** Throws the errors for which `PublishBatch` fails as a whole, whatever its other messages. */
export function checkForm(publication: Publication, topic: Acceptance): void {
  const { message, structure, attributes, groupId, deduplicationId } = publication;
  if (structure === "json") readStructure(message);
  checkAttributes(attributes);
  if (!topic.fifo && deduplicationId !== undefined)
    throw invalidParameter(
      "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type",
    );
  if (!topic.fifo) return;
  if (groupId === undefined) throw invalidParameter("The MessageGroupId parameter is required for FIFO topics");
  deduplicationIdOf(publication, topic);
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
  { attributes }: Pick<Acceptance, "attributes">,
): string {
  if (deduplicationId !== undefined) return deduplicationId;
  if (attributes.get("ContentBasedDeduplication") === "true") return createHash("sha256").update(message).digest("hex");
  throw invalidParameter(
    "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
  );
}
