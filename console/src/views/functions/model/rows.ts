import type { StackFunction } from "../../../engine/stack-parts.ts";
import type { FunctionActivity } from "./answers.ts";

/** A function of the template with what it did. */
export interface FunctionRow {
  readonly own: StackFunction;
  readonly activity: FunctionActivity | undefined;
}

export interface TabProps {
  readonly row: FunctionRow;
  /** The invocation that the address names. */
  readonly request: string | undefined;
}
