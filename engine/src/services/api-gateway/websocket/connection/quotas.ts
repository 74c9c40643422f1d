/** 2 hours; the connection is then closed with 1001 [7/connection-duration]. */
export const LONGEST_LIFE_MS = 2 * 60 * 60 * 1000;

/** 10 minutes without data in either direction; then 1001 [7/idle-timeout]. A ping is no data [9/ping-and-idle]. */
export const LONGEST_IDLE_MS = 10 * 60 * 1000;

/** 128 KB; a larger message closes with 1009, a larger `@connections` body is 413 [7/message-payload]. */
export const LARGEST_MESSAGE_BYTES = 128 * 1024;

/** 32 KB; a larger frame closes with 1009 [7/frame]. What is sent to clients is split accordingly [6.5/large-payload]. */
export const LARGEST_FRAME_BYTES = 32 * 1024;

/** Time that a client may take to answer a close frame; AWS ended an idle connection 3.9 s after its 10 minutes [1.5/1001-idle]. */
export const CLOSE_HANDSHAKE_MS = 4_000;

/**
 * Bytes that wait for a client that reads slowly; above, `@connections` answers 429 [6.4/429] and the client's own
 * messages are no longer read. AWS does not publish its number.
 */
export const LARGEST_SEND_BUFFER_BYTES = 1024 * 1024;

/** Messages of one connection that may wait for their integrations before its socket is no longer read. Our own bound. */
export const MOST_MESSAGES_IN_FLIGHT = 1_000;

/** 4096 characters [7/url-length]. */
export const LONGEST_URL = 4096;
