import type { Kept, Shelf } from "../../../kernel/kept.ts";
import type { StateMachine } from "../state-machine.ts";
import type { Ended, Execution, ExecutionRequest } from "./execution.ts";
import type { HistoryEvent } from "./history.ts";

interface ExecutionRecord {
  readonly stateMachineArn: string;
  readonly request: ExecutionRequest;
  readonly startedAt: number;
  /** The end; undefined while it runs. */
  readonly end?: ExecutionEnd;
}

interface ExecutionEnd {
  readonly ending: Ended;
  readonly stoppedAt: number;
  readonly events: readonly HistoryEvent[];
}

/** An execution of an earlier run, which was going on when the engine ended unless it has an end. */
export interface KeptExecution extends Omit<ExecutionRecord, "stateMachineArn"> {
  readonly stateMachine: StateMachine;
}

/** Executions as they outlive the engine: the request, and the result. */
export class ExecutionShelf {
  readonly #shelf: Shelf<ExecutionRecord>;

  constructor(kept: Kept) {
    this.#shelf = kept.shelf("states/executions");
  }

  /** Executions of earlier runs, the oldest first. Those of state machines that are gone are forgotten, as with `DeleteStateMachine`. */
  load(stateMachines: readonly StateMachine[]): readonly KeptExecution[] {
    return this.#shelf.entries().flatMap(([arn, { stateMachineArn, ...record }]) => {
      const stateMachine = stateMachines.find((each) => each.arn === stateMachineArn);
      if (!stateMachine) this.#shelf.delete(arn);
      return stateMachine ? [{ ...record, stateMachine }] : [];
    });
  }

  keep(execution: Execution): void {
    const { stateMachine, request, startedAt, stoppedAt, ending, history } = execution;
    const record = { stateMachineArn: stateMachine.arn, request, startedAt };
    const hasEnded = ending.status !== "RUNNING" && stoppedAt !== undefined;
    const end = hasEnded ? { end: { ending, stoppedAt, events: history.events } } : {};
    this.#shelf.put(request.arn, { ...record, ...end });
  }

  forget(arn: string): void {
    this.#shelf.delete(arn);
  }
}
