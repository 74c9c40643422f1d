export interface ErrorCodeEntry {
  /** Text for people: what happened, and what to do. */
  readonly summary: string;
  /** True if the same message may succeed later on this connection. */
  readonly retryable: boolean;
  /** Close code: the connection is of no more use, so close it with this and connect again. */
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
  not_authorized: { summary: "The token of this connection does not allow that.", retryable: false },
  not_subscribed: { summary: "This needs a subscription of this connection to the entity.", retryable: false },
  rate_limited: { summary: "Too many messages; see retryAfterMs.", retryable: true },
  token_refused: { summary: "The new token does not count; the connection keeps the one it has.", retryable: false },
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

export interface DisconnectCodeEntry {
  /** Text for people: what happened, and what to do. */
  readonly summary: string;
  /** True if connecting again makes sense, with a new token where the code says so. */
  readonly reconnect: boolean;
}

/** Every `code` that a `disconnect` message can have. */
export const DISCONNECT_CODES = {
  token_expired: { summary: "The token of this connection has expired; connect with a new one.", reconnect: true },
  identity_changed: { summary: "The new token is somebody else's.", reconnect: false },
  kicked: { summary: "Somebody who may do so closed this connection.", reconnect: false },
  revoked: { summary: "The token of this connection no longer counts; sign in again.", reconnect: false },
  too_many_errors: { summary: "Too many messages of this connection were wrong.", reconnect: false },
  too_many_messages: {
    summary: "This connection went on sending at several times its rate; connect again later, and send less.",
    reconnect: true,
  },
  connection_unknown: { summary: "This connection is no longer registered; open another.", reconnect: true },
  too_slow: { summary: "Pushes to this connection failed time and again.", reconnect: true },
} as const satisfies Record<string, DisconnectCodeEntry>;

export type DisconnectCode = keyof typeof DISCONNECT_CODES;
