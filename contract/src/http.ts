import * as z from "zod/mini";
import { json, printable, timestamp, traceparent } from "./define.ts";

// The HTTP API beside the WebSocket API: all that its code, its document and its tests are made of.

/** Seconds until the next minute. */
const retryAfterSeconds = z.int().check(z.minimum(1), z.maximum(60));

export interface ProblemEntry {
  readonly status: number;
  /** Text for people: what happened, and what to do. */
  readonly summary: string;
  /** Headers of its answers. */
  readonly headers?: Readonly<Record<string, z.ZodMiniType>>;
}

/**
 * Every `code` of an answer that is not a success. 401, 403, 404 for an unknown path and a 429 without a code are API
 * Gateway's own.
 */
export const PROBLEMS = {
  invalid_json: { status: 400, summary: "The body is not JSON." },
  invalid_request: { status: 400, summary: "The request does not have the form that it must have; see fields." },
  not_found: { status: 404, summary: "There is no such request." },
  too_large: { status: 413, summary: "The body is too large." },
  key_reused: { status: 422, summary: "This Idempotency-Key was used for another request." },
  rate_limited: {
    status: 429,
    summary: "Too many calls and messages of this user in this minute; see Retry-After.",
    headers: { "Retry-After": retryAfterSeconds },
  },
} as const satisfies Record<string, ProblemEntry>;

export type ProblemCode = keyof typeof PROBLEMS;

const WORK_NAME_MAX_LENGTH = 64;
const IDEMPOTENCY_KEY_MAX_LENGTH = 128;

/** Most bytes of a body: it is kept in the table, and paid for by size there. */
export const MAX_BODY_BYTES = 32 * 1024;

/** The header that makes a repeated request the same one. */
export const idempotencyKey = printable(IDEMPOTENCY_KEY_MAX_LENGTH);

export const ticketAnswer = z.object({ ticket: z.string(), expiresAt: timestamp });

export const requestBody = z.strictObject(
  { name: printable(WORK_NAME_MAX_LENGTH), input: z.optional(json) },
  "must be an object",
);

export const requestAccepted = z.object({ requestId: z.string() });

/** Failure with a code of the work's own; `failed` is for all that went wrong without one. */
const failure = z.object({ code: z.string(), message: z.string() });

export const requestState = z.discriminatedUnion("status", [
  z.object({ requestId: z.string(), status: z.literal("pending") }),
  z.object({ requestId: z.string(), status: z.literal("succeeded"), result: json }),
  z.object({ requestId: z.string(), status: z.literal("failed"), error: failure }),
]);

/** The `message` of the push that says that a request has ended; its `callback` is where to get the rest. */
export const requestEnded = z.object({
  requestId: z.string(),
  name: z.string(),
  status: z.enum(["succeeded", "failed"]),
});

export const problem = z.object({
  code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
  message: z.string(),
  fields: z.optional(z.array(z.object({ path: z.string(), message: z.string() }))),
});

export interface HttpOperation {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly headers?: Readonly<Record<string, z.ZodMiniType>>;
  readonly body?: z.ZodMiniType;
  readonly status: number;
  readonly answer: z.ZodMiniType;
  readonly example: unknown;
  readonly problems: readonly ProblemCode[];
}

const REQUEST_ID = "5f0e9a1c-3b64-4f2e-9d57-0c6f1f3f7a11";

/** All operations. One that is not listed here is in no document and no test. */
export const httpOperations = {
  createTicket: {
    method: "POST",
    path: "/tickets",
    summary: "Gives a ticket that opens one WebSocket in place of the token.",
    description:
      "For browsers, which can only put a token where it may be logged: a ticket is good once, for 30 seconds, and for the page that asked for it.",
    status: 201,
    answer: ticketAnswer,
    example: {
      ticket: "tkt_XoCHhI5Jj8wD2mUhmWcVwN8Vv4bXW2m6Zq0dYv1Vb3Y",
      expiresAt: "2026-01-31T12:00:30Z",
    },
    problems: ["rate_limited"],
  },
  createRequest: {
    method: "POST",
    path: "/requests",
    summary: "Asks for work that takes its time.",
    description:
      "Answers as soon as the request is kept. When it has ended, all connections of the user get a User Push Notification whose callback is the request's URL. With the same Idempotency-Key within 24 hours the same body is answered with the same requestId.",
    headers: { "Idempotency-Key": idempotencyKey, traceparent },
    body: requestBody,
    status: 202,
    answer: requestAccepted,
    example: { requestId: REQUEST_ID },
    problems: ["invalid_json", "invalid_request", "too_large", "key_reused", "rate_limited"],
  },
  getRequest: {
    method: "GET",
    path: "/requests/{id}",
    summary: "Says what has become of a request.",
    description: "For 24 hours, and only to the user whose request it is.",
    status: 200,
    answer: requestState,
    example: { requestId: REQUEST_ID, status: "succeeded", result: { words: 2 } },
    problems: ["not_found"],
  },
  cancelRequest: {
    method: "DELETE",
    path: "/requests/{id}",
    summary: "Cancels a request.",
    description:
      "Answers with what has become of it: failed with the code cancelled, or what it had ended with before. Work that is under way is told within seconds.",
    status: 200,
    answer: requestState,
    example: {
      requestId: REQUEST_ID,
      status: "failed",
      error: { code: "cancelled", message: "The request was cancelled." },
    },
    problems: ["not_found", "rate_limited"],
  },
} as const satisfies Record<string, HttpOperation>;

export type TicketAnswer = z.output<typeof ticketAnswer>;
export type RequestBody = z.output<typeof requestBody>;
export type RequestState = z.output<typeof requestState>;
export type RequestFailure = z.output<typeof failure>;
export type RequestEnded = z.output<typeof requestEnded>;
export type Problem = z.output<typeof problem>;

/** Returns the answer to a request that cannot be met. */
export function problemOf(code: ProblemCode, fields?: Problem["fields"]): Problem {
  return { code, message: PROBLEMS[code].summary, ...(fields && { fields }) };
}
