import type { Draft } from "../handshake/draft.ts";
import type { Payload } from "../messages/payload.ts";

/** An answer other than 101, as far as it is known. */
export interface Refusal {
  /** Undefined when a browser opened it, which keeps the answer to itself. */
  readonly answer?: {
    readonly status: number;
    readonly statusText: string;
    readonly body: string;
    readonly requestId?: string | undefined;
  };
  /** Said when nobody answered at all, or nothing was sent. */
  readonly failure?: string;
}

/** Callbacks of a socket: `opened` or `refused` first, `closed` once at the end of an opened one. */
export interface SocketListener {
  opened(subprotocol: string): void;
  refused(refusal: Refusal): void;
  message(payload: Payload): void;
  control(kind: "ping" | "pong"): void;
  closed(code: number, reason: string): void;
  /** Called with what could not be sent. */
  failed(message: string): void;
}

/** A socket that opens or is open. */
export interface Transport {
  send(payload: Payload): void;
  close(code: number, reason: string): void;
  /** Absent where a browser opened it. */
  readonly ping?: () => void;
  /** Ends its TCP connection without a close frame. Absent where a browser opened it. */
  readonly drop?: () => void;
}

export type OpenTransport = (draft: Draft, listener: SocketListener) => Transport;
