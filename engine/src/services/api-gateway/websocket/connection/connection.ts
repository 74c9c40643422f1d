import { isUtf8 } from "node:buffer";
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { Clock } from "../../../../kernel/clock.ts";
import type { ConnectionContext } from "../event/request.ts";
import type { FrameFacts } from "../inspection/frame-store.ts";
import type { ConnectionRecord } from "../inspection/record.ts";
import { CAUSES, causeOfError, closedByClient, type DisconnectCause } from "./close-causes.ts";
import { FrameMeter } from "./frame-meter.ts";
import {
  CLOSE_HANDSHAKE_MS,
  LARGEST_FRAME_BYTES,
  LARGEST_SEND_BUFFER_BYTES,
  LONGEST_IDLE_MS,
  LONGEST_LIFE_MS,
  MOST_MESSAGES_IN_FLIGHT,
} from "./quotas.ts";

export interface ConnectionOwner {
  readonly clock: Clock;
  /** Resolves when the message has been dealt with. Never rejects. */
  message(connection: Connection, text: string): Promise<void>;
  /** Called once, when the socket is gone. */
  closed(connection: Connection, cause: DisconnectCause): void;
}

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

/** A socket that is fresh from its handshake. */
export interface OpenedSocket {
  readonly socket: WebSocket;
  /** The TCP connection under it. */
  readonly stream: Duplex;
  readonly record: ConnectionRecord;
}

/** One open WebSocket: its limits, its life and what travels through it. */
export class Connection {
  readonly context: ConnectionContext;
  readonly record: ConnectionRecord;
  /** Epoch milliseconds of the last data in either direction. */
  lastActiveAt: number;
  #state: ConnectionState = "open";
  readonly #socket: WebSocket;
  readonly #owner: ConnectionOwner;
  readonly #meter = new FrameMeter();
  #received = 0;
  #inFlight = 0;
  #cause: DisconnectCause | undefined;
  #timer: Disposable | undefined;
  #isHalfOpen = false;

