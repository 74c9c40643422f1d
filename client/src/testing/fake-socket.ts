import type { WebSocketConstructor, WebSocketLike } from "../index.ts";

export type Message = Readonly<Record<string, unknown>>;

/** The server's end of a socket. */
export interface ServerEnd {
  send(message: unknown): void;
  /** Ends it, with or without a close frame. */
  end(code: number): void;
}

/** The part of a server that sockets meet. */
export interface Door {
  /** Lets a socket in, or refuses its handshake by returning false. */
  opened(socket: ServerEnd): boolean;
  received(socket: ServerEnd, message: Message): void;
  closed(socket: ServerEnd): void;
}

const ABNORMAL_CLOSURE = 1006;

type On = ((event: never) => void) | null;

/** Returns a constructor of sockets that lead to a server in the same process. */
export function socketsTo(door: Door): WebSocketConstructor {
  return class implements WebSocketLike {
    onopen: On = null;
    onmessage: On = null;
    onclose: On = null;
    onerror: On = null;
    #isOpen = true;
    readonly #server: ServerEnd = {
      send: (message) => this.#isOpen && tell(this.onmessage, { data: JSON.stringify(message) }),
      end: (code) => this.#end(code),
    };

    constructor() {
      // As all sockets do: after those who opened it have said where to listen.
      queueMicrotask(() => {
        if (!this.#isOpen) return;
        if (door.opened(this.#server)) tell(this.onopen, {});
        else this.#end(ABNORMAL_CLOSURE);
      });
    }

    send(text: string): void {
      if (this.#isOpen) queueMicrotask(() => this.#isOpen && door.received(this.#server, JSON.parse(text)));
    }

    close(): void {
      this.#isOpen = false;
      door.closed(this.#server);
    }

    #end(code: number): void {
      if (!this.#isOpen) return;
      this.close();
      tell(this.onclose, { code, reason: "" });
    }
  };
}

const tell = (handler: On, event: object): void => handler?.call(undefined, event as never);
