import type { StateMachine } from "../state-machine.ts";
import type { Ended, Execution, ExecutionRequest } from "./execution.ts";
import type { KeptExecution } from "./execution-shelf.ts";
import { createHistory, type HistoryEvent } from "./history.ts";

/** An execution of an earlier run of the engine. */
export class EndedExecution implements Execution {
  readonly stateMachine: StateMachine;
  readonly request: ExecutionRequest;
  readonly startedAt: number;
  readonly stoppedAt: number;
  readonly ending: Ended;
  readonly history: { readonly events: readonly HistoryEvent[] };
  readonly finished = Promise.resolve();

  /** An execution without an end is given up now: its doings outside are not known, and must not be done twice. */
  constructor(kept: KeptExecution, now: () => number) {
    this.stateMachine = kept.stateMachine;
    this.request = kept.request;
    this.startedAt = kept.startedAt;
    this.stoppedAt = kept.end?.stoppedAt ?? now();
    this.ending = kept.end?.ending ?? INTERRUPTED;
    this.history = { events: kept.end?.events ?? interruptedHistory(kept, now) };
  }

  abort(): void {
    // It has ended.
  }

  [Symbol.dispose](): void {
    // Nothing of it runs.
  }
}

export const INTERRUPTED = {
  status: "ABORTED",
  error: "Portcullis.EngineEnded",
  cause: "The engine ended while the execution ran. A standard execution does not go on with the next start.",
} as const satisfies Ended;

/** The events that are certain: it began, and it is over. */
function interruptedHistory({ stateMachine, request, startedAt }: KeptExecution, now: () => number) {
  const times = [startedAt];
  const clock = { now: () => times.shift() ?? now() };
  const { events, trail } = createHistory({ clock, isKept: true, onEntered: () => undefined });
  const { status: _, ...details } = INTERRUPTED;
  trail.add("ExecutionStarted", { input: request.input, roleArn: stateMachine.roleArn });
  trail.add("ExecutionAborted", details);
  return events;
}
