import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { InspectedEnvironment, Inspector, LedDebuggers } from "../services/contract/debugging/debugging.ts";
import { createGuard, type Guard } from "../wire/guard.ts";
import { toHttpRequest } from "../wire/listener.ts";
import { LOOPBACK, openPort, type PortRequest } from "./ports.ts";
import { DebuggerSession, type Lead } from "./session.ts";
import type { Watcher } from "./watcher.ts";

const NO_BODY = Buffer.alloc(0);

/** The page of Chrome's own tools. */
const DEVTOOLS_ORIGIN = "devtools://devtools";

const devtoolsUrl = (address: string) =>
  `devtools://devtools/bundled/js_app.html?experiments=true&v8only=true&ws=${address}`;

/**
 * The inspector of a function of Node.js: one address for debuggers, whatever environment there is behind it. It answers
 * as the inspector of a process does, which debuggers ask for `/json/list` first.
 */
export class NodeInspector implements Inspector, AsyncDisposable {
  readonly breaksOnStart: boolean;
  readonly #request: PortRequest;
  readonly #id: string;
  readonly #watcher: Watcher;
  readonly #server = createServer((request, response) => this.#answer(request, response));
  readonly #sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 0 });
  readonly #sessions = new Set<DebuggerSession>();
  #port = 0;
  #guard: Guard = () => ({ cause: "host" });
  #lead: Lead | undefined;
  /** Called with the next debugger that comes. */
  #onSession: () => void = () => {};
  /** Lasts as long as an environment waits for a debugger. */
  #waiting: Disposable | undefined;

  constructor(request: PortRequest, id: string, watcher: Watcher) {
    this.#request = request;
    this.#id = id;
    this.#watcher = watcher;
    this.breaksOnStart = request.brk;
    this.#server.on("upgrade", (upgrade, socket, head) => this.#upgrade(upgrade, socket, head));
  }

  get port() {
    return this.#port;
  }

  get url() {
    return `ws://${this.#address}`;
  }

  get devtoolsUrl() {
    return devtoolsUrl(this.#address);
  }

  get #address() {
    return `${LOOPBACK}:${this.#port}/${this.#id}`;
  }

  async open(): Promise<void> {
    this.#port = await openPort(this.#server, this.#request);
    // Debuggers leave the port out, or name this machine in their own way.
    const names = [LOOPBACK, "localhost", "[::1]"];
    const hosts = new Set(names.flatMap((name) => [name, `${name}:${this.#port}`]));
    this.#guard = createGuard({ hosts, port: this.#port, allowOrigins: new Set([DEVTOOLS_ORIGIN]) });
  }

  lead({ url, entry }: InspectedEnvironment): LedDebuggers {
    if (url === undefined) throw new Error("An environment of Node.js was started without an inspector.");
    const lead: Lead = { url, breakAt: this.breaksOnStart ? entry : undefined };
    this.#lead = lead;
    for (const session of this.#sessions) session.lead(lead);
    return {
      ready: this.#whenReady(),
      [Symbol.dispose]: () => this.#forget(lead),
    };
  }

  /** Leads nobody to it any more; those who were led there close by themselves. */
  #forget(lead: Lead): void {
    if (this.#lead !== lead) return;
    this.#lead = undefined;
    this.#endWait();
  }

  async [Symbol.asyncDispose]() {
    for (const session of [...this.#sessions]) session.close();
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#server.closeAllConnections();
    await closed;
  }

  /** Resolves when those debuggers are ready that are there, and with `brk` when one is that has stayed. */
  async #whenReady(): Promise<void> {
    do {
      if (this.breaksOnStart && this.#sessions.size === 0) await this.#nextSession();
      await Promise.all([...this.#sessions].map(({ ready }) => ready));
    } while (this.breaksOnStart && this.#sessions.size === 0);
    this.#endWait();
  }

  #nextSession(): Promise<void> {
    this.#waiting ??= this.#watcher.waiting();
    return new Promise((resolve) => {
      this.#onSession = resolve;
    });
  }

  #endWait(): void {
    this.#waiting?.[Symbol.dispose]();
    this.#waiting = undefined;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const body = this.#refuses(request) ? undefined : this.#described(request.url ?? "");
    if (body === undefined) return void response.writeHead(this.#refuses(request) ? 403 : 404).end();
    const headers = { "content-type": "application/json; charset=UTF-8", "cache-control": "no-cache" };
    response.writeHead(200, headers).end(JSON.stringify(body, undefined, 2));
  }

  #described(path: string): unknown {
    switch (path.replace(/\/$/, "")) {
      case "/json":
      case "/json/list":
        return [this.#target];
      case "/json/version":
        return { Browser: `node.js/${process.version}`, "Protocol-Version": "1.1" };
      default:
        return undefined;
    }
  }

  get #target() {
    return {
      description: "a function of Portcullis",
      devtoolsFrontendUrl: this.devtoolsUrl,
      id: this.#id,
      title: this.#request.logicalId,
      type: "node",
      url: "file://",
      webSocketDebuggerUrl: this.url,
    };
  }

  #refuses(request: IncomingMessage): boolean {
    return this.#guard(toHttpRequest(request, NO_BODY), "control").cause !== undefined;
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.#refuses(request) || request.url !== `/${this.#id}`)
      return void socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
    this.#sockets.handleUpgrade(request, socket, head, (accepted) => {
      const attached = this.#watcher.attached();
      const session = new DebuggerSession(accepted, {
        paused: () => this.#watcher.paused(),
        lost: (lead) => this.#forget(lead),
        ended: () => {
          this.#sessions.delete(session);
          attached[Symbol.dispose]();
        },
      });
      this.#sessions.add(session);
      if (this.#lead) session.lead(this.#lead);
      this.#onSession();
    });
  }
}
