import { createConnection, createServer, type Socket } from "node:net";
import type { Inspector, LedDebuggers } from "../services/contract/debugging/debugging.ts";
import { createDapReader } from "./dap.ts";
import { LOOPBACK, openPort, type PortRequest } from "./ports.ts";
import type { Watcher } from "./watcher.ts";

/** Time between two attempts to reach a debugger's port that an environment is about to open. */
const RETRY_MS = 50;

/**
 * The port of a function of Python for debuggers. In each environment debugpy listens at a port that only this one leads
 * to: so it may be waited for, and is seen when it pauses.
 */
export class DebugpyInspector implements Inspector, AsyncDisposable {
  readonly breaksOnStart: boolean;
  readonly #request: PortRequest;
  readonly #watcher: Watcher;
  readonly #server = createServer((socket) => this.#take(socket));
  readonly #clients = new Set<Socket>();
  #port = 0;
  #debugpyPort = 0;
  #isLive = false;
  #setReady: () => void = () => {};

  constructor(request: PortRequest, watcher: Watcher) {
    this.#request = request;
    this.#watcher = watcher;
    this.breaksOnStart = request.brk;
  }

  get port() {
    return this.#port;
  }

  get debugpyPort() {
    return this.#debugpyPort;
  }

  get url() {
    return `tcp://${LOOPBACK}:${this.#port}`;
  }

  readonly devtoolsUrl = undefined;

  async open(): Promise<void> {
    this.#port = await openPort(this.#server, this.#request);
    this.#debugpyPort = await freePort(this.#request.logicalId);
  }

  lead(): LedDebuggers {
    this.#isLive = true;
    const waiting = this.breaksOnStart && this.#clients.size === 0 ? this.#watcher.waiting() : undefined;
    this.#setReady = () => waiting?.[Symbol.dispose]();
    for (const client of this.#clients) this.#connect(client);
    return {
      // The environment itself waits for its debugger.
      ready: Promise.resolve(),
      [Symbol.dispose]: () => {
        this.#isLive = false;
        this.#setReady();
        for (const client of this.#clients) client.destroy();
      },
    };
  }

  async [Symbol.asyncDispose]() {
    this.#isLive = false;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const client of this.#clients) client.destroy();
    await closed;
  }

  #take(client: Socket): void {
    this.#clients.add(client);
    const attached = this.#watcher.attached();
    client.on("error", () => client.destroy());
    client.on("close", () => {
      this.#clients.delete(client);
      attached[Symbol.dispose]();
    });
    if (this.#isLive) this.#connect(client);
  }

  /** debugpy listens a moment after its process has started. */
  #connect(client: Socket): void {
    if (!this.#isLive || client.destroyed) return;
    const debugpy = createConnection(this.#debugpyPort, LOOPBACK);
    debugpy.once("error", () => setTimeout(() => this.#connect(client), RETRY_MS));
    debugpy.once("connect", () => {
      debugpy.removeAllListeners("error");
      this.#setReady();
      this.#join(client, debugpy);
    });
  }

  #join(client: Socket, debugpy: Socket): void {
    let pause: Disposable | undefined;
    const goOn = () => {
      pause?.[Symbol.dispose]();
      pause = undefined;
    };
    const reader = createDapReader({
      paused: () => {
        pause ??= this.#watcher.paused();
      },
      resumed: goOn,
    });
    debugpy.on("data", reader);
    debugpy.on("error", () => debugpy.destroy());
    debugpy.on("close", () => client.destroy());
    client.on("close", () => {
      goOn();
      debugpy.destroy();
    });
    client.pipe(debugpy).pipe(client);
  }
}

/** A port that nobody has just now. */
async function freePort(logicalId: string): Promise<number> {
  const server = createServer();
  const port = await openPort(server, { logicalId, port: 0 });
  await new Promise((resolve) => server.close(resolve));
  return port;
}
