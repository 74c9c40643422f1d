export interface ErrorCodeEntry {
  /** For people: what happened, and what to do. */
  readonly summary: string;
  /** Whether the same message may succeed later on this connection. */
  readonly retryable: boolean;
  /** The connection is of no more use: close it with this code and connect again. */
  readonly closeCode?: number;
}

/** Every `code` that an `error` message can have. Clients may rely on the codes; summaries may change. */
export const ERROR_CODES = {
  invalid_json: { summary: "The message is not JSON.", retryable: false },
  invalid_message: { summary: "The message does not have the form of its action; see fields.", retryable: false },
  unknown_action: { summary: "There is no such action.", retryable: false },
  too_many_subscriptions: {
    summary: "This connection has as many subscriptions as it may have; unsubscribe from one first.",
    retryable: true,
  },
  token_expired: {
    summary: "The token that this connection was opened with has expired.",
    retryable: false,
    closeCode: 4401,
  },
  connection_unknown: {
    summary: "This connection is no longer registered, so nothing would be pushed to it.",
    retryable: false,
    closeCode: 4404,
  },
} as const satisfies Record<string, ErrorCodeEntry>;

export type ErrorCode = keyof typeof ERROR_CODES;
