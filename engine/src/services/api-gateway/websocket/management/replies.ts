import type { HttpReply } from "../../../../wire/http.ts";

/** The errors of `@connections` (§6.4). */
const ERRORS = {
  BadRequestException: 400,
  ForbiddenException: 403,
  AccessDeniedException: 403,
  GoneException: 410,
  PayloadTooLargeException: 413,
  LimitExceededException: 429,
} as const;

/** An error in AWS's form: its type in a header; without a message the body is empty. */
export function errorReply(type: string, status: number, message?: string): HttpReply {
  const headers = { "x-amzn-errortype": type };
  if (message === undefined) return { status, headers };
  return {
    status,
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ message }),
  };
}

export const managementError = (type: keyof typeof ERRORS, message?: string): HttpReply =>
  errorReply(type, ERRORS[type], message);
