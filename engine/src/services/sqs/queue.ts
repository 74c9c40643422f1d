import type { Clock } from "../../kernel/clock.ts";
import type { Recorder } from "../../kernel/journal.ts";
import { type Random, uuid } from "../../kernel/random.ts";
import { createDeduplication } from "../deduplication.ts";
import {
  type AttributeTexts,
  type NumberAttribute,
  numberAttribute,
  type RedrivePolicy,
  redrivePolicyOf,
} from "./attributes.ts";
import { type Acceptance, checkDraft, type Draft, deduplicationIdOf } from "./draft.ts";
import { sqsError } from "./errors.ts";
import { HeldMessages } from "./held-messages.ts";
import { isInFlight, type Message, type MessageCounts, newMessage } from "./message.ts";
import { newReceipt, type Receipt, receiptHandleExpired } from "./receipt-handle.ts";
import { createReceivers, type Receiver, type Receivers } from "./receivers.ts";

/** What the first of several equal sends is answered, and the others after it. */
export type AcceptedSend = Pick<Message, "messageId" | "sequence">;

export interface QueueContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Recorder;
  /** Finds a dead-letter queue. */
  readonly find: (arn: string) => Queue | undefined;
}

/** A standard or FIFO queue, in memory, on the engine's clock. */
export class Queue implements Disposable {
  readonly name: string;
  readonly arn: string;
  readonly fifo: boolean;
  readonly createdAt: number;
  readonly tags = new Map<string, string>();
  readonly #context: QueueContext;
  readonly #held: HeldMessages;
  readonly #receivers: Receivers;
  readonly #deduplication = createDeduplication<AcceptedSend>();
  #attributes: AttributeTexts;
  #redrivePolicy: RedrivePolicy | undefined;
  #modifiedAt: number;
  #sequence = 0;