  constructor({ socket, stream, record }: OpenedSocket, owner: ConnectionOwner) {
    this.context = record.context;
    this.record = record;
    this.lastActiveAt = owner.clock.now();
    this.#socket = socket;
    this.#owner = owner;
    stream.prependListener("data", (chunk: Buffer) => this.#meter.read(chunk));
    // After `ws` has dealt with the messages that came before the frame that is too large.
    stream.on("data", () => this.#meter.exceeded && this.close(CAUSES.tooLarge));
    socket.on("message", (data: Buffer, isBinary: boolean) => this.#onMessage(data, isBinary));
    socket.on("error", (error: NodeJS.ErrnoException) => this.#onError(error));
    socket.on("close", (code: number, reason: Buffer) => this.#onClose(closedByClient(code, reason.toString())));
    this.#watch();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Epoch milliseconds at which each of its limits closes it. */
  get limits(): { readonly idleAt: number; readonly expiresAt: number } {
    return { idleAt: this.lastActiveAt + LONGEST_IDLE_MS, expiresAt: this.context.connectedAt + LONGEST_LIFE_MS };
  }

  /** Sends one message. Text that is none (invalid UTF-8) goes as binary. `gone` once it is closing. */
  send(data: string | Buffer, facts: FrameFacts): "sent" | "gone" {
    if (this.#state !== "open") return "gone";
    this.lastActiveAt = this.#owner.clock.now();
    this.record.sent(data, facts);
    if (this.#isHalfOpen) return "sent";
    const bytes = typeof data === "string" && isSurelySmall(data) ? data : bufferOf(data);
    const binary = typeof bytes !== "string" && !isUtf8(bytes);
    for (let at = 0; at === 0 || at < bytes.length; at += LARGEST_FRAME_BYTES) {
      const end = at + LARGEST_FRAME_BYTES;
      const part = typeof bytes === "string" ? bytes : bytes.subarray(at, end);
      this.#socket.send(part, { binary, fin: end >= bytes.length }, this.#onFlushed);
    }
    this.#regulate();
    return "sent";
  }

  /** True when the client reads so slowly that no more should be sent. */
  get isCongested(): boolean {
    return this.#socket.bufferedAmount > LARGEST_SEND_BUFFER_BYTES;
  }

  /** Begins to close with a close frame. No effect on a connection that is closing already. */
  close(cause: DisconnectCause): void {
    if (!this.#move("close")) return;
    this.#cause = cause;
    if (!this.#isHalfOpen) this.#socket.close(cause.code, cause.reason);
    // The client's close frame must be read even where its messages were not.
    this.#regulate();
    this.#expectEnd();
  }

  /** Ends the TCP connection without a close frame, as a lost network does. */
  terminate(): void {
    this.#socket.terminate();
  }

  /** Reads and writes nothing any more, as when a network dies without a word. Its limits go on and end it. */
  halfOpen(): void {
    this.#isHalfOpen = true;
    this.#socket.pause();
  }

  #move(signal: ConnectionSignal): boolean {
    const next = nextState(this.#state, signal);
    if (next) this.#state = next;
    return next !== undefined;
  }

  #onMessage(data: Buffer, isBinary: boolean): void {
    this.#received += 1;
    const isTooLate = this.#meter.exceeded && this.#received > this.#meter.messages;
    if (this.#state !== "open" || isTooLate || this.#isHalfOpen) return;
    if (isBinary) this.#refuseBinary(data);
    else this.#handle(data.toString());
  }

  #refuseBinary(data: Buffer): void {
    this.record.receivedBinary(data);
    this.close(CAUSES.binary);
  }

  #handle(text: string): void {
    this.lastActiveAt = this.#owner.clock.now();
    this.#inFlight += 1;
    this.#regulate();
    void this.#owner.message(this, text).then(this.#onHandled);
  }

  readonly #onHandled = () => {
    this.#inFlight -= 1;
    this.#regulate();
  };

  readonly #onFlushed = () => this.#regulate();

  /** Stops reading a client that sends faster than its messages are handled, or does not take what it is sent. */
  #regulate(): void {
    const isBusy = this.#state === "open" && (this.#inFlight > MOST_MESSAGES_IN_FLIGHT || this.isCongested);
    if (this.#isHalfOpen || isBusy === this.#socket.isPaused) return;
    if (isBusy) this.#socket.pause();
    else this.#socket.resume();
  }

  #onError(error: NodeJS.ErrnoException): void {
    const cause = causeOfError(error);
    // `ws` has sent the close frame itself.
    if (!cause || !this.#move("close")) return;
    this.#cause = cause;
    this.#expectEnd();
  }

  #onClose(cause: DisconnectCause): void {
    this.#timer?.[Symbol.dispose]();
    if (this.#move("end")) this.#owner.closed(this, this.#cause ?? cause);
  }

  /** One timer for both limits, set again only when it rings: traffic costs nothing. */
  #watch(): void {
    const { clock } = this.#owner;
    const { idleAt, expiresAt } = this.limits;
    const now = clock.now();
    if (now >= expiresAt) this.close(CAUSES.expired);
    else if (now >= idleAt) this.close(CAUSES.idle);
    else this.#timer = clock.after(Math.min(idleAt, expiresAt) - now, () => this.#watch());
  }

  #expectEnd(): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = this.#owner.clock.after(CLOSE_HANDSHAKE_MS, () => this.terminate());
  }
}

const bufferOf = (data: string | Buffer) => (typeof data === "string" ? Buffer.from(data) : data);

/** No character takes more than three bytes a UTF-16 unit. */
const isSurelySmall = (text: string) => text.length * 3 <= LARGEST_FRAME_BYTES;

/** The open connections by id. */
export class Connections {
  readonly #byId = new Map<string, Connection>();
  readonly #waiting: (() => void)[] = [];

  add(connection: Connection): void {
    this.#byId.set(connection.context.connectionId, connection);
  }

  delete({ context }: Connection): void {
    this.#byId.delete(context.connectionId);
    if (this.#byId.size === 0) for (const tell of this.#waiting.splice(0)) tell();
  }

  /** Resolves once none is left. */
  empty(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#byId.size === 0) resolve();
      else this.#waiting.push(resolve);
    });
  }

  find(id: string): Connection | undefined {
    return this.#byId.get(id);
  }

  [Symbol.iterator](): IterableIterator<Connection> {
    return this.#byId.values();
  }
}
