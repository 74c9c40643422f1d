import type { Random } from "../../../../kernel/random.ts";
import type { Variables } from "./variables.ts";

/** The object that `$$` reads: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
export interface ContextObject {
  readonly Execution: {
    readonly Id: string;
    readonly Input: unknown;
    readonly Name: string;
    readonly RoleArn: string;
    /** RFC 3339, as all times here. */
    readonly StartTime: string;
    /** An express execution cannot be redriven. */
    readonly RedriveCount?: number;
  };
  readonly StateMachine: { readonly Id: string; readonly Name: string };
  readonly State?: { readonly Name: string; readonly EnteredTime: string; readonly RetryCount?: number };
  readonly Task?: { readonly Token: string };
  readonly Map?: { readonly Item: { readonly Index: number; readonly Value: unknown } };
}

/** Values that an expression may read. */
export interface Scope {
  /** `$`: the state's input, or its result where the field comes after the work. */
  readonly input: unknown;
  readonly context: ContextObject;
  readonly random: Random;
  readonly variables: Variables;
}

/** Throws a `StateError`. */
export type Expression = (scope: Scope) => unknown;

/** Values of variables by name. Throws a `StateError`. */
export type Assignments = (scope: Scope) => Readonly<Record<string, unknown>>;