  constructor(arn: string, attributes: AttributeTexts, context: QueueContext) {
    this.arn = arn;
    this.name = arn.split(":").at(-1) ?? "";
    this.fifo = this.name.endsWith(".fifo");
    this.createdAt = context.clock.now();
    this.#modifiedAt = this.createdAt;
    this.#context = context;
    this.#attributes = attributes;
    this.#redrivePolicy = redrivePolicyOf(attributes);
    this.#held = new HeldMessages(this.fifo);
    this.#receivers = createReceivers({
      clock: context.clock,
      take: (max, visibilityTimeoutMs) => this.#take(max, visibilityTimeoutMs),
      nextDueAt: () => this.#held.nextDueAt(),
    });
  }

  get modifiedAt(): number {
    return this.#modifiedAt;
  }

  get attributes(): AttributeTexts {
    return this.#attributes;
  }

  get redrivePolicy(): RedrivePolicy | undefined {
    return this.#redrivePolicy;
  }

  setAttributes(changes: AttributeTexts): void {
    this.#attributes = { ...this.#attributes, ...changes };
    this.#redrivePolicy = redrivePolicyOf(this.#attributes);
    this.#modifiedAt = this.#now();
  }

  /** An attribute of so many seconds, or bytes. */
  number(name: NumberAttribute): number {
    return numberAttribute(this.#attributes, name);
  }

  /** Accepts a message, or knows it for one that was sent before. Throws what `SendMessage` answers. */
  send(draft: Draft): AcceptedSend {
    checkDraft(draft, this.#acceptance());
    return this.fifo ? this.#sendOnce(draft) : this.#accept(draft, undefined);
  }

  /** Takes over a message that the queue `sourceArn` gave up. */
  adopt(message: Message, sourceArn: string): void {
    const now = this.#now();
    this.#enqueue({
      ...message,
      // A standard queue counts retention from the first send, a FIFO queue anew (SQS guide, dead-letter queues).
      retainedFrom: this.fifo ? now : message.retainedFrom,
      sequence: ++this.#sequence,
      deadLetterSourceArn: sourceArn,
      visibleAt: now,
      receiveCountHere: 0,
      receipt: undefined,
    });
  }

  /** Sends a message of a dead-letter queue anew: with another id, as on AWS. */
  resend(message: Message): void {
    this.#accept(message, message.deduplicationId);
  }

  /** Takes a withdrawn message back as it was. */
  restore(message: Message): void {
    this.#enqueue(message);
  }

  /** Resolves with 1 to `max` messages, now in flight, or with none when the wait is over. */
  receive(receiver: Receiver): Promise<Message[]> {
    return this.#receivers.receive(receiver);
  }

  /** Removes and returns up to `max` visible messages. */
  withdraw(max: number): Message[] {
    const withdrawn = this.#held.take(max, this.#now(), (message) => this.#expire(message));
    for (const message of withdrawn) this.#held.remove(message);
    return withdrawn;
  }

  /** An older receipt of a message succeeds without deleting it, as on AWS. */
  delete(receipt: Receipt): void {
    const message = this.#held.find(receipt);
    if (!message) return;
    if (this.fifo && !isInFlight(message, this.#now())) throw receiptHandleExpired(receipt);
    this.#held.remove(message);
    this.#record("delete", { messageId: message.messageId });
    this.#receivers.notify();
  }

  changeVisibility(receipt: Receipt, timeoutSeconds: number): void {
    const message = this.#held.find(receipt);
    if (!message || !isInFlight(message, this.#now()))
      throw sqsError("MessageNotInflight", "The message referred to is not in flight.");
    this.#held.hide(message, this.#now() + timeoutSeconds * 1000);
    this.#record("visibility", { messageId: message.messageId, timeoutSeconds });
    this.#receivers.notify();
  }

  purge(): void {
    this.#record("purge", { messages: this.#held.size });
    this.#held.clear();
  }

  counts(): MessageCounts {
    return this.#held.count(this.#now(), (message) => this.#isExpired(message));
  }

  [Symbol.dispose](): void {
    this.#receivers[Symbol.dispose]();
  }

  #now(): number {
    return this.#context.clock.now();
  }

  #record(type: string, data: Record<string, unknown>): void {
    this.#context.journal.record("sqs", type, { queue: this.name, ...data });
  }

  #acceptance(): Acceptance {
    return {
      fifo: this.fifo,
      contentBasedDeduplication: this.#attributes.ContentBasedDeduplication === "true",
      maximumBytes: this.number("MaximumMessageSize"),
    };
  }

  #sendOnce(draft: Draft): AcceptedSend {
    const id = deduplicationIdOf(draft, this.#acceptance());
    const scoped = this.#attributes.DeduplicationScope === "messageGroup" ? `${draft.groupId} ${id}` : id;
    const earlier = this.#deduplication.find(scoped, this.#now());
    if (earlier) {
      this.#record("duplicate", { messageId: earlier.messageId });
      return earlier;
    }
    const accepted = this.#accept(draft, id);
    this.#deduplication.remember(scoped, accepted, this.#now());
    return accepted;
  }

  #accept(draft: Draft, deduplicationId: string | undefined): AcceptedSend {
    const message = newMessage(draft, {
      messageId: uuid(this.#context.random),
      now: this.#now(),
      delayMs: (draft.delaySeconds ?? this.number("DelaySeconds")) * 1000,
      sequence: ++this.#sequence,
      deduplicationId,
    });
    this.#record("send", { messageId: message.messageId, groupId: message.groupId });
    this.#enqueue(message);
    return { messageId: message.messageId, sequence: message.sequence };
  }

  #enqueue(message: Message): void {
    this.#held.add(message);
    this.#receivers.notify();
  }

  #take(max: number, visibilityTimeoutMs: number): Message[] {
    const now = this.#now();
    const taken = this.#held.take(max, now, (message) => this.#expire(message) || this.#giveUp(message));
    for (const message of taken) {
      message.receiveCount++;
      message.receiveCountHere++;
      message.firstReceivedAt ??= now;
      message.receipt = newReceipt(this.#context.random);
      this.#held.hide(message, now + visibilityTimeoutMs);
    }
    if (taken.length > 0) this.#record("receive", { messageIds: taken.map(({ messageId }) => messageId) });
    return taken;
  }

  #isExpired({ retainedFrom }: Message): boolean {
    return retainedFrom + this.number("MessageRetentionPeriod") * 1000 <= this.#now();
  }

  /** True when the message's retention is over; it is then gone. */
  #expire(message: Message): boolean {
    if (!this.#isExpired(message)) return false;
    this.#held.remove(message);
    this.#record("expire", { messageId: message.messageId });
    return true;
  }

  /** True when the message was received too often; it is then in the dead-letter queue. */
  #giveUp(message: Message): boolean {
    const policy = this.#redrivePolicy;
    if (!policy || message.receiveCountHere < policy.maxReceiveCount) return false;
    const { messageId, receiveCount } = message;
    const deadLetterQueue = this.#context.find(policy.deadLetterTargetArn);
    if (!deadLetterQueue) {
      this.#record("dead-letter-failed", { messageId, deadLetterTargetArn: policy.deadLetterTargetArn });
      return false;
    }
    this.#held.remove(message);
    this.#record("dead-letter", { messageId, deadLetterQueue: deadLetterQueue.name, receiveCount });
    deadLetterQueue.adopt(message, this.arn);
    return true;
  }
}
