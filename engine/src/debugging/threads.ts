import { Session, url } from "node:inspector";
import type { ThreadPauses } from "../services/contract/debugging/debugging.ts";
import type { Watcher } from "./watcher.ts";

/** Ids of commands to a thread; nobody waits for their answers. */
const NO_ID = 1;

/** A thread that only went on would stop at the next breakpoint, and a stopped one cannot be ended. */
const LAST_RESUME = { terminateOnResume: true };

/** Its number in `[worker 3] Name`: the id that the protocol gives besides counts sessions, not threads. */
const threadIdOf = (title: string) => /^\[worker (\d+)\]/.exec(title)?.[1] ?? "";

/** Of what Node.js's protocol says of threads, what counts here. */
interface NodeWorkerEvents {
  "NodeWorker.attachedToWorker": { readonly sessionId: string; readonly workerInfo: { readonly title: string } };
  "NodeWorker.detachedFromWorker": { readonly sessionId: string };
  "NodeWorker.receivedMessageFromWorker": { readonly sessionId: string; readonly message: string };
}

/** A session with the whole of this process, in which Node.js tells of each thread. */
interface ProcessSession {
  on<E extends keyof NodeWorkerEvents>(
    event: E,
    listener: (message: { readonly params: NodeWorkerEvents[E] }) => void,
  ): void;
  connect(): void;
  disconnect(): void;
  post(method: string, params: object, done?: (error: Error | null) => void): void;
}

interface Thread {
  readonly sessionId: string;
  pause: Disposable | undefined;
  isEnding: boolean;
}

/**
 * Watches the threads of this process while it is open to a debugger (`node --inspect`, a debug terminal). V8 tells each
 * session of a pause, whichever has caused it: so one of our own sees those of the user's.
 */
export class ThreadWatch implements ThreadPauses, Disposable {
  readonly #watcher: Watcher;
  readonly #threads = new Map<string, Thread>();
  readonly #sessionIds = new Map<string, string>();
  #session: ProcessSession | undefined;

  constructor(watcher: Watcher) {
    this.#watcher = watcher;
  }

  watch(): void {
    if (this.#session || url() === undefined) return;
    const session: ProcessSession = new Session();
    session.connect();
    session.on("NodeWorker.attachedToWorker", ({ params }) => this.#attach(params.sessionId, params.workerInfo.title));
    session.on("NodeWorker.detachedFromWorker", ({ params }) => this.#detach(params.sessionId));
    session.on("NodeWorker.receivedMessageFromWorker", ({ params }) => this.#receive(params.sessionId, params.message));
    // An engine that is itself a thread cannot watch others.
    session.post("NodeWorker.enable", { waitForDebuggerOnStart: false }, () => undefined);
    this.#session = session;
  }

  release(threadId: number): void {
    const thread = this.#threads.get(this.#sessionIds.get(String(threadId)) ?? "");
    if (!thread) return;
    thread.isEnding = true;
    if (thread.pause) this.#command(thread.sessionId, "Debugger.resume", LAST_RESUME);
  }

  [Symbol.dispose]() {
    for (const sessionId of [...this.#threads.keys()]) this.#detach(sessionId);
    this.#session?.disconnect();
  }

  #attach(sessionId: string, title: string): void {
    this.#threads.set(sessionId, { sessionId, pause: undefined, isEnding: false });
    this.#sessionIds.set(threadIdOf(title), sessionId);
    this.#command(sessionId, "Debugger.enable");
  }

  #detach(sessionId: string): void {
    this.#threads.get(sessionId)?.pause?.[Symbol.dispose]();
    this.#threads.delete(sessionId);
    for (const [threadId, id] of this.#sessionIds) if (id === sessionId) this.#sessionIds.delete(threadId);
  }

  #receive(sessionId: string, message: string): void {
    const thread = this.#threads.get(sessionId);
    if (thread && message.startsWith('{"method":"Debugger.paused",')) this.#pause(thread);
    if (thread && message.startsWith('{"method":"Debugger.resumed",')) {
      thread.pause?.[Symbol.dispose]();
      thread.pause = undefined;
    }
  }

  #pause(thread: Thread): void {
    if (thread.isEnding) this.#command(thread.sessionId, "Debugger.resume", LAST_RESUME);
    else thread.pause ??= this.#watcher.paused();
  }

  #command(sessionId: string, method: string, params = {}): void {
    const message = JSON.stringify({ id: NO_ID, method, params });
    // The thread may have ended meanwhile.
    this.#session?.post("NodeWorker.sendMessageToWorker", { sessionId, message }, () => undefined);
  }
}
