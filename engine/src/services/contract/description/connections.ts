export type ConnectionState = "open" | "closing" | "closed" | "refused";

/** A WebSocket connection, or a handshake that was refused, in short. Times are epoch milliseconds of engine time. */
export interface ConnectionSummary {
  readonly connectionId: string;
  readonly apiId: string;
  /** The logical id of its API. */
  readonly api: string;
  readonly stage: string;
  /** The `principalId` that the authorizer gave. Absent when none ran. */
  readonly user?: string;
  readonly state: ConnectionState;
  readonly connectedAt: number;
  readonly lastActiveAt: number;
  readonly framesIn: number;
  readonly bytesIn: number;
  readonly framesOut: number;
  readonly bytesOut: number;
  /** The route of the client's last message. */
  readonly lastRoute?: string;
  readonly endedAt?: number;
  readonly close?: { readonly code: number; readonly reason: string; readonly by: string };
  readonly refused?: { readonly status: number; readonly reason: string };
}

/** One message in either direction. */
export interface ConnectionFrame {
  /** Its number in the connection, from 1 on. */
  readonly seq: number;
  readonly at: number;
  readonly direction: "in" | "out";
  readonly source: string;
  readonly type: "text" | "binary";
  readonly bytes: number;
  readonly routeKey?: string;
  readonly requestId?: string;
  readonly text?: string;
  readonly base64?: string;
  /** Present when `text` or `base64` is the beginning only. */
  readonly isCut?: boolean;
}

type MultiValues = Readonly<Record<string, readonly string[]>>;

/** A connection with all that is known of it, without its tokens and secrets. */
export interface ConnectionDetail extends ConnectionSummary {
  /** Of its handshake. */
  readonly requestId: string;
  readonly domainName: string;
  /** `sourceIp` and `userAgent`. */
  readonly identity: Readonly<Record<string, string>>;
  /** False: neither what messages hold is kept, nor the rest. */
  readonly payloads: boolean;
  /** `principalId` and the authorizer's context. */
  readonly authorizer?: Readonly<Record<string, string>>;
  readonly headers?: MultiValues;
  readonly query?: MultiValues;
  /** Those that are kept, oldest first. */
  readonly frames: readonly ConnectionFrame[];
  /** The number of the oldest frame that is kept; those before are forgotten. */
  readonly firstFrame: number;
}

/** An answer of the kind that `@connections` gives. */
export interface ConnectionAnswer {
  readonly status: number;
  /** AWS's name of an error. */
  readonly error?: string;
  readonly message?: string;
}

/** Connections as those see and steer them who debug an API. */
export interface ConnectionControl {
  list(): { readonly open: readonly ConnectionSummary[]; readonly ended: readonly ConnectionSummary[] };
  /** With the frames above that number. Undefined for a connection that nothing is known of. */
  find(connectionId: string, afterFrame: number): ConnectionDetail | undefined;
  /** Sends a message as `POST @connections` does. */
  post(connectionId: string, data: Buffer): Promise<ConnectionAnswer>;
  /** Closes with a code that a server may send; without one as `DELETE @connections` does. */
  close(connectionId: string, code?: number, reason?: string): ConnectionAnswer;
  /** Ends the TCP connection without a close frame, as the fault `dropped` does. */
  drop(connectionId: string): ConnectionAnswer;
}
