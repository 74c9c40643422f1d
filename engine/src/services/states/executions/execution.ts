import { messageOf } from "../../../kernel/errors.ts";
import type { Span } from "../../../kernel/tracing.ts";
import { parseExactJson, stringifyExactJson } from "../../../languages/exact-json.ts";
import type { ServiceContext } from "../../contract/service.ts";
import { predefined, StateError } from "../language/errors/state-error.ts";
import type { Frame, Host } from "../language/program.ts";
import { formatTimestamp } from "../language/run/timestamp.ts";
import { runProgram } from "../language/run/visit.ts";
import { withDeadline } from "../language/run/waiting.ts";
import type { StateMachine } from "../state-machine.ts";
import { createHistory, type History } from "./history.ts";

/** The end of an execution. */
export type Ended =
  | { readonly status: "SUCCEEDED"; readonly output: string }
  | { readonly status: "FAILED" | "TIMED_OUT" | "ABORTED"; readonly error?: string; readonly cause?: string };

export type Ending = Ended | { readonly status: "RUNNING" };

export interface ExecutionRequest {
  readonly arn: string;
  readonly name: string;
  /** JSON text. */
  readonly input: string;
  readonly traceHeader?: string | undefined;
}

/** Reason for which an execution ends before its states do. */
class Stopped extends Error {
  override readonly name = "Stopped";
  readonly ending: Ended | undefined;

  constructor(ending?: Ended) {
    super("The execution was stopped");
    this.ending = ending;
  }
}

/** Express executions end after five minutes (Step Functions quotas). */
const LONGEST_EXPRESS_MS = 5 * 60 * 1000;

/** One run of a state machine, be it under way or over. */
export interface Execution extends Disposable {
  readonly stateMachine: StateMachine;
  readonly request: ExecutionRequest;
  /** Engine time, epoch milliseconds. */
  readonly startedAt: number;
  readonly stoppedAt: number | undefined;
  readonly ending: Ending;
  readonly history: Pick<History, "events">;
  /** Resolves once it has ended; never rejects. */
  readonly finished: Promise<void>;
  /** Stops it as `StopExecution` does. Work that it has begun outside goes on. */
  abort(error?: string, cause?: string): void;
}

type ExecutionContext = Pick<ServiceContext, "clock" | "journal" | "tracer">;

/** A run of a state machine that this engine has begun. */
export class StartedExecution implements Execution {
  readonly stateMachine: StateMachine;
  readonly request: ExecutionRequest;
  readonly startedAt: number;
  readonly history: History;
  readonly finished: Promise<void>;
  #ending: Ending = { status: "RUNNING" };
  #stoppedAt: number | undefined;
  readonly #stop = new AbortController();
  readonly #context: ExecutionContext;
  readonly #span: Span | undefined;

  constructor(stateMachine: StateMachine, request: ExecutionRequest, host: Host, context: ExecutionContext) {
    this.stateMachine = stateMachine;
    this.request = request;
    this.#context = context;
    this.#span = context.tracer.current;
    this.startedAt = context.clock.now();
    this.history = createHistory({
      clock: context.clock,
      isKept: stateMachine.type === "STANDARD",
      onEntered: (state) => this.#record("enter", { state }),
    });
    this.finished = this.#run(host);
  }

  get ending(): Ending {
    return this.#ending;
  }

  get stoppedAt(): number | undefined {
    return this.#stoppedAt;
  }

  abort(error?: string, cause?: string): void {
    this.#stop.abort(
      new Stopped({ status: "ABORTED", ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) }),
    );
  }

  /** Ends it without a trace, because the engine stops. */
  [Symbol.dispose](): void {
    this.#stop.abort(new Stopped());
  }

  async #run(host: Host): Promise<void> {
    const { machine, roleArn, type } = this.stateMachine;
    const { input } = this.request;
    this.#record("start", {});
    // The first state follows nothing, as recorded on AWS.
    this.history.trail.note("ExecutionStarted", { input, roleArn });
    const timeout = predefined("Timeout");
    const limitMs =
      type === "EXPRESS" ? Math.min(machine.timeoutMs ?? LONGEST_EXPRESS_MS, LONGEST_EXPRESS_MS) : machine.timeoutMs;
    try {
      const output = await withDeadline(host.clock, { limitMs, reason: timeout }, this.#stop.signal, (signal) =>
        runProgram(machine.program, parseExactJson(input), this.#frame(host, signal)),
      );
      this.#end({ status: "SUCCEEDED", output: stringifyExactJson(output) });
    } catch (error) {
      if (error === timeout) this.#end({ status: "TIMED_OUT" });
      else this.#endBy(error);
    }
  }

  #frame(host: Host, signal: AbortSignal): Frame {
    const { arn, name, input } = this.request;
    const { roleArn, arn: machineArn, name: machineName, type } = this.stateMachine;
    const context = {
      Execution: {
        Id: arn,
        Input: parseExactJson(input),
        Name: name,
        RoleArn: roleArn,
        StartTime: formatTimestamp(this.startedAt),
        ...(type === "STANDARD" && { RedriveCount: 0 }),
      },
      StateMachine: { Id: machineArn, Name: machineName },
    };
    return { host, context, signal, trail: this.history.trail };
  }

  #endBy(error: unknown): void {
    if (error instanceof Stopped) {
      if (error.ending) this.#end(error.ending);
      return;
    }
    if (!(error instanceof StateError)) this.#recordDefect(error);
    const failure = error instanceof StateError ? error : predefined("Runtime", messageOf(error));
    this.#end({
      status: "FAILED",
      ...(failure.error !== undefined && { error: failure.error }),
      ...(failure.cause !== undefined && { cause: failure.cause }),
    });
  }

  #recordDefect(error: unknown): void {
    const stack = error instanceof Error ? error.stack : undefined;
    this.#context.journal.record("states", "defect", { message: messageOf(error), stack });
  }

  #end(ending: Ended): void {
    const { status, ...details } = ending;
    const { clock } = this.#context;
    this.#ending = ending;
    this.#stoppedAt = clock.now();
    this.history.trail.add(EVENT_TYPES[status], details);
    const { error } = "error" in ending ? ending : {};
    this.#record("end", { status, ...(error !== undefined && { error }) });
  }

  #record(type: string, data: Readonly<Record<string, unknown>>): void {
    const { journal, tracer } = this.#context;
    tracer.within(this.#span, () => journal.record("states", type, { executionArn: this.request.arn, ...data }));
  }
}

const EVENT_TYPES = {
  SUCCEEDED: "ExecutionSucceeded",
  FAILED: "ExecutionFailed",
  TIMED_OUT: "ExecutionTimedOut",
  ABORTED: "ExecutionAborted",
} as const;
