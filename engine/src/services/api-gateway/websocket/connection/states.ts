/** A connection exists from its 101 on; until then it is a handshake. */
export type ConnectionState = "open" | "closing" | "closed";

export type ConnectionSignal =
  /** We send a close frame and wait for the client's. */
  | "close"
  /** The socket is gone, after both close frames or without. */
  | "end";

const TRANSITIONS: Readonly<Record<ConnectionState, Partial<Record<ConnectionSignal, ConnectionState>>>> = {
  open: { close: "closing", end: "closed" },
  closing: { end: "closed" },
  closed: {},
};

/** Undefined when the signal means nothing in this state: two sides may close at once. */
export const nextState = (state: ConnectionState, signal: ConnectionSignal): ConnectionState | undefined =>
  TRANSITIONS[state][signal];
