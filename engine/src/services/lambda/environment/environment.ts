import type { Clock } from "../../../kernel/clock.ts";
import type { Timeouts } from "../../contract/debugging/timeouts.ts";
import type { IsolateOptions, StartIsolate } from "./isolate.ts";
import type { ErrorPayload, InitMessage, InvokeMessage, LogLevel, Usage } from "./protocol.ts";

export type Invocation = Omit<InvokeMessage, "type" | "deadlineMs" | "clockOffsetMs" | "streams" | "ticket"> & {
  /** Hears what a streaming handler writes, as it comes. */
  readonly onChunk?: (chunk: Buffer) => void;
  /** The lead of the function's clock over the engine's, by a fault. */
  readonly clockSkewMs?: number;
};

export type InitOutcome =
  | { readonly status: "ready"; readonly initMs: number }
  | { readonly status: "failed"; readonly errorFor: (requestId: string) => ErrorPayload }
  /** The code needs resolve hooks: start another environment with them. */
  | { readonly status: "needs-hooks" };

/** The outcome of one invocation. Never an exception: failures of the function are answers. */
export interface Reply {
  readonly outcome: /** JSON text. */
  { readonly payload: string } | { readonly error: ErrorPayload; readonly cause?: "timeout" | "crash" | "init" };
  readonly usage: Usage;
  /** The end of what the function printed, in AWS's text format. */
  readonly logTail: string;
}

/** The invocations that an environment runs next, one after the other, without waiting for the engine in between. */
export interface Ahead {
  /** Those that it has not begun, as far as the engine knows. */
  readonly length: number;
  /**
   * Gives it one more while it is busy; undefined when it takes none. Resolves with undefined when it was taken back, or
   * not begun before the end of the environment.
   */
  take(invocation: Invocation): Promise<Reply | undefined> | undefined;
  /** Takes the last one back, unless it has begun. */
  takeBack(): boolean;
}

/** One isolate with a function's code in it. Serves one invocation at a time. */
export interface ExecutionEnvironment extends AsyncDisposable {
  readonly state: "starting" | "idle" | "busy" | "dead";
  readonly ready: Promise<InitOutcome>;
  /** Resolves when the isolate is gone. */
  readonly ended: Promise<void>;
  /** Milliseconds for which the isolate has waited so far, with nothing to do; undefined when nobody can tell. */
  readonly idleMs: number | undefined;
  /** The invocation that it runs. */
  readonly requestId: string | undefined;
  readonly ahead: Ahead;
  /** Runs one invocation; only while `idle`. */
  invoke(invocation: Invocation): Promise<Reply>;
}

export interface LogEntry {
  readonly requestId?: string | undefined;
  readonly level: LogLevel;
  readonly line: string;
  /** It stands in the log as it is; before the others Lambda puts time, request and level. */
  readonly isWhole: boolean;
}

export interface EnvironmentOptions {
  readonly start: StartIsolate;
  readonly isolate: IsolateOptions;
  readonly init: Omit<InitMessage, "type">;
  readonly timeoutMs: number;
  readonly clock: Clock & { readonly offsetMs: number };
  readonly timeouts: Pick<Timeouts, "after">;
  readonly onLog: (entry: LogEntry) => void;
  /** Called before the isolate is given an invocation. */
  readonly onBegin: (requestId: string) => void;
  /** Tells whether the log of the function has lines of this level. */
  readonly hasLevel: (level: LogLevel) => boolean;
}
