import { createHash } from "node:crypto";
import type { MessageAttribute, MessageAttributes } from "./draft.ts";

/** The hexadecimal MD5 that SDKs compare with their own. */
export const md5OfText = (text: string) => createHash("md5").update(text).digest("hex");

/** The first byte of a value in the digest: text or bytes. */
const TEXT = 1;
const BINARY = 2;

/**
 * MD5 of message attributes: sorted by name, each as length-prefixed name, type and value.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 * Undefined when there is none.
 */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const digest = createHash("md5");
  for (const name of names) {
    const attribute = attributes[name] as MessageAttribute;
    const { DataType, StringValue, BinaryValue } = attribute;
    digest.update(prefixed(Buffer.from(name)));
    digest.update(prefixed(Buffer.from(DataType)));
    digest.update(Buffer.from([BinaryValue === undefined ? TEXT : BINARY]));
    digest.update(
      prefixed(BinaryValue === undefined ? Buffer.from(StringValue ?? "") : Buffer.from(BinaryValue, "base64")),
    );
  }
  return digest.digest("hex");
}

function prefixed(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
