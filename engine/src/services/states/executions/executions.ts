import { messageOf, ServiceError } from "../../../kernel/errors.ts";
import { uuid } from "../../../kernel/random.ts";
import { parseArn } from "../../../languages/arn.ts";
import { jsonProblem } from "../../../languages/json-problem.ts";
import type { ServiceContext } from "../../contract/service.ts";
import type { Host } from "../language/program.ts";
import { LARGEST_PAYLOAD_BYTES } from "../language/run/visit.ts";
import type { StateMachine } from "../state-machine.ts";
import { EndedExecution, INTERRUPTED } from "./ended-execution.ts";
import { executionAlreadyExists, executionDoesNotExist, invalidArn, invalidInput, invalidName } from "./errors.ts";
import { type Execution, type ExecutionRequest, StartedExecution } from "./execution.ts";
import { ExecutionShelf, type KeptExecution } from "./execution-shelf.ts";

export interface StartRequest {
  readonly name?: string | undefined;
  /** JSON text; `{}` when absent. */
  readonly input?: string | undefined;
  readonly traceHeader?: string | undefined;
}

type ExecutionsContext = Pick<ServiceContext, "clock" | "journal" | "kept" | "random" | "stack" | "tracer">;

/** No blanks, brackets, wildcards, control characters, or any of `"#%\^|~`$&,;:/` (StartExecution). */
const NAME = /^[^\s\p{Cc}<>{}[\]?*"#%\\^|~`$&,;:/]{1,80}$/u;

/** Ended executions that are kept, so that a long run stays within bounds; AWS keeps them for 90 days. */
const KEPT_ENDED = 1000;

/**
 * The standard executions, and those express ones that still run. Of an earlier run, standard ones are there with their
 * results; express ones that had not ended begin again, as AWS promises them to run at least once.
 */
export class Executions implements Disposable {
  readonly #context: ExecutionsContext;
  readonly #hostOf: (stateMachine: StateMachine) => Host;
  readonly #byArn = new Map<string, Execution>();
  readonly #ended: string[] = [];
  readonly #shelf: ExecutionShelf;
  #interrupted: readonly KeptExecution[] = [];

  constructor(context: ExecutionsContext, hostOf: (stateMachine: StateMachine) => Host) {
    this.#context = context;
    this.#hostOf = hostOf;
    this.#shelf = new ExecutionShelf(context.kept);
  }

  /** Takes those of an earlier run. */
  restore(stateMachines: readonly StateMachine[]): void {
    const found = this.#shelf.load(stateMachines);
    for (const kept of found.filter(wasStandard)) this.#restore(kept);
    this.#interrupted = found.filter((kept) => !wasStandard(kept));
  }

  /** Begins express executions of an earlier run again. */
  resume(): void {
    for (const { stateMachine, request } of this.#interrupted) this.#begin(stateMachine, request);
    this.#interrupted = [];
  }

  /** The machine's executions, the newest first. */
  of({ arn }: StateMachine): readonly Execution[] {
    return [...this.#byArn.values()].filter(({ stateMachine }) => stateMachine.arn === arn).reverse();
  }

  /** A standard execution; throws in Step Functions' words. */
  find(arn: string): Execution {
    const type = parseArn(arn)?.resource.split(":")[0];
    if (type !== "execution")
      throw invalidArn(type ? `Resource type not valid in this context: ${type}` : `Invalid ARN prefix: ${arn}`);
    const execution = this.#byArn.get(arn);
    if (!execution) throw executionDoesNotExist(arn);
    return execution;
  }

  start(stateMachine: StateMachine, request: StartRequest): Execution {
    const execution = this.startAwaited(stateMachine, request);
    this.#shelf.keep(execution);
    return execution;
  }

  /** Starts it for a caller who waits for the end, and starts it again when there is no answer: nothing of it is kept. */
  startAwaited(
    stateMachine: StateMachine,
    { name = uuid(this.#context.random), input = "{}", traceHeader }: StartRequest,
  ): Execution {
    if (!NAME.test(name)) throw invalidName(name);
    checkInput(input);
    const arn = this.#arnOf(stateMachine, name);
    const existing = this.#byArn.get(arn);
    if (existing) return sameAs(existing, input);
    return this.#begin(stateMachine, { arn, name, input, traceHeader });
  }

  [Symbol.dispose](): void {
    for (const execution of this.#byArn.values()) execution[Symbol.dispose]();
  }

  #begin(stateMachine: StateMachine, request: ExecutionRequest): Execution {
    const start = () => new StartedExecution(stateMachine, request, this.#hostOf(stateMachine), this.#context);
    const execution = this.#context.tracer.span(start);
    this.#byArn.set(request.arn, execution);
    void execution.finished.then(() => this.#conclude(execution));
    return execution;
  }

  #restore(kept: KeptExecution): void {
    const { clock, journal } = this.#context;
    const { arn } = kept.request;
    const execution = new EndedExecution(kept, clock.now);
    this.#byArn.set(arn, execution);
    this.#ended.push(arn);
    if (kept.end) return;
    this.#shelf.keep(execution);
    const { status, error } = INTERRUPTED;
    journal.record("states", "end", { executionArn: arn, status, error });
  }

  /** Names of express executions may repeat: a UUID makes the ARN one of its own. */
  #arnOf({ arn, name: machine, type }: StateMachine, name: string): string {
    const head = arn.split(":").slice(0, 5).join(":");
    return type === "STANDARD"
      ? `${head}:execution:${machine}:${name}`
      : `${head}:express:${machine}:${name}:${uuid(this.#context.random)}`;
  }

  #conclude(execution: Execution): void {
    const { arn } = execution.request;
    // The engine ends, and the next one sees to it.
    if (execution.ending.status === "RUNNING") return;
    if (isStandard(execution)) {
      this.#shelf.keep(execution);
      this.#ended.push(arn);
    } else this.#forget(arn);
    const oldest = this.#ended.length > KEPT_ENDED ? this.#ended.shift() : undefined;
    if (oldest !== undefined) this.#forget(oldest);
  }

  #forget(arn: string): void {
    this.#byArn.delete(arn);
    this.#shelf.forget(arn);
  }
}

/** Its machine may be of another type by now. */
const wasStandard = ({ request }: KeptExecution) => parseArn(request.arn)?.resource.startsWith("execution:");

const isStandard = ({ stateMachine }: Pick<Execution, "stateMachine">) => stateMachine.type === "STANDARD";

/** A second start with the same name and input is the first one's answer, as long as that runs. */
function sameAs(existing: Execution, input: string): Execution {
  if (existing.ending.status === "RUNNING" && existing.request.input === input) return existing;
  throw executionAlreadyExists(existing.request.arn);
}

function checkInput(input: string): void {
  if (Buffer.byteLength(input) > LARGEST_PAYLOAD_BYTES)
    throw new ServiceError(
      "ValidationException",
      `1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to ${LARGEST_PAYLOAD_BYTES}`,
    );
  try {
    JSON.parse(input);
  } catch (error) {
    throw invalidInput(
      input.trim() === "" ? "Invalid execution input." : (jsonProblem(input)?.message ?? messageOf(error)),
    );
  }
}
