/** The end of an invocation; `running` has none yet. */
export type InvocationOutcome = "running" | "success" | "error" | "timeout" | "stopped";

/** An error that a function answered with, in positions of its sources. */
export interface InvocationError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
  /** The first place in the trace that is the user's own: `file:line:column`. */
  readonly location?: string;
}

/** An invocation that is remembered for those who look at a function. */
export interface KeptInvocation {
  readonly logicalId: string;
  readonly functionName: string;
  /** An asynchronous event has the same each time that it is tried. */
  readonly requestId: string;
  readonly traceId?: string;
  /** The ARN of what a service called it for. */
  readonly source?: string;
  /** Engine time, epoch milliseconds. */
  readonly startedAt: number;
  readonly outcome: InvocationOutcome;
  readonly durationMs?: number;
  readonly billedMs?: number;
  readonly maxMemoryMb?: number;
  /** Present after a cold start. */
  readonly initMs?: number;
  readonly error?: InvocationError;
  readonly event?: KeptPayload;
  readonly result?: KeptPayload;
}

/** JSON text as it was, with its secrets. */
export interface KeptPayload {
  readonly text: string;
  /** The size of the whole; `text` is cut when it is longer. */
  readonly characters: number;
}

/** The work of a function since the start. */
export interface FunctionActivity {
  readonly logicalId: string;
  readonly functionName: string;
  readonly invocations: number;
  readonly errors: number;
  readonly throttles: number;
  readonly coldStarts: number;
  readonly running: number;
  /** Environments that are up, and those of them that wait for work. */
  readonly environments: number;
  readonly idleEnvironments: number;
  /** Of the remembered ones. */
  readonly durationsMs: readonly number[];
  readonly maxMemoryMb?: number;
  /** Engine time of the newest. */
  readonly lastAt?: number;
}

/** Past invocations as those who look at functions see them. */
export interface InvocationControl {
  activity(): readonly FunctionActivity[];
  /** Those of a function by its logical id, the newest first; undefined when there is no such function. */
  of(logicalId: string): readonly KeptInvocation[] | undefined;
  /** The attempts of one request, the newest first. */
  find(requestId: string): readonly KeptInvocation[];
  /** Invokes a function by its logical id with an event (JSON text). */
  invoke(logicalId: string, event: string): Promise<KeptInvocation>;
}
