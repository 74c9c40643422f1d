/** Failure of a state in the language's own terms: a name that `Retry` and `Catch` know, and a text for people. */
export class StateError extends Error {
  /** E.g. `States.Timeout`, or the name that a function's or service's error has. */
  readonly error: string | undefined;
  override readonly cause: string | undefined;

  constructor(error: string | undefined, cause?: string) {
    super([error, cause].filter((part) => part !== undefined).join(": "));
    this.name = "StateError";
    this.error = error;
    this.cause = cause;
  }
}

/** Names of errors of a state machine itself. https://states-language.net/#appendix-a */
export type PredefinedError =
  | "DataLimitExceeded"
  | "HeartbeatTimeout"
  | "IntrinsicFailure"
  | "NoChoiceMatched"
  | "ResultPathMatchFailure"
  | "Runtime"
  | "TaskFailed"
  | "Timeout";

/** An error that the language itself names. */
export const predefined = (name: PredefinedError, cause?: string) => new StateError(`States.${name}`, cause);

/** Errors that `States.ALL` does not stand for: the execution fails, whatever its states would catch. */
const TERMINAL: ReadonlySet<string> = new Set(["States.DataLimitExceeded", "States.Runtime"]);
const TIMEOUTS: ReadonlySet<string> = new Set(["States.Timeout", "States.HeartbeatTimeout"]);

/** Names in `ErrorEquals` that stand for several errors. */
const WILDCARDS: Readonly<Record<string, (error: string) => boolean>> = {
  "States.ALL": (error) => !TERMINAL.has(error),
  "States.TaskFailed": (error) => !TERMINAL.has(error) && !TIMEOUTS.has(error),
  "States.Timeout": (error) => TIMEOUTS.has(error),
};

/** Tells if one of the names in `ErrorEquals` is, or stands for, the error. */
export function isNamedBy({ error = "" }: StateError, errorEquals: readonly string[]): boolean {
  return errorEquals.some((name) => name === error || (Object.hasOwn(WILDCARDS, name) && WILDCARDS[name]?.(error)));
}
