import { setTimeout } from "node:timers/promises";
import { INIT_TIMEOUT_MS, LOG_TAIL_BYTES } from "../configuration/quotas.ts";
import { createDeferred } from "./deferred.ts";
import type {
  EnvironmentOptions,
  ExecutionEnvironment,
  InitOutcome,
  Invocation,
  LogEntry,
  Reply,
} from "./environment.ts";
import { exited, timedOut } from "./failures.ts";
import type { Exit, Isolate } from "./isolate.ts";
import { isIsolateMessage } from "./isolate-message.ts";
import { createLogTail, type LogTail } from "./log-tail.ts";
import type { IsolateMessage, Usage } from "./protocol.ts";

interface Running {
  readonly requestId: string;
  /** Engine time, epoch milliseconds. */
  readonly startedAt: number;
  readonly tail: LogTail;
  readonly onChunk: Invocation["onChunk"];
  readonly settle: (reply: Reply) => void;
  readonly timeout: Disposable;
}

/** Time between two looks for what an isolate that is to end has started: it may have been about to start it. */
const SWEEP_MS = 50;

/** Starts an environment; the first thing it does is to load the function's code. */
export const createEnvironment = (options: EnvironmentOptions): ExecutionEnvironment =>
  new IsolatedEnvironment(options);

class IsolatedEnvironment implements ExecutionEnvironment {
  #state: ExecutionEnvironment["state"] = "starting";
  #running: Running | undefined;
  readonly #options: EnvironmentOptions;
  readonly #startedAt: number;
  readonly #ready = createDeferred<InitOutcome>();
  readonly #ended = createDeferred<void>();
  readonly #isolate: Isolate;
  readonly #initTimeout: Disposable;
  /** The end that the isolate has announced of itself. */
  #announcedExit: Exit | undefined;
  #hasExited = false;

