import { invalidParameter } from "./errors.ts";

/** Bytes of the largest message unless a topic says otherwise: 256 KiB (SNS quotas). */
export const LARGEST_PLAIN_MESSAGE_BYTES = 262_144;

/** Limits of `MaximumMessageSize` (SNS guide, "Publishing large messages"). */
const SMALLEST_LIMIT_BYTES = 1024;
const LARGEST_LIMIT_BYTES = 1_048_576;

/** Bytes of the largest message, and of the largest batch, that a topic takes. */
export const largestMessageBytes = (attributes: ReadonlyMap<string, string>) =>
  Number(attributes.get("MaximumMessageSize") ?? LARGEST_PLAIN_MESSAGE_BYTES);

/** Throws for a `MaximumMessageSize` out of its limits. */
export function checkMaximumMessageSize(text: string | undefined): void {
  if (text === undefined) return;
  const bytes = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN;
  if (bytes >= SMALLEST_LIMIT_BYTES && bytes <= LARGEST_LIMIT_BYTES) return;
  throw invalidParameter(
    `MaximumMessageSize Reason: ${text} is no whole number from ${SMALLEST_LIMIT_BYTES} to ${LARGEST_LIMIT_BYTES}`,
  );
}
