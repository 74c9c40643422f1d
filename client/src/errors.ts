import type { ErrorCode as ContractErrorCode } from "@portcullis/contract";

interface ErrorEntry {
  /** True if the same may succeed later. The client itself tries again, where it can. */
  readonly retryable: boolean;
  /** Close code: the socket is of no more use, and another is opened. */
  readonly closeCode?: number;
}

const PASSING: ErrorEntry = { retryable: true };
const LASTING: ErrorEntry = { retryable: false };

/** Errors between this client and its surroundings. The README explains each. */
const CLIENT_ERRORS = {
  client_disconnected: LASTING,
  connection_lost: PASSING,
  handshake_failed: PASSING,
  connect_timeout: PASSING,
  heartbeat_timeout: PASSING,
  offline: PASSING,
  hidden: PASSING,
  server_disconnect: PASSING,
  unauthorized: LASTING,
  token_failed: PASSING,
  invalid_token: LASTING,
  request_timeout: PASSING,
  gateway_error: PASSING,
  server_error: LASTING,
  invalid_frame: LASTING,
  handler_failed: LASTING,
  aborted: LASTING,
  slow_consumer: LASTING,
  unsubscribed: LASTING,
  timeout: PASSING,
  invalid_option: LASTING,
  no_web_socket: LASTING,
};

/** Errors that the server may answer: the contract's codes. */
const SERVER_ERRORS: Readonly<Record<ContractErrorCode, ErrorEntry>> = {
  invalid_json: LASTING,
  invalid_message: LASTING,
  unknown_action: LASTING,
  too_many_subscriptions: PASSING,
  not_authorized: LASTING,
  not_subscribed: LASTING,
  rate_limited: PASSING,
  token_refused: LASTING,
  token_expired: { retryable: true, closeCode: 4401 },
  connection_unknown: { retryable: true, closeCode: 4404 },
};

export const ERRORS: Readonly<Record<ErrorCode, ErrorEntry>> = { ...CLIENT_ERRORS, ...SERVER_ERRORS };

export type ErrorCode = keyof typeof CLIENT_ERRORS | ContractErrorCode;

const DOCS_URL = "https://www.npmjs.com/package/@portcullis/client";

export interface ErrorDetails {
  readonly cause?: unknown;
  /** Set where it differs from what is usual for the code. */
  readonly retryable?: boolean | undefined;
  /** Time before which the server asks not to be tried again. */
  readonly retryAfterMs?: number | undefined;
  /** The server's own code, where it is none of `ErrorCode`. */
  readonly serverCode?: string;
  /** Mistakes in a message, by path. */
  readonly fields?: readonly { readonly path: string; readonly message: string }[] | undefined;
}

/** Every error that this package throws or reports. Tell them apart by `code`. */
export class PortcullisError extends Error {
  override readonly name: string = "PortcullisError";
  declare readonly code: ErrorCode;
  declare readonly retryable: boolean;
  /** URL of the code's explanation. */
  declare readonly docsUrl: string;
  declare readonly details: ErrorDetails;

  constructor(code: ErrorCode, message = code.replaceAll("_", " "), details: ErrorDetails = {}) {
    super(message, details);
    this.code = code;
    this.retryable = details.retryable ?? ERRORS[code].retryable;
    this.docsUrl = `${DOCS_URL}#${code}`;
    this.details = details;
  }
}

/** Returns the error that the server tells of. A code that is not in the contract becomes `fallback`, and a detail. */
export function serverError(code: string, fallback: ErrorCode, message?: string, details?: ErrorDetails) {
  if (isServerCode(code)) return new PortcullisError(code, message, details);
  return new PortcullisError(fallback, message, { ...details, serverCode: code });
}

/** Returns the code to close a connection with after this error; undefined if it can go on. */
export const closeCodeOf = (code: string): number | undefined =>
  (ERRORS as Readonly<Record<string, ErrorEntry | undefined>>)[code]?.closeCode;

const isServerCode = (code: string): code is ContractErrorCode => Object.keys(SERVER_ERRORS).includes(code);

/** Thrown by `getToken` when there is no hope: the client disconnects and does not try again. */
export class UnauthorizedError extends PortcullisError {
  override readonly name = "UnauthorizedError";

  constructor(message?: string) {
    super("unauthorized", message);
  }
}

/** Looks at the name, since two copies of this package may be on one page. */
export const isUnauthorized = (error: unknown): boolean => error instanceof Error && error.name === "UnauthorizedError";

/** Returns the message of whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
