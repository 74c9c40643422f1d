import { formatArn } from "../../../languages/arn.ts";
import type { ServiceContext } from "../../contract/service.ts";
import { type AttributeTexts, checkQueueType, readAttributes, redrivePolicyOf } from "./attributes.ts";
import { invalidParameter, queueDoesNotExist, sqsError } from "./errors.ts";
import { Queue } from "./queue.ts";
import { newQueueRecord, type QueueRecord, queueRecords } from "./queue-shelves.ts";

/** A name is free again a minute after its queue was deleted. */
const NAME_REUSE_MS = 60_000;

const NAME = /^[A-Za-z0-9_-]{1,80}$/;
const FIFO_NAME = /^[A-Za-z0-9_-]{1,75}\.fifo$/;

type Attributes = Readonly<Record<string, string>>;

/** The account's queues: those that were kept, and those that are made. */
export class Queues implements Disposable {
  readonly #context: ServiceContext;
  readonly #byName = new Map<string, Queue>();
  readonly #deletedAt = new Map<string, number>();

  constructor(context: ServiceContext) {
    this.#context = context;
    for (const [name, record] of queueRecords(context.kept).entries()) this.#open(name, record);
  }

  /** All queues, in the order of their creation. */
  list(): readonly Queue[] {
    return [...this.#byName.values()];
  }

  /** The queue of that name; throws `QueueDoesNotExist`. */
  named(name: string): Queue {
    const queue = this.#byName.get(name);
    if (!queue) throw queueDoesNotExist();
    return queue;
  }

  /** The queue at a URL of any host: its last two segments are account and name. Throws `QueueDoesNotExist`. */
  at(url: string): Queue {
    const [accountId, name] = url.split("/").slice(-2);
    if (accountId !== this.#context.stack.accountId || !name) throw queueDoesNotExist();
    return this.named(name);
  }

  byArn(arn: string): Queue | undefined {
    const queue = this.#byName.get(arn.split(":").at(-1) ?? "");
    return queue?.arn === arn ? queue : undefined;
  }

  /** The URL by which callers of this engine reach the queue. */
  url({ name }: Queue): string {
    return `${this.#context.endpoint}/${this.#context.stack.accountId}/${name}`;
  }

  /** Answers with the queue of that name and those attributes if it exists, as `CreateQueue` does. */
  create(name: string, input: Attributes): Queue {
    const attributes = readAttributes(input);
    const existing = this.#byName.get(name);
    if (existing) return sameQueue(existing, attributes);
    this.#checkName(name, attributes);
    checkQueueType(attributes);
    this.checkRedrive(name, attributes);
    return this.#add(name, attributes);
  }

  /** Makes a template's queue unless it is there, and gives it the attributes that the template says. */
  deploy(name: string, attributes: AttributeTexts): void {
    const queue = this.#byName.get(name) ?? this.#add(name, attributes);
    queue.deploy(attributes);
  }

  delete(queue: Queue): void {
    queue[Symbol.dispose]();
    queue.forget();
    this.#byName.delete(queue.name);
    this.#deletedAt.set(queue.name, this.#context.clock.now());
  }

  /** Throws when a redrive policy names no queue, or one of the other type. */
  checkRedrive(name: string, attributes: AttributeTexts): void {
    const policy = redrivePolicyOf(attributes);
    if (!policy) return;
    const { RedrivePolicy } = attributes;
    const target = this.byArn(policy.deadLetterTargetArn);
    if (!target) throw invalidParameter("RedrivePolicy", RedrivePolicy, "Dead letter target does not exist.");
    if (target.fifo === name.endsWith(".fifo")) return;
    throw invalidParameter(
      "RedrivePolicy",
      RedrivePolicy,
      "Dead-letter queue must be same type of queue as the source.",
    );
  }

  [Symbol.dispose](): void {
    for (const queue of this.#byName.values()) queue[Symbol.dispose]();
  }

  #add(name: string, attributes: AttributeTexts): Queue {
    const record = newQueueRecord(attributes, this.#context.clock.now());
    queueRecords(this.#context.kept).put(name, record);
    return this.#open(name, record);
  }

  #open(name: string, record: QueueRecord): Queue {
    const { partition, region, accountId } = this.#context.stack;
    const arn = formatArn({ partition, service: "sqs", region, accountId, resource: name });
    const queue = new Queue(arn, record, { ...this.#context, find: (target) => this.byArn(target) });
    this.#byName.set(name, queue);
    return queue;
  }

  #checkName(name: string, { FifoQueue }: AttributeTexts): void {
    const fifo = FifoQueue === "true";
    if (!(fifo ? FIFO_NAME : NAME).test(name)) throw invalidName(fifo);
    const deletedAt = this.#deletedAt.get(name);
    if (deletedAt === undefined || this.#context.clock.now() - deletedAt >= NAME_REUSE_MS) return;
    throw sqsError(
      "QueueDeletedRecently",
      "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
    );
  }
}

const invalidName = (fifo: boolean) =>
  sqsError(
    "InvalidParameterValueException",
    fifo
      ? "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length."
      : "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
  );

function sameQueue(queue: Queue, attributes: AttributeTexts): Queue {
  const current: Attributes = queue.attributes;
  const different = Object.entries(attributes).find(([name, value]) => current[name] !== value)?.[0];
  if (different === undefined) return queue;
  throw sqsError(
    "QueueNameExists",
    `A queue already exists with the same name and a different value for attribute ${different}`,
  );
}
