import { messageOf } from "../../kernel/errors.ts";
import type { Call, Template } from "./parser/ast.ts";
import type { Variables } from "./variables.ts";

/** A method that the engine does not know, or not for such arguments. */
export interface UnknownMethod {
  /** `String.foo(Integer)`. */
  readonly method: string;
  readonly line: number;
}

/** A method that failed, as Java's does. The message may quote what a client sent; place and method do not. */
export class FailedMethod extends Error {
  readonly line: number;
  /** As of an unknown one. */
  readonly method: string;
  constructor({ line, method }: UnknownMethod, cause: unknown) {
    super(`line ${line}: ${method} failed: ${messageOf(cause)}`, { cause });
    this.name = cause instanceof Error ? cause.name : "Error";
    this.line = line;
    this.method = method;
  }
}

/** One rendering of a template. */
export interface Rendering {
  readonly macros: Map<string, Call>;
  readonly budget: Budget;
  /** Macros that are being rendered in each other. */
  macroDepth: number;
  /** Texts of `#evaluate` that are being rendered in each other. */
  evaluateDepth: number;
  /** While a `#break` or `#stop` is under way: what comes next is not rendered. */
  stop: Stop | undefined;
  unknownMethod(unknown: UnknownMethod): void;
  render(body: Template, variables: Variables): string;
}

/** `of` is the loop that ends; undefined for the innermost loop, macro or block. */
export interface Stop {
  readonly of: unknown;
}

export const STOP_ALL: Stop = { of: "template" };

/** API Gateway's largest payload: a longer text could not be passed on anyway. */
export const LONGEST_TEXT = 10 * 1024 * 1024;

/** Enough for two nested loops of a thousand rounds each, and done within seconds; a third one would take hours. */
const MOST_STEPS = 2_000_000;

/** Bounds what a template does with a message that somebody else wrote. */
export class Budget {
  private steps = MOST_STEPS;

  step(): void {
    if (--this.steps < 0) throw new RangeError(`The template needs more than ${MOST_STEPS} steps.`);
  }

  /** Returns the text. */
  text(text: string): string {
    if (text.length > LONGEST_TEXT)
      throw new RangeError(`The template makes a text of more than ${LONGEST_TEXT} characters.`);
    return text;
  }
}
