import type { Clock } from "../../../kernel/clock.ts";
import type { Recorder } from "../../../kernel/journal.ts";
import type { Kept } from "../../../kernel/kept.ts";
import { type Random, uuid } from "../../../kernel/random.ts";
import { otherTrace, type Tracer } from "../../../kernel/tracing.ts";
import { createDeduplication, type Deduplication } from "../../contract/deduplication.ts";
import { deployed } from "../../contract/deployed.ts";
import type { Faults } from "../../contract/faults.ts";
import {
  type AttributeTexts,
  type NumberAttribute,
  numberAttribute,
  type RedrivePolicy,
  redrivePolicyOf,
} from "./attributes.ts";
import { type Acceptance, checkDraft, checkFifoIds, type Draft, deduplicationIdOf, type Identified } from "./draft.ts";
import { sqsError } from "./errors.ts";
import { createLongPolls, type LongPolls, type ReceiveOptions } from "./long-polls.ts";
import { type AcceptedSend, isInFlight, type Message, type MessageCounts, newMessage } from "./message.ts";
import { Messages } from "./messages.ts";
import { type QueueRecord, type QueueShelves, shelvesOf } from "./queue-shelves.ts";
import { newReceipt, type Receipt, receiptHandleExpired } from "./receipt-handle.ts";

export interface QueueContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Recorder;
  readonly tracer: Tracer;
  readonly kept: Kept;
  readonly faults: Faults;
  /** Finds a dead-letter queue. */
  readonly find: (arn: string) => Queue | undefined;
}

/** A standard or FIFO queue on the engine's clock: in memory, and on the shelves of its name. */
export class Queue implements Disposable {
  readonly name: string;
  readonly arn: string;
  readonly fifo: boolean;
  readonly #context: QueueContext;
  readonly #state: QueueRecord;
  readonly #shelves: QueueShelves;
  readonly #messages: Messages;
  readonly #longPolls: LongPolls;
  readonly #deduplication: Deduplication<AcceptedSend>;
  #redrivePolicy: RedrivePolicy | undefined;
  /** Messages that came once more by a fault. */
  readonly #duplicated = new WeakSet<Message>();

