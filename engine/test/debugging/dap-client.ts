import { once } from "node:events";
import { createConnection, type Socket } from "node:net";

interface DapMessage {
  readonly type: "event" | "response";
  readonly event?: string;
  readonly request_seq?: number;
  readonly success?: boolean;
  readonly message?: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** A debugger that speaks the Debug Adapter Protocol, with what the tests need of one. */
export class DapClient implements AsyncDisposable {
  readonly #socket: Socket;
  readonly #messages: DapMessage[] = [];
  readonly #waiting: (() => void)[] = [];
  #rest = Buffer.alloc(0);
  #lastSeq = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
  }

  static async connect(port: number): Promise<DapClient> {
    const socket = createConnection(port, "127.0.0.1");
    await once(socket, "connect");
    return new DapClient(socket);
  }

  /** Attaches, with a breakpoint at a line. */
  async attach(path: string, line: number): Promise<void> {
    await this.request("initialize", { adapterID: "test", pathFormat: "path" });
    const attached = this.request("attach", { type: "python", request: "attach", name: "test" });
    await this.event("initialized");
    await this.request("setBreakpoints", { source: { path }, breakpoints: [{ line }] });
    await this.request("configurationDone", { name: "test" });
    await attached;
  }

  async request(command: string, args: object): Promise<Readonly<Record<string, unknown>>> {
    const seq = ++this.#lastSeq;
    const text = JSON.stringify({ seq, type: "request", command, arguments: args });
    this.#socket.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    const { success, message, body = {} } = await this.#next(({ request_seq }) => request_seq === seq);
    if (!success) throw new Error(`${command}: ${message}`);
    return body;
  }

  async event(name: string): Promise<Readonly<Record<string, unknown>>> {
    const { body = {} } = await this.#next(({ event }) => event === name);
    return body;
  }

  async [Symbol.asyncDispose]() {
    if (this.#socket.closed) return;
    this.#socket.destroy();
    await once(this.#socket, "close");
  }

  async #next(isIt: (message: DapMessage) => boolean): Promise<DapMessage> {
    for (;;) {
      const index = this.#messages.findIndex(isIt);
      const [found] = index < 0 ? [] : this.#messages.splice(index, 1);
      if (found) return found;
      await new Promise<void>((wake) => this.#waiting.push(wake));
    }
  }

  #read(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const end = this.#rest.indexOf("\r\n\r\n");
      const length = Number(/Content-Length: (\d+)/.exec(this.#rest.toString("latin1", 0, Math.max(end, 0)))?.[1]);
      if (end < 0 || this.#rest.length < end + 4 + length) break;
      this.#messages.push(JSON.parse(this.#rest.toString("utf8", end + 4, end + 4 + length)));
      this.#rest = this.#rest.subarray(end + 4 + length);
    }
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
