import { uuid } from "../../kernel/random.ts";
import type { ServiceContext } from "../service.ts";
import { sqsError } from "./errors.ts";
import { MoveTask } from "./move-task.ts";
import type { Queue } from "./queue.ts";
import type { Queues } from "./queues.ts";

/** The account's move tasks. */
export class MoveTasks implements Disposable {
  readonly #queues: Queues;
  readonly #context: ServiceContext;
  /** The newest first. */
  readonly #tasks: MoveTask[] = [];

  constructor(queues: Queues, context: ServiceContext) {
    this.#queues = queues;
    this.#context = context;
  }

  /** Those of a source queue, the newest first. */
  of(sourceArn: string): readonly MoveTask[] {
    const source = this.#queue(sourceArn);
    return this.#tasks.filter(({ options }) => options.source === source);
  }

  start(request: {
    sourceArn: string;
    destinationArn?: string | undefined;
    maxPerSecond?: number | undefined;
  }): MoveTask {
    const { clock, journal, random } = this.#context;
    const source = this.#queue(request.sourceArn);
    this.#checkSource(source);
    const task = new MoveTask({
      taskId: uuid(random),
      source,
      destination: request.destinationArn === undefined ? undefined : this.#queue(request.destinationArn),
      maxPerSecond: request.maxPerSecond,
      find: (arn) => this.#queues.byArn(arn),
      clock,
      journal,
    });
    this.#tasks.unshift(task);
    return task;
  }

  cancel(taskHandle: string): MoveTask {
    const task = this.#tasks.find((candidate) => candidate.handle === taskHandle);
    if (!task) throw sqsError("ResourceNotFoundException", "Task does not exist.");
    if (task.status !== "RUNNING") throw refused("Only active tasks can be cancelled");
    task.cancel();
    return task;
  }

  [Symbol.dispose](): void {
    for (const task of this.#tasks) task[Symbol.dispose]();
  }

  #queue(arn: string): Queue {
    const queue = this.#queues.byArn(arn);
    if (queue) return queue;
    throw sqsError(
      "ResourceNotFoundException",
      "The resource that you specified for the SourceArn parameter doesn't exist.",
    );
  }

  #checkSource(source: Queue): void {
    const isDeadLetterQueue = this.#queues
      .list()
      .some(({ redrivePolicy }) => redrivePolicy?.deadLetterTargetArn === source.arn);
    if (!isDeadLetterQueue) throw refused("Source queue must be configured as a Dead Letter Queue.");
    if (this.#tasks.some((task) => task.options.source === source && task.status === "RUNNING"))
      throw refused("There is already a task running. Only one active task is allowed for a source queue arn.");
  }
}

const refused = (message: string) => sqsError("InvalidParameterValueException", message);
