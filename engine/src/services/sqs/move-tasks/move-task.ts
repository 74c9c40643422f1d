import type { Clock } from "../../../kernel/clock.ts";
import type { Recorder } from "../../../kernel/journal.ts";
import type { Message } from "../queues/message.ts";
import type { Queue } from "../queues/queue.ts";

/** Moved in one step when no rate is asked for; also SQS's highest rate a second. */
const FASTEST_PER_SECOND = 500;

export interface MoveTaskOptions {
  readonly taskId: string;
  readonly source: Queue;
  /** Undefined: each message goes back to the queue from which it came. */
  readonly destination: Queue | undefined;
  readonly maxPerSecond: number | undefined;
  /** Progress of an earlier run. */
  readonly progress?: MoveProgress;
}

export interface MoveTaskDependencies {
  readonly clock: Clock;
  readonly journal: Recorder;
  readonly find: (arn: string) => Queue | undefined;
  /** Called with the progress after each step, and with undefined at the end. */
  readonly onProgress: (progress: MoveProgress | undefined) => void;
}

export interface MoveProgress {
  readonly startedAt: number;
  readonly toMove: number;
  readonly moved: number;
}

export type MoveStatus = "RUNNING" | "COMPLETED" | "CANCELLED" | "FAILED";

/** Moves a dead-letter queue's messages away, a step a second (SQS: dead-letter queue redrive). */
export class MoveTask implements Disposable {
  readonly options: MoveTaskOptions;
  readonly #dependencies: MoveTaskDependencies;
  readonly startedAt: number;
  readonly toMove: number;
  #moved: number;
  #status: MoveStatus = "RUNNING";
  #failureReason: string | undefined;
  #timer: Disposable;

  constructor(options: MoveTaskOptions, dependencies: MoveTaskDependencies) {
    this.options = options;
    this.#dependencies = dependencies;
    const { progress, source } = options;
    const { clock } = dependencies;
    this.startedAt = progress?.startedAt ?? clock.now();
    this.toMove = progress?.toMove ?? source.counts().visible;
    this.#moved = progress?.moved ?? 0;
    this.#report();
    this.#timer = clock.after(0, () => this.#step());
  }

  /** Name by which callers know it. */
  get handle(): string {
    const { taskId, source } = this.options;
    return Buffer.from(JSON.stringify({ taskId, sourceArn: source.arn })).toString("base64");
  }

  get moved(): number {
    return this.#moved;
  }

  get status(): MoveStatus {
    return this.#status;
  }

  get failureReason(): string | undefined {
    return this.#failureReason;
  }

  cancel(): void {
    this.#end("CANCELLED");
  }

  [Symbol.dispose](): void {
    this.#timer[Symbol.dispose]();
  }

  #step(): void {
    const { source, maxPerSecond = FASTEST_PER_SECOND } = this.options;
    const messages = source.withdraw(maxPerSecond);
    const stuck = messages.findIndex((message) => !this.#move(message));
    if (stuck >= 0) this.#giveBack(messages.slice(stuck));
    else if (messages.length < maxPerSecond) this.#end("COMPLETED");
    else this.#continueLater();
  }

  #continueLater(): void {
    this.#report();
    this.#timer = this.#dependencies.clock.after(1000, () => this.#step());
  }

  #report(): void {
    const { startedAt, toMove, moved } = this;
    this.#dependencies.onProgress({ startedAt, toMove, moved });
  }

  #move(message: Message): boolean {
    const { destination, source } = this.options;
    const { find, journal } = this.#dependencies;
    const target = destination ?? find(message.deadLetterSourceArn ?? "");
    if (!target) return false;
    target.resend(message);
    this.#moved++;
    journal.record("sqs", "redrive", { queue: source.name, messageId: message.messageId, destination: target.name });
    return true;
  }

  /** A message that was sent here directly has no queue to go back to. */
  #giveBack(messages: readonly Message[]): void {
    const { source } = this.options;
    for (const message of messages) source.restore(message);
    this.#failureReason = "CouldNotDetermineMessageSource";
    this.#end("FAILED");
  }

  #end(status: MoveStatus): void {
    this.#timer[Symbol.dispose]();
    this.#status = status;
    this.#dependencies.onProgress(undefined);
  }
}
