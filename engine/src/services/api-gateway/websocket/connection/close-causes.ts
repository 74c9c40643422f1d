/**
 * The side that ended a connection: the client, API Gateway's own rules, `DELETE @connections`, the engine by stopping, or
 * somebody who debugs, by a control endpoint.
 */
export type Closer = "client" | "gateway" | "management" | "engine" | "control";

/** Cause of an end, as `$disconnect` is told it [2.6/disconnect-fields]. */
export interface DisconnectCause {
  readonly code: number;
  readonly reason: string;
  readonly by: Closer;
}

/** Closes that start here. Where AWS's reason is unknown it is empty [1.5/1003]. */
export const CAUSES = {
  deleted: { code: 1000, reason: "Connection Closed Normally", by: "management" },
  idle: { code: 1001, reason: "Going away", by: "gateway" },
  expired: { code: 1001, reason: "Going away", by: "gateway" },
  stopping: { code: 1001, reason: "Going away", by: "engine" },
  binary: { code: 1003, reason: "", by: "gateway" },
  tooLarge: { code: 1009, reason: "", by: "gateway" },
} as const satisfies Record<string, DisconnectCause>;

/** RFC 6455, section 7.4.1. The last two never travel in a frame: it had no code, or there was none. */
const NORMAL = 1000;
const PROTOCOL_ERROR = 1002;
const NO_STATUS = 1005;
const ABNORMAL = 1006;

const REASON_WHEN_EMPTY: Readonly<Record<number, string>> = {
  [NORMAL]: "Connection Closed Normally",
  [NO_STATUS]: "Client-side close frame status not set",
};

/** A close by the client: its own reason is passed on, even an empty one, but for two codes. */
export const closedByClient = (code: number, reason: string): DisconnectCause => ({
  code,
  reason: reason === "" ? (REASON_WHEN_EMPTY[code] ?? "") : reason,
  by: "client",
});

/** Codes that only say that there was no close frame or none with a code, and the one that clients alone send (1010). */
const NOT_OF_SERVERS: ReadonlySet<number> = new Set([1004, NO_STATUS, ABNORMAL, 1010]);

/** Tells whether a server may close with a code: those registered with IANA, those of libraries, and private ones. */
export const serverMaySend = (code: number): boolean =>
  Number.isInteger(code) &&
  ((code >= 3000 && code <= 4999) || (code >= 1000 && code <= 1014 && !NOT_OF_SERVERS.has(code)));

/** A control frame's payload has 125 bytes at most, two of which are the code (RFC 6455, section 5.5). */
const LONGEST_REASON_BYTES = 123;

export const reasonFits = (reason: string): boolean => Buffer.byteLength(reason) <= LONGEST_REASON_BYTES;

/** The client's TCP connection ended without a close frame. */
export const LOST: DisconnectCause = { code: ABNORMAL, reason: "", by: "client" };

/** Codes with which `ws` answers frames that break the protocol, by its error codes. */
const PROTOCOL_ERRORS: Readonly<Record<string, number>> = {
  WS_ERR_INVALID_UTF8: 1007,
  WS_ERR_TOO_MANY_BUFFERED_PARTS: 1008,
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: 1009,
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 1009,
};

/** The end that an error of the socket comes to; undefined when it is the network's: then its end follows. */
export const causeOfError = ({ code = "" }: { readonly code?: string }): DisconnectCause | undefined =>
  code.startsWith("WS_ERR_") ? { code: PROTOCOL_ERRORS[code] ?? PROTOCOL_ERROR, reason: "", by: "gateway" } : undefined;
