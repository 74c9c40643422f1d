import type { Location } from "../../kernel/errors.ts";
import type { Journal } from "../../kernel/journal.ts";
import { StartError } from "../basics/errors.ts";
import { describeMatch, show } from "../basics/match.ts";
import type { Invocation } from "../invocations.ts";
import { reportJournal } from "./journal-report.ts";

/** The members of a `UserError`, whose class another load of this package may have. */
interface UserErrorLike extends Error {
  readonly location?: Location;
  readonly hint?: string;
}

/** The error of a start in one message: runners show neither its place nor its hint. */
export function startError(error: unknown): unknown {
  const { name, message, location, hint } = Object(error) as UserErrorLike;
  if (name !== "UserError") return error;
  const { file, line, column } = location ?? {};
  const place = [file, line, column].filter((part) => part !== undefined).join(":");
  return new StartError(`${place === "" ? "" : `${place}: `}${message}${hint ? `\n${hint}` : ""}`, { cause: error });
}

export interface MissingInvocation {
  readonly functionName: string;
  readonly match: unknown;
  readonly timeoutMs: number;
  readonly others: readonly Invocation[];
  readonly journal: Pick<Journal, "entries">;
}

/** Says that a function was not invoked as it was meant, how it was, and what happened. */
export function notInvoked({ functionName, match, timeoutMs, others, journal }: MissingInvocation): string {
  const wanted = match === undefined ? "was not invoked" : `had no invocation that holds ${describeMatch(match)}`;
  const report = reportJournal(journal, { of: "the engine" });
  return [`${functionName} ${wanted} within ${timeoutMs} ms.`, callsOf(others), report].join("\n\n");
}

/** Invocations in words. */
export function callsOf(invocations: readonly Invocation[]): string {
  if (invocations.length === 0) return "It has no invocations.";
  const calls = invocations.map(
    ({ event, result, error }) =>
      `  ${show(event)} ${error === undefined ? "→" : "failed with"} ${show(error ?? result)}`,
  );
  return ["Its invocations:", ...calls].join("\n");
}
