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
import { InvocationsAhead, type Next } from "./invocations-ahead.ts";
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
  /** Undefined: it was not begun. */
  readonly settle: (reply: Reply | undefined) => void;
  readonly timeout: Disposable;
  /** Of one that the isolate had ahead. */
  readonly takeBack: Next["takeBack"] | undefined;
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
  readonly #ahead: InvocationsAhead;
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
    this.#ahead = new InvocationsAhead(this.#isolate.claims, (invocation, ticket) => {
      if (this.#state === "busy") this.#send(invocation, ticket);
      return this.#state === "busy";
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

  get requestId() {
    return this.#ahead.begun?.requestId ?? this.#running?.requestId;
  }

  get ahead() {
    return this.#ahead;
  }

  invoke(invocation: Invocation): Promise<Reply> {
    const { promise, resolve } = createDeferred<Reply>();
    this.#begin({ invocation, settle: (reply) => reply && resolve(reply) });
    this.#send(invocation);
    return promise;
  }

  #begin({ invocation, settle, takeBack }: Pick<Next, "invocation" | "settle"> & Partial<Next>): void {
    const { requestId, onChunk } = invocation;
    const { clock, timeouts, timeoutMs } = this.#options;
    const timeout = timeouts.after(timeoutMs, () => this.#timeOut());
    const tail = createLogTail(LOG_TAIL_BYTES);
    this.#state = "busy";
    this.#running = { requestId, startedAt: clock.now(), tail, onChunk, settle, timeout, takeBack };
    this.#options.onBegin(requestId);
  }

  #send(invocation: Invocation, ticket?: number): void {
    const { clock, timeoutMs } = this.#options;
    const { requestId, payload, invokedFunctionArn, functionVersion, traceId, clientContext, tenantId } = invocation;
    const { clockSkewMs = 0, onChunk } = invocation;
    // Named one by one: copying what is given takes ten times as long.
    this.#isolate.send({
      type: "invoke",
      requestId,
      payload,
      // The deadline goes by the clock of the machine that the function is on.
      deadlineMs: clock.now() + timeoutMs + clockSkewMs,
      clockOffsetMs: clock.offsetMs + clockSkewMs,
      invokedFunctionArn,
      functionVersion,
      traceId,
      clientContext,
      tenantId,
      streams: onChunk !== undefined,
      ...(ticket !== undefined && { ticket }),
    });
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
    running.timeout[Symbol.dispose]();
    running.settle({ outcome, usage, logTail: running.tail.text() });
    if (this.#state === "busy") this.#goOn();
  }

  /** The isolate has begun the next one by itself, if it was given any. */
  #goOn(): void {
    const next = this.#ahead.next();
    if (next) this.#begin(next);
    else this.#state = "idle";
  }

  /** Answers an invocation in the stead of its isolate, which will not any more. */
  #abandon(outcomeFor: (requestId: string) => Reply["outcome"]): void {
    if (!this.#running) return;
    const { requestId, startedAt, timeout, settle, takeBack } = this.#running;
    if (takeBack?.()) {
      this.#running = undefined;
      timeout[Symbol.dispose]();
      settle(undefined);
      return;
    }
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
    while (this.#ahead.takeBack());
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

  #beginLeft(): boolean {
    const next = this.#ahead.next();
    if (next) this.#begin(next);
    this.#state = "dead";
    return next !== undefined;
  }

  async #end(exit: Exit): Promise<void> {
    this.#hasExited = true;
    this.#finishInit({ status: "failed", errorFor: (requestId) => exited(requestId, exit) });
    this.#state = "dead";
    while (this.#ahead.takeBack());
    // Of those that it had ahead, the ones that are left were begun.
    for (let isLeft = true; isLeft; isLeft = this.#beginLeft())
      this.#abandon((requestId) => ({ error: exited(requestId, exit), cause: "crash" }));
    await this.#options.isolate.sandbox.close();
    this.#ended.resolve();
  }
}
