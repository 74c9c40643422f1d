import { type AttributeValue, typeOf, valueText } from "./attribute-values.ts";

/** The time at which an item expires, or the reason why it never does. */
export type Expiry =
  | { readonly kind: "expires"; readonly at: number; readonly leftMs: number }
  | { readonly kind: "never"; readonly why: string };

/** DynamoDB leaves items alone whose time is more than five years past. */
const OLDEST_MS = 5 * 365 * 24 * 60 * 60 * 1000;

/** Seconds of the year 5138: who writes more has written milliseconds. */
const LIKELY_MILLISECONDS = 100_000_000_000;

/** Reads the attribute that is a table's time to live. `now` is the engine's time, as is the answer: epoch milliseconds. */
export function expiryOf(value: AttributeValue, now: number): Expiry {
  if (typeOf(value) !== "N") return { kind: "never", why: "is no number, so it never expires" };
  const seconds = Number(valueText(value));
  if (seconds >= LIKELY_MILLISECONDS) return { kind: "never", why: "looks like milliseconds: DynamoDB wants seconds" };
  const at = seconds * 1000;
  if (now - at > OLDEST_MS) return { kind: "never", why: "is over five years past: DynamoDB leaves it alone" };
  return { kind: "expires", at, leftMs: at - now };
}
