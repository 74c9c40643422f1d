/** The debuggers that may be attached to functions: present where the user asks for it, or where one is attached. */
export interface Debugging {
  /** The ports for debuggers, by the logical ids of their functions. */
  readonly inspectors: ReadonlyMap<string, Inspector>;
  readonly threads: ThreadPauses;
}

/** A port at which debuggers find the environment that a function has just now: one at a time. */
export interface Inspector {
  /** An environment stops before the first line of its code. */
  readonly breaksOnStart: boolean;
  /** The port at which Python's debugger listens inside of an environment. */
  readonly debugpyPort?: number;
  /** Leads debuggers to an environment, until it is disposed. */
  lead(environment: InspectedEnvironment): LedDebuggers;
}

export interface InspectedEnvironment {
  /** Node.js's own inspector in it: `ws://127.0.0.1:PORT/ID`. */
  readonly url?: string;
  /** The URL of the file with its handler. */
  readonly entry?: string | undefined;
}

export interface LedDebuggers extends Disposable {
  /** Resolves when the environment may load its code. */
  readonly ready: Promise<void>;
}

/** The pauses of functions that are threads, whoever has attached a debugger to this process. */
export interface ThreadPauses {
  /** Begins to watch for them once there may be a debugger. */
  watch(): void;
  /** Lets a thread that is to end go on: one that is paused would not end. */
  release(threadId: number): void;
}
