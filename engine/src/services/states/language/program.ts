import type { Clock } from "../../../kernel/clock.ts";
import type { Random } from "../../../kernel/random.ts";
import type { Placement } from "./expressions/result-path.ts";
import type { Assignments, ContextObject, Expression, Scope } from "./expressions/scope.ts";
import type { Variables } from "./expressions/variables.ts";
import type { Trail } from "./run/trail.ts";
import type { Retrier, StateType } from "./schema.ts";

/** States that follow each other: those of a machine, of a branch or of a Map's item. */
export interface Program {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

/** A state ready to run. A member that its type lacks is the identity, or empty. */
export interface State {
  readonly name: string;
  readonly type: StateType;
  /** The state that follows unless the work says otherwise; undefined: the execution ends here. */
  readonly next: string | undefined;
  readonly inputPath: Expression;
  readonly parameters: Expression;
  readonly work: Work;
  readonly resultSelector: Expression;
  readonly resultPath: Placement;
  readonly outputPath: Expression;
  /** The variables that it sets, of its result. */
  readonly assign: Assignments | undefined;
  readonly retriers: readonly Retrier[];
  readonly catchers: readonly CompiledCatcher[];
  /** True when its work goes on outside until somebody sends back the token, which is `$$.Task.Token`. */
  readonly hasToken: boolean;
}

export interface CompiledCatcher {
  readonly assign: Assignments | undefined;
  readonly errorEquals: readonly string[];
  readonly next: string;
  readonly resultPath: Placement;
}

/** The part of a state's doing that its type alone has. Throws a `StateError`. */
export type Work = (input: unknown, visit: Visit) => Outcome | Promise<Outcome>;

export interface Outcome {
  readonly result: unknown;
  /** The state that a Choice goes on with. */
  readonly next?: string;
  /** The variables that a Choice sets on this way. */
  readonly assign?: Assignments | undefined;
}

/** Host, context object, signal and history of a run of states. */
export interface Frame {
  readonly host: Host;
  readonly context: ContextObject;
  /** Aborted when the execution is stopped, out of time, or a sibling branch failed. */
  readonly signal: AbortSignal;
  readonly trail: Trail;
  /** Of the states around. Undefined: there are none. */
  readonly variables?: Variables | undefined;
}

/** One attempt at a state. */
export interface Visit extends Frame {
  readonly stateName: string;
  /** The state's input after `InputPath`, which its paths read whatever `Parameters` make of it. */
  readonly stateInput: unknown;
  /** Has an event tell of the failure, unless the state is tried again. */
  failed(type: string): void;
  scope(input: unknown): Scope;
}

/** The world outside of the language. */
export interface Host {
  readonly clock: Pick<Clock, "now" | "after">;
  readonly random: Random;
  /** Does the task of a Task state. Rejects with a `StateError`. */
  perform(task: TaskCall): Promise<unknown>;
}

export interface TaskCall {
  readonly resource: string;
  /** The state's input after `Parameters`. */
  readonly input: unknown;
  /** The role to do it with in place of the machine's own. */
  readonly roleArn: string | undefined;
  readonly token: string | undefined;
  /** The longest silence before `States.HeartbeatTimeout`. */
  readonly heartbeatMs: number | undefined;
  readonly signal: AbortSignal;
  /** Called when the task was accepted and its end is waited for. */
  readonly submitted: (output: unknown) => void;
  /** ARNs of the state machine and the execution that call. */
  readonly callers: readonly string[];
}
