import { once } from "node:events";
import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { WebSocket } from "ws";

interface Script {
  readonly url: string;
  readonly sourceMapURL: string;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

export interface Paused {
  readonly reason: string;
  readonly hitBreakpoints: readonly string[];
  readonly callFrames: readonly {
    readonly callFrameId: string;
    readonly functionName: string;
    readonly url: string;
    readonly location: { readonly scriptId: string; readonly lineNumber: number; readonly columnNumber: number };
  }[];
}

/** The inspector's targets at a port, as every debugger asks for them. */
export async function listTargets(port: number): Promise<readonly { readonly webSocketDebuggerUrl: string }[]> {
  const response = await fetch(`http://127.0.0.1:${port}/json/list`);
  return (await response.json()) as readonly { readonly webSocketDebuggerUrl: string }[];
}

/** The place in what runs of a line of a source, by the source map, as editors find it. */
export function generatedPlace(script: Script, source: string, line: number) {
  const file = fileURLToPath(script.url);
  const map = new SourceMap(JSON.parse(readFileSync(resolve(dirname(file), script.sourceMapURL), "utf8")));
  const lines = readFileSync(file, "utf8").split("\n");
  for (const [lineNumber, text] of lines.entries())
    for (let columnNumber = 0; columnNumber < text.length; columnNumber++) {
      const found = map.findEntry(lineNumber, columnNumber);
      if (!("originalSource" in found) || found.generatedLine !== lineNumber) continue;
      if (resolve(dirname(file), found.originalSource) === source && found.originalLine === line - 1)
        return { lineNumber, columnNumber };
    }
  throw new Error(`No part of ${file} comes from ${source}:${line}`);
}

/** A debugger that speaks the Chrome DevTools Protocol, with what the tests need of one. */
export class DebuggerClient {
  readonly #post: (message: string) => void;
  readonly #answers = new Map<number, (message: Message) => void>();
  readonly #events: Message[] = [];
  readonly #waiting: (() => void)[] = [];
  readonly #scripts: Script[] = [];
  #lastId = 0;

  constructor(post: (message: string) => void) {
    this.#post = post;
  }

  /** Takes a message of the inspector's. */
  take(text: string): void {
    const message: Message = JSON.parse(text);
    if (message.id !== undefined) this.#answers.get(message.id)?.(message);
    else if (message.method === "Debugger.scriptParsed") this.#scripts.push(message.params as unknown as Script);
    else this.#events.push(message);
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** Makes itself known as editors do. */
  async begin(): Promise<void> {
    void this.send("Runtime.enable");
    void this.send("Debugger.enable");
    await this.send("Runtime.runIfWaitingForDebugger");
  }

  send(method: string, params: object = {}): Promise<Record<string, unknown>> {
    const id = ++this.#lastId;
    this.#post(JSON.stringify({ id, method, params }));
    return new Promise((resolve, reject) => {
      this.#answers.set(id, ({ result = {}, error }) => (error ? reject(new Error(error.message)) : resolve(result)));
    });
  }

  /** Sets a breakpoint in what runs, by a line of its source: that itself, or what is built of it. */
  async breakAt(source: string, line: number): Promise<string> {
    const own = pathToFileURL(source).href;
    const isBuilt = ({ sourceMapURL, url }: Script) => sourceMapURL !== "" && url.includes(".portcullis");
    const script = await this.#script((candidate) => candidate.url === own || isBuilt(candidate));
    const place = script.url === own ? { lineNumber: line - 1 } : generatedPlace(script, source, line);
    const params = { url: script.url, ...place };
    return String((await this.send("Debugger.setBreakpointByUrl", params)).breakpointId);
  }

  async paused(): Promise<Paused> {
    return (await this.event("Debugger.paused")) as unknown as Paused;
  }

  /** The next event of this name that nobody has taken yet. */
  async event(method: string): Promise<Record<string, unknown>> {
    for (;;) {
      const index = this.#events.findIndex((event) => event.method === method);
      const [found] = index < 0 ? [] : this.#events.splice(index, 1);
      if (found) return found.params ?? {};
      await new Promise<void>((wake) => this.#waiting.push(wake));
    }
  }

  async evaluate({ callFrames }: Paused, expression: string): Promise<unknown> {
    const callFrameId = callFrames[0]?.callFrameId;
    const { result } = await this.send("Debugger.evaluateOnCallFrame", { callFrameId, expression });
    return (result as { readonly value?: unknown }).value;
  }

  async #script(isIt: (script: Script) => boolean): Promise<Script> {
    for (;;) {
      const found = this.#scripts.findLast(isIt);
      if (found) return found;
      await new Promise<void>((wake) => this.#waiting.push(wake));
    }
  }
}

/** A debugger with a socket of its own. */
export class AttachedDebugger extends DebuggerClient implements AsyncDisposable {
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    super((message) => socket.send(message));
    this.#socket = socket;
    socket.on("message", (data) => this.take(String(data)));
  }

  static async connect(url: string): Promise<AttachedDebugger> {
    const socket = new WebSocket(url);
    await once(socket, "open");
    return new AttachedDebugger(socket);
  }

  /** Finds the target of a port and attaches to it. */
  static async attach(port: number): Promise<AttachedDebugger> {
    const [target] = await listTargets(port);
    const client = await AttachedDebugger.connect(target?.webSocketDebuggerUrl ?? "");
    await client.begin();
    return client;
  }

  /** Attaches to the threads of a process as they start. */
  async *threads(): AsyncGenerator<DebuggerClient> {
    const clients = new Map<unknown, DebuggerClient>();
    const take = async () => {
      for (;;) {
        const { sessionId, message } = await this.event("NodeWorker.receivedMessageFromWorker");
        clients.get(sessionId)?.take(String(message));
      }
    };
    void take();
    void this.send("NodeWorker.enable", { waitForDebuggerOnStart: false });
    for (;;) {
      const { sessionId } = await this.event("NodeWorker.attachedToWorker");
      const client = new DebuggerClient(
        (message) => void this.send("NodeWorker.sendMessageToWorker", { sessionId, message }).catch(() => undefined),
      );
      clients.set(sessionId, client);
      await client.begin();
      yield client;
    }
  }

  async closed(): Promise<void> {
    if (this.#socket.readyState !== WebSocket.CLOSED) await once(this.#socket, "close");
  }

  /** Is gone at once, without a goodbye. */
  terminate(): void {
    this.#socket.terminate();
  }

  async [Symbol.asyncDispose]() {
    this.#socket.close();
    await this.closed();
  }
}
