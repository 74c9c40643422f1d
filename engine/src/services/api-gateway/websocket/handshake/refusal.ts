import { STATUS_CODES } from "node:http";
import { FAILURES, type IntegrationFailure } from "../integrations/result.ts";

/** A handshake that ends in an HTTP answer. */
export interface Refusal {
  readonly status: number;
  /** For the journal, and only there: outside all refusals of a kind look the same. */
  readonly reason: string;
  /** AWS's message; absent when an integration's own status is passed on. */
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The refusals of §1.3 with the bodies of §11. */
const ERRORS = {
  badRequest: { status: 400, message: "Bad Request" },
  unauthorized: { status: 401, message: "Unauthorized" },
  forbidden: { status: 403, message: "Forbidden" },
  uriTooLong: { status: 414, message: "URI Too Long" },
  tooManyRequests: { status: 429, message: "Too Many Requests" },
  internal: { status: 500, message: "Internal server error" },
  stopping: { status: 503, message: "Service Unavailable" },
} as const;

/** `x-amzn-ErrorType` as REST APIs have it. */
const ERROR_TYPES: Readonly<Record<number, string>> = {
  400: "BadRequestException",
  401: "UnauthorizedException",
  403: "ForbiddenException",
  414: "RequestUriTooLongException",
  415: "UnsupportedMediaTypeException",
  429: "TooManyRequestsException",
  503: "ServiceUnavailableException",
};
const SERVER_ERROR_TYPE = "InternalServerErrorException";

export type RefusalKind = keyof typeof ERRORS;

export const refusal = (kind: RefusalKind, reason: string, headers?: Refusal["headers"]): Refusal => ({
  ...ERRORS[kind],
  reason,
  ...(headers && { headers }),
});

/** What becomes of a handshake whose integration failed. */
export const failureRefusal = ({ failure, detail }: IntegrationFailure): Refusal => ({
  ...FAILURES[failure],
  reason: detail,
});

/** Passes an integration's own status on. */
export const statusRefusal = (status: number, reason: string): Refusal => ({ status, reason });

/** The bytes of the answer. The connection cannot be used again: it was about to become something else. */
export function encodeRefusal({ status, message, headers }: Refusal, requestId: string, epochMs: number): string {
  const body = message === undefined ? "" : JSON.stringify({ message });
  const lines = {
    Date: new Date(epochMs).toUTCString(),
    ...(message !== undefined && { "Content-Type": "application/json" }),
    "Content-Length": String(Buffer.byteLength(body)),
    Connection: "close",
    "x-amzn-RequestId": requestId,
    ...(message !== undefined && { "x-amzn-ErrorType": ERROR_TYPES[status] ?? SERVER_ERROR_TYPE }),
    ...headers,
  };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${head.join("")}\r\n${body}`;
}
