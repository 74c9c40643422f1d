import { type Random, uuid } from "../../../kernel/random.ts";
import { invalidParameter, sqsError } from "./errors.ts";

/** Meaning of a receipt handle: one receive of one message. */
export interface Receipt {
  readonly messageId: string;
  readonly receipt: string;
}

/** A fresh name for one receive. */
export const newReceipt = (random: Random) => uuid(random);

export const formatReceiptHandle = ({ messageId, receipt }: Receipt) =>
  Buffer.from(`${messageId} ${receipt}`).toString("base64");

const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const RECEIPT = new RegExp(`^(${UUID}) (${UUID})$`);

/** Throws `ReceiptHandleIsInvalid` for a text that is none. */
export function parseReceiptHandle(handle: string): Receipt {
  const [, messageId, receipt] = RECEIPT.exec(Buffer.from(handle, "base64").toString()) ?? [];
  if (messageId && receipt) return { messageId, receipt };
  throw sqsError("ReceiptHandleIsInvalid", `The input receipt handle "${handle}" is not a valid receipt handle.`);
}

/** A FIFO queue deletes a message only while its receive holds it. */
export const receiptHandleExpired = (receipt: Receipt) =>
  invalidParameter("ReceiptHandle", formatReceiptHandle(receipt), "The receipt handle has expired.");
