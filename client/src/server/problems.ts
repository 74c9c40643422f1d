import type { EntryResult } from "./transport.ts";
import { textOf } from "./wait.ts";

/** Reason why an event was not taken. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly retryAfterMs?: number | undefined;
}

/**
 * Errors of entries that may pass (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html),
 * and of whole calls that come with a status which says otherwise.
 */
const PASSING = ["InternalFailure", "InternalException", "ThrottlingException", "ServiceUnavailable", "RequestTimeout"];

export function problemOfEntry(result: EntryResult | undefined): Problem {
  if (!result?.ErrorCode) return { code: "no_answer", message: "The answer tells nothing of it.", retryable: true };
  const { ErrorCode: code, ErrorMessage: message = "" } = result;
  return { code, message, retryable: PASSING.includes(code) };
}

/** Errors of the AWS SDK, as far as they are read, and of `overHttp`. */
interface CallError {
  readonly name?: string;
  readonly code?: unknown;
  readonly status?: number;
  readonly retryAfterMs?: number;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const FIRST_SERVER_ERROR = 500;
const TOO_MANY_REQUESTS = 429;

/** Returns the problem of a call that failed as a whole. Where no status came back the network failed, and may not again. */
export function problemOf(error: unknown): Problem {
  const { name = "", code = name, status, retryAfterMs, $metadata } = Object(error) as CallError;
  const answered = status ?? $metadata?.httpStatusCode;
  const isPassing = answered === undefined || answered >= FIRST_SERVER_ERROR || answered === TOO_MANY_REQUESTS;
  const retryable = isPassing || PASSING.includes(String(code)) || retryAfterMs !== undefined;
  return { code: String(code), message: textOf(error), retryable, retryAfterMs };
}
