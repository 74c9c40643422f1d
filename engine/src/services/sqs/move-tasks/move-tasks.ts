import type { Shelf } from "../../../kernel/kept.ts";
import { parseJson } from "../../../kernel/parse-json.ts";
import { uuid } from "../../../kernel/random.ts";
import type { ServiceContext } from "../../contract/service.ts";
import { sqsError } from "../queues/errors.ts";
import type { Queue } from "../queues/queue.ts";
import type { Queues } from "../queues/queues.ts";
import { type MoveProgress, MoveTask } from "./move-task.ts";

interface MoveRequest {
  readonly sourceArn: string;
  readonly destinationArn?: string | undefined;
  readonly maxPerSecond?: number | undefined;
}

interface RunningMove extends MoveProgress {
  readonly request: MoveRequest;
}

/** The account's move tasks: those that an earlier run did not end go on. */
export class MoveTasks implements Disposable {
  readonly #queues: Queues;
  readonly #context: ServiceContext;
  /** Requests and progress of the running tasks, by id. */
  readonly #shelf: Shelf<RunningMove>;
  /** All tasks, the newest first. */
  readonly #tasks: MoveTask[] = [];

  constructor(queues: Queues, context: ServiceContext) {
    this.#queues = queues;
    this.#context = context;
    this.#shelf = context.kept.shelf("sqs/move-tasks");
    for (const [taskId, task] of this.#shelf.entries()) this.#resume(taskId, task);
  }

  /** The tasks of a source queue, the newest first. */
  of(sourceArn: string): readonly MoveTask[] {
    const source = this.#queue(sourceArn);
    return this.#tasks.filter(({ options }) => options.source === source);
  }

  start(request: MoveRequest): MoveTask {
    this.#checkSource(this.#queue(request.sourceArn));
    if (request.destinationArn !== undefined) this.#queue(request.destinationArn, "DestinationArn");
    return this.#run(uuid(this.#context.random), request);
  }

  cancel(taskHandle: string): MoveTask {
    const task = this.#tasks.find((candidate) => candidate.handle === taskHandle);
    if (!task) this.#queue(sourceOf(taskHandle));
    if (!task) throw sqsError("ResourceNotFoundException", "Task does not exist.");
    if (task.status !== "RUNNING") throw invalidValue("Only active tasks can be cancelled");
    task.cancel();
    return task;
  }

  [Symbol.dispose](): void {
    for (const task of this.#tasks) task[Symbol.dispose]();
  }

  /** A task whose queues were deleted has ended. */
  #resume(taskId: string, { request, ...progress }: RunningMove): void {
    const { sourceArn, destinationArn = sourceArn } = request;
    if (this.#queues.byArn(sourceArn) && this.#queues.byArn(destinationArn)) this.#run(taskId, request, progress);
    else this.#shelf.delete(taskId);
  }

  #run(taskId: string, request: MoveRequest, progress?: MoveProgress): MoveTask {
    const { clock, journal } = this.#context;
    const { sourceArn, destinationArn, maxPerSecond } = request;
    const options = {
      taskId,
      source: this.#queue(sourceArn),
      destination: destinationArn === undefined ? undefined : this.#queue(destinationArn),
      maxPerSecond,
      ...(progress && { progress }),
    };
    const task = new MoveTask(options, {
      clock,
      journal,
      find: (arn) => this.#queues.byArn(arn),
      onProgress: (now) => {
        if (now) this.#shelf.put(taskId, { ...now, request });
        else this.#shelf.delete(taskId);
      },
    });
    this.#tasks.unshift(task);
    return task;
  }

  #queue(arn: string, parameter = "SourceArn"): Queue {
    const queue = this.#queues.byArn(arn);
    if (queue) return queue;
    throw sqsError(
      "ResourceNotFoundException",
      `The resource that you specified for the ${parameter} parameter doesn't exist.`,
    );
  }

  #checkSource(source: Queue): void {
    const isDeadLetterQueue = this.#queues
      .list()
      .some(({ redrivePolicy }) => redrivePolicy?.deadLetterTargetArn === source.arn);
    if (!isDeadLetterQueue) throw invalidValue("Source queue must be configured as a Dead Letter Queue.");
    if (this.#tasks.some((task) => task.options.source === source && task.status === "RUNNING"))
      throw invalidValue(
        "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
      );
  }
}

/** The source that a handle names. */
function sourceOf(handle: string): string {
  const { sourceArn } = Object(parseJson(Buffer.from(handle, "base64").toString()));
  if (typeof sourceArn === "string") return sourceArn;
  throw invalidValue("Value for parameter TaskHandle is invalid.");
}

const invalidValue = (message: string) => sqsError("InvalidParameterValueException", message);
