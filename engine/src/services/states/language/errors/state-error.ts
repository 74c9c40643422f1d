/** Failure of a state in the language's own terms: a name that `Retry` and `Catch` know, and a text for people. */
export class StateError extends Error {
  /** E.g. `States.Timeout`, or the name that a function's or service's error has. */
  readonly error: string | undefined;
  override readonly cause: string | undefined;
  /** Another name by which `Retry` and `Catch` know it. */
  readonly alias: string | undefined;

  constructor(error: string | undefined, cause?: string, alias?: string) {
    super([error, cause].filter((part) => part !== undefined).join(": "));
    this.name = "StateError";
    this.error = error;
    this.cause = cause;
    this.alias = alias;
  }
}

/** Names of errors of a state machine itself. https://states-language.net/#appendix-a */
export type PredefinedError =
  | "DataLimitExceeded"
  | "ExceedToleratedFailureThreshold"
  | "IntrinsicFailure"
  | "NoChoiceMatched"
  | "ResultPathMatchFailure"
  | "Runtime"
  | "TaskFailed"
  | "Timeout";

/** An error that the language itself names. */
export const predefined = (name: PredefinedError, cause?: string) => new StateError(`States.${name}`, cause);

/** A task that is silent for too long: history and catchers see a timeout (recorded on AWS), which has a name of its own. */
export const heartbeatTimeout = () => new StateError("States.Timeout", undefined, "States.HeartbeatTimeout");

/** Errors that `States.ALL` does not stand for: the execution fails, whatever its states would catch. */
const TERMINAL: ReadonlySet<string> = new Set(["States.DataLimitExceeded", "States.Runtime"]);

/** Names in `ErrorEquals` that stand for several errors. */
const WILDCARDS: Readonly<Record<string, (error: string) => boolean>> = {
  "States.ALL": (error) => !TERMINAL.has(error),
  "States.TaskFailed": (error) => !TERMINAL.has(error) && error !== "States.Timeout",
};

/** Tells if one of the names in `ErrorEquals` is, or stands for, the error. */
export function isNamedBy({ error = "", alias }: StateError, errorEquals: readonly string[]): boolean {
  return errorEquals.some(
    (name) => name === error || name === alias || (Object.hasOwn(WILDCARDS, name) && WILDCARDS[name]?.(error)),
  );
}
