import type { WebSocketConstructor, WebSocketLike } from "../../src/index.ts";

export type Message = Readonly<Record<string, unknown>>;
type On = ((event: never) => void) | null;

/** A WebSocket whose other end is the test. */
export class FakeSocket implements WebSocketLike {
  onopen: On = null;
  onmessage: On = null;
  onclose: On = null;
  onerror: On = null;
  readonly url: string;
  readonly protocols: readonly string[];
  readonly sent: Message[] = [];
  /** Code that the client has closed it with; undefined before. */
  closedWith: number | undefined;

  constructor(url: string, protocols: string[] = []) {
    this.url = url;
    this.protocols = protocols;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(code?: number): void {
    this.closedWith = code;
  }

  open(): void {
    this.#fire(this.onopen, {});
  }

  receive(data: unknown): void {
    this.#fire(this.onmessage, { data: typeof data === "string" ? data : JSON.stringify(data) });
  }

  receiveRaw(data: unknown): void {
    this.#fire(this.onmessage, { data });
  }

  end(code = 1006, reason = ""): void {
    this.#fire(this.onclose, { code, reason });
  }

  fail(message: string): void {
    this.failWithoutClosing(message);
    this.end();
  }

  /** Fails as Node 22's does where a handshake is refused. */
  failWithoutClosing(message: string): void {
    this.#fire(this.onerror, { message });
  }

  /** Returns the newest request with this action. */
  request(action: string): Message {
    const found = this.sent.filter((message) => message.action === action).at(-1);
    if (!found) throw new Error(`No ${action} was sent, but ${JSON.stringify(this.sent)}`);
    return found;
  }

  /** Answers the newest request with this action. */
  answer(action: string, answer: Message): void {
    this.receive({ requestId: this.request(action).requestId, ...answer });
  }

  #fire(handler: On, event: object): void {
    handler?.call(undefined, event as never);
  }
}

/** Returns a constructor and the sockets that it made, oldest first. */
export function createFakeWebSocket(): { WebSocket: WebSocketConstructor; sockets: FakeSocket[] } {
  const sockets: FakeSocket[] = [];
  class Recorded extends FakeSocket {
    constructor(url: string, protocols?: string[]) {
      super(url, protocols);
      sockets.push(this);
    }
  }
  return { WebSocket: Recorded, sockets };
}