  constructor(options: EnvironmentOptions) {
    this.#options = options;
    this.#startedAt = options.clock.now();
    this.#isolate = options.start(options.isolate, {
      message: (message) => isIsolateMessage(message) && this.#receive(message),
      output: (text) =>
        this.#log({ requestId: this.#running?.requestId, level: "INFO", line: text.trimEnd(), isWhole: true }),
      exit: (exit) => void this.#end(this.#announcedExit ?? exit),
    });
    this.#initTimeout = options.timeouts.after(INIT_TIMEOUT_MS, () => {
      this.#finishInit({ status: "failed", errorFor: (requestId) => timedOut(requestId, INIT_TIMEOUT_MS) });
      this.#kill();
    });
    this.#isolate.send({ type: "init", ...options.init });
  }

  get state() {
    return this.#state;
  }

  get idleMs() {
    return this.#isolate.idleMs?.();
  }

  get ready() {
    return this.#ready.promise;
  }

  get ended() {
    return this.#ended.promise;
  }

  invoke(invocation: Invocation): Promise<Reply> {
    const { clock, timeouts, timeoutMs } = this.#options;
    const { promise, resolve } = createDeferred<Reply>();
    const { requestId, payload, invokedFunctionArn, traceId, clientContext, tenantId } = invocation;
    const { clockSkewMs = 0, onChunk } = invocation;
    const startedAt = clock.now();
    const timeout = timeouts.after(timeoutMs, () => this.#timeOut());
    this.#state = "busy";
    this.#running = { requestId, startedAt, tail: createLogTail(LOG_TAIL_BYTES), onChunk, settle: resolve, timeout };
    this.#options.onBegin(requestId);
    // The deadline goes by the clock of the machine that the function is on.
    const deadlineMs = startedAt + timeoutMs + clockSkewMs;
    const clockOffsetMs = clock.offsetMs + clockSkewMs;
    // Named one by one: copying what is given takes ten times as long.
    this.#isolate.send({
      type: "invoke",
      requestId,
      payload,
      deadlineMs,
      clockOffsetMs,
      invokedFunctionArn,
      traceId,
      clientContext,
      tenantId,
      streams: onChunk !== undefined,
    });
    return promise;
  }

  async [Symbol.asyncDispose]() {
    this.#kill();
    await this.ended;
  }

  #receive(message: IsolateMessage): void {
    const { sandbox } = this.#options.isolate;
    switch (message.type) {
      case "ready":
        this.#finishInit({ status: "ready", initMs: this.#options.clock.now() - this.#startedAt });
        break;
      case "init-error":
        this.#failInit(message);
        break;
      case "log":
        this.#log(message);
        break;
      case "chunk":
        if (this.#running?.requestId === message.requestId)
          this.#running.onChunk?.(Buffer.from(message.chunk, "base64"));
        break;
      case "result":
        this.#settle({ payload: message.payload }, message);
        break;
      case "error":
        if (message.fatal) this.#state = "dead";
        this.#settle({ error: message.error, ...(message.fatal && { cause: "crash" }) }, message);
        break;
      case "opening":
        sandbox.open();
        Atomics.store(message.cell, 0, 1);
        Atomics.notify(message.cell, 0);
        break;
      case "child":
        sandbox.adopt(message.pid);
        break;
      case "child-ended":
        sandbox.forget(message.pid);
        break;
      case "killed":
        this.#announcedExit = { kind: "signal", signal: message.signal };
        break;
      case "exhausted":
        this.#announcedExit = { kind: "out-of-memory" };
    }
  }

  #failInit({ error, retryWithHooks }: Extract<IsolateMessage, { type: "init-error" }>): void {
    this.#finishInit(retryWithHooks ? { status: "needs-hooks" } : { status: "failed", errorFor: () => error });
    this.#kill();
  }

  #finishInit(outcome: InitOutcome): void {
    if (this.#state !== "starting") return;
    this.#state = outcome.status === "ready" ? "idle" : "dead";
    this.#initTimeout[Symbol.dispose]();
    this.#ready.resolve(outcome);
  }

  #log(entry: LogEntry): void {
    const { requestId = "", level, line, isWhole } = entry;
    if (!this.#options.hasLevel(level)) return;
    const time = new Date(this.#options.clock.now()).toISOString();
    this.#running?.tail.add(isWhole ? line : `${time}\t${requestId}\t${level}\t${line}`);
    this.#options.onLog(entry);
  }

  #settle(outcome: Reply["outcome"], { requestId, usage }: { requestId: string; usage: Usage }): void {
    const running = this.#running;
    if (running?.requestId !== requestId) return;
    this.#running = undefined;
    if (this.#state === "busy") this.#state = "idle";
    running.timeout[Symbol.dispose]();
    running.settle({ outcome, usage, logTail: running.tail.text() });
  }

  /** Answers an invocation in the stead of its isolate, which will not any more. */
  #abandon(outcomeFor: (requestId: string) => Reply["outcome"]): void {
    if (!this.#running) return;
    const { requestId, startedAt } = this.#running;
    const durationMs = this.#options.clock.now() - startedAt;
    this.#settle(outcomeFor(requestId), {
      requestId,
      usage: { durationMs, maxMemoryUsedMb: this.#options.isolate.memoryMb },
    });
  }

  #timeOut(): void {
    this.#state = "dead";
    this.#abandon((requestId) => ({ error: timedOut(requestId, this.#options.timeoutMs), cause: "timeout" }));
    this.#kill();
  }

  #kill(): void {
    this.#isolate.kill();
    void this.#sweep();
  }

  /** A thread that waits for a process ends when that process does. */
  async #sweep(): Promise<void> {
    const { sandbox } = this.#options.isolate;
    while (sandbox.isOpen && !this.#hasExited) {
      await sandbox.end();
      await setTimeout(SWEEP_MS);
    }
  }

  async #end(exit: Exit): Promise<void> {
    this.#hasExited = true;
    this.#finishInit({ status: "failed", errorFor: (requestId) => exited(requestId, exit) });
    this.#state = "dead";
    this.#abandon((requestId) => ({ error: exited(requestId, exit), cause: "crash" }));
    await this.#options.isolate.sandbox.close();
    this.#ended.resolve();
  }
}