  /** `state` may be of an earlier run: its messages come with it. */
  constructor(arn: string, state: QueueRecord, context: QueueContext) {
    this.arn = arn;
    this.name = arn.split(":").at(-1) ?? "";
    this.fifo = this.name.endsWith(".fifo");
    this.#context = context;
    this.#state = state;
    this.#shelves = shelvesOf(this.name, context.kept);
    this.#redrivePolicy = redrivePolicyOf(state.attributes);
    this.#messages = new Messages(this.fifo, this.#shelves.messages);
    this.#deduplication = createDeduplication(this.#shelves.sends);
    this.#longPolls = createLongPolls({
      clock: context.clock,
      take: (max, visibilityTimeoutMs) => this.#take(max, visibilityTimeoutMs),
      nextDueAt: () => this.#messages.nextDueAt(),
    });
  }

  get createdAt(): number {
    return this.#state.createdAt;
  }

  get modifiedAt(): number {
    return this.#state.modifiedAt;
  }

  get attributes(): AttributeTexts {
    return this.#state.attributes;
  }

  get tags(): Readonly<Record<string, string>> {
    return this.#state.tags;
  }

  get redrivePolicy(): RedrivePolicy | undefined {
    return this.#redrivePolicy;
  }

  setAttributes(changes: AttributeTexts): void {
    this.#replaceAttributes({ ...this.attributes, ...changes });
  }

  /** Gives it the attributes that its template says. */
  deploy(wanted: AttributeTexts): void {
    const attributes = deployed<string | undefined>(this.attributes, this.#state.fromTemplate, wanted);
    this.#state.fromTemplate = wanted;
    if (attributes !== this.attributes) this.#replaceAttributes(attributes);
  }

  setTags(tags: Readonly<Record<string, string>>): void {
    this.#state.tags = tags;
    this.#keep("tags");
  }

  /** Value of an attribute that is a number of seconds, or of bytes. */
  number(name: NumberAttribute): number {
    return numberAttribute(this.attributes, name);
  }

  /** Accepts a message, or knows it for one that was sent before. Throws the errors of `SendMessage`. */
  send(draft: Draft): AcceptedSend {
    checkDraft(draft, this.#acceptance());
    const { tracer } = this.#context;
    const send = () => (this.fifo ? this.#sendOnce(draft) : this.#accept(draft, undefined));
    // Each message of a batch can name a trace of its own.
    const other = otherTrace(draft.traceHeader, tracer.current);
    return other ? tracer.span(send, other) : send();
  }

  /** Throws what a whole batch fails for when one of its messages lacks an id. */
  checkIds(drafts: readonly Identified[]): void {
    for (const draft of drafts) checkFifoIds(draft, this.#acceptance());
  }

  /** Takes over a message as the dead-letter queue of the queue `sourceArn`. */
  adopt(message: Message, sourceArn: string): void {
    const now = this.#now();
    this.#enqueue({
      ...message,
      // A standard queue counts retention from the first send, a FIFO queue anew (SQS guide, dead-letter queues).
      retainedFrom: this.fifo ? now : message.retainedFrom,
      sequence: this.#nextSequence(),
      deadLetterSourceArn: sourceArn,
      visibleAt: now,
      receiveCountHere: 0,
      receipt: undefined,
    });
  }

  /** Sends a message of a dead-letter queue anew: with another id, as on AWS. */
  resend(message: Message): AcceptedSend {
    return this.#context.tracer.span(() => this.#accept(message, message.deduplicationId), message.trace);
  }

  /** Takes a withdrawn message back as it was. */
  restore(message: Message): void {
    this.#enqueue(message);
  }

  /** Resolves with 1 to `max` messages, now in flight, or with none when the wait is over. */
  receive(options: ReceiveOptions): Promise<Message[]> {
    return this.#longPolls.receive(options);
  }

  /** Removes and returns up to `max` visible messages. */
  withdraw(max: number): Message[] {
    const withdrawn = this.#messages.take(max, this.#now(), (message) => this.#expire(message));
    for (const message of withdrawn) this.#messages.remove(message);
    return withdrawn;
  }

  /**
   * A standard queue deletes by any receipt of the message (recorded on AWS; its guide only promises the latest). A FIFO
   * queue deletes by the latest alone, and an older one succeeds without deleting.
   */
  delete(receipt: Receipt): void {
    const message = this.fifo ? this.#messages.find(receipt) : this.#messages.findReceived(receipt);
    if (!message) return;
    if (this.fifo && !isInFlight(message, this.#now())) throw receiptHandleExpired(receipt);
    if (!this.#comesAgain(message)) this.#messages.remove(message);
    this.#record("delete", { messageId: message.messageId });
    this.#longPolls.notify();
  }

  changeVisibility(receipt: Receipt, timeoutSeconds: number): void {
    const message = this.#messages.find(receipt);
    // A standard queue lets the latest receiver have a message back after its time, unless another took it.
    if (!message || (this.fifo && !isInFlight(message, this.#now())))
      throw sqsError("MessageNotInflight", "The message referred to is not in flight.");
    this.#messages.changeVisibility(message, this.#now() + timeoutSeconds * 1000);
    this.#record("visibility", { messageId: message.messageId, timeoutSeconds });
    this.#longPolls.notify();
  }

  purge(): void {
    this.#record("purge", { messages: this.#messages.size });
    this.#messages.clear();
  }

  /** The messages as they lie there, in the order of arrival: nothing is received. */
  peek(): readonly Message[] {
    return this.#messages.list().filter((message) => !this.#isExpired(message));
  }

  /** Removes a message for good, or to put it elsewhere: without a receipt. */
  remove(message: Message): void {
    this.#messages.remove(message);
    this.#longPolls.notify();
  }

  counts(): MessageCounts {
    return this.#messages.count(this.#now(), (message) => this.#isExpired(message));
  }

  /** Deletes all that is kept of it, its messages too. */
  forget(): void {
    for (const shelf of [this.#shelves.messages, this.#shelves.sends]) shelf.clear();
    this.#shelves.queues.delete(this.name);
  }

  [Symbol.dispose](): void {
    this.#longPolls[Symbol.dispose]();
  }

  #keep(...members: readonly (keyof QueueRecord)[]): void {
    this.#shelves.queues.changed(this.name, members);
  }

  #replaceAttributes(attributes: AttributeTexts): void {
    this.#state.attributes = attributes;
    this.#state.modifiedAt = this.#now();
    this.#redrivePolicy = redrivePolicyOf(attributes);
    this.#keep("attributes", "fromTemplate", "modifiedAt");
  }

  #nextSequence(): number {
    this.#keep("sequence");
    return ++this.#state.sequence;
  }

  #now(): number {
    return this.#context.clock.now();
  }

  #record(type: string, data: Record<string, unknown>): void {
    this.#context.journal.record("sqs", type, { queue: this.name, ...data });
  }

  /** An event of a message after it was sent, as a part of the work that sent it. */
  #recordLater(type: string, { messageId, trace }: Message, data: Record<string, unknown> = {}): void {
    const record = () => this.#record(type, { messageId, ...data });
    if (trace) this.#context.tracer.span(record, trace);
    else record();
  }

  #acceptance(): Acceptance {
    return {
      fifo: this.fifo,
      contentBasedDeduplication: this.attributes.ContentBasedDeduplication === "true",
      maximumBytes: this.number("MaximumMessageSize"),
    };
  }

  #sendOnce(draft: Draft): AcceptedSend {
    const id = deduplicationIdOf(draft, this.#acceptance());
    const scoped = this.attributes.DeduplicationScope === "messageGroup" ? `${draft.groupId} ${id}` : id;
    const earlier = this.#deduplication.find(scoped, this.#now());
    if (earlier) {
      this.#record("duplicate", { messageId: earlier.messageId });
      return earlier;
    }
    const accepted = this.#accept(draft, id);
    this.#deduplication.remember(scoped, accepted, this.#now());
    return accepted;
  }

  /** A message has a delay of its own on a standard queue only. */
  #delaySeconds({ delaySeconds }: Draft): number {
    const own = this.number("DelaySeconds");
    return this.fifo ? own : (delaySeconds ?? own);
  }

  #accept(draft: Draft, deduplicationId: string | undefined): AcceptedSend {
    const message = newMessage(draft, {
      messageId: uuid(this.#context.random),
      now: this.#now(),
      delayMs: this.#delaySeconds(draft) * 1000,
      sequence: this.#nextSequence(),
      deduplicationId,
      trace: this.#context.tracer.current,
    });
    this.#record("send", { messageId: message.messageId, groupId: message.groupId });
    this.#enqueue(message);
    return { messageId: message.messageId, sequence: message.sequence };
  }

  #enqueue(message: Message): void {
    this.#messages.add(message);
    this.#longPolls.notify();
  }

  #take(max: number, visibilityTimeoutMs: number): Message[] {
    const now = this.#now();
    const taken = this.#messages.take(
      max,
      now,
      (message) => this.#expire(message) || this.#moveToDeadLetterQueue(message),
    );
    for (const message of taken) {
      message.receiveCount++;
      message.receiveCountHere++;
      message.firstReceivedAt ??= now;
      message.receipt = newReceipt(this.#context.random);
      this.#messages.changeVisibility(message, now + visibilityTimeoutMs);
    }
    // A send wakes those who wait: what they receive is no part of it.
    const record = () => this.#record("receive", { messageIds: taken.map(({ messageId }) => messageId) });
    if (taken.length > 0) this.#context.tracer.within(undefined, record);
    return taken;
  }

  #isExpired({ retainedFrom }: Message): boolean {
    return retainedFrom + this.number("MessageRetentionPeriod") * 1000 <= this.#now();
  }

  /** True when the message's retention is over; it is then gone. */
  #expire(message: Message): boolean {
    if (!this.#isExpired(message)) return false;
    this.#messages.remove(message);
    this.#recordLater("expire", message);
    return true;
  }

  /**
   * True when the deletion misses one of a standard queue's copies, which are then received once more, as if they had
   * not been before (SQS guide, "Amazon SQS at-least-once delivery").
   */
  #comesAgain(message: Message): boolean {
    const { take } = this.#context.faults;
    if (!take || this.fifo || this.#duplicated.has(message)) return false;
    if (!take("queue", { queue: this.name, trace: { messageId: message.messageId } })) return false;
    this.#duplicated.add(message);
    message.receiveCount--;
    message.receiveCountHere--;
    message.receipt = undefined;
    this.#messages.changeVisibility(message, this.#now());
    return true;
  }

  /** True when the message was received too often; it is then in the dead-letter queue. */
  #moveToDeadLetterQueue(message: Message): boolean {
    const policy = this.#redrivePolicy;
    if (!policy || message.receiveCountHere < policy.maxReceiveCount) return false;
    const { receiveCount } = message;
    const deadLetterQueue = this.#context.find(policy.deadLetterTargetArn);
    if (!deadLetterQueue) {
      this.#recordLater("dead-letter-failed", message, { deadLetterTargetArn: policy.deadLetterTargetArn });
      return false;
    }
    this.#messages.remove(message);
    this.#recordLater("dead-letter", message, { deadLetterQueue: deadLetterQueue.name, receiveCount });
    deadLetterQueue.adopt(message, this.arn);
    return true;
  }
}
