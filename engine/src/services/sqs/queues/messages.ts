import type { Shelf } from "../../../kernel/kept.ts";
import { type Backlog, createStandardBacklog } from "./backlog.ts";
import { createFifoBacklog } from "./fifo-backlog.ts";
import { countMessages, type Message, type MessageCounts } from "./message.ts";
import type { Receipt } from "./receipt-handle.ts";

/** Members that a receive, or a change of the visibility timeout, changes. */
const CHANGED_BY_RECEIVE = ["visibleAt", "receiveCount", "receiveCountHere", "firstReceivedAt", "receipt"] as const;

/** The messages of a queue, by id and in the order of their delivery. */
export class Messages {
  readonly #fifo: boolean;
  readonly #byId: Map<string, Message>;
  readonly #shelf: Shelf<Message>;
  #backlog: Backlog;

  /** Begins with the messages of the shelf. Those that were in flight are so until their visibility timeout ends. */
  constructor(fifo: boolean, shelf: Shelf<Message>) {
    this.#fifo = fifo;
    this.#shelf = shelf;
    this.#byId = new Map(shelf.entries());
    this.#backlog = newBacklog(fifo);
    for (const message of this.#byId.values()) {
      if (message.receiveCountHere > 0) this.#backlog.changeVisibility(message, message.visibleAt);
      else this.#backlog.add(message);
    }
  }

  get size(): number {
    return this.#byId.size;
  }

  add(message: Message): void {
    this.#byId.set(message.messageId, message);
    this.#backlog.add(message);
    this.#shelf.put(message.messageId, message);
  }

  remove(message: Message): void {
    this.#byId.delete(message.messageId);
    this.#backlog.remove(message);
    this.#shelf.delete(message.messageId);
  }

  clear(): void {
    this.#byId.clear();
    this.#shelf.clear();
    this.#backlog = newBacklog(this.#fifo);
  }

  /** The message that `receipt` received last, if it still exists. */
  find({ messageId, receipt }: Receipt): Message | undefined {
    const message = this.#byId.get(messageId);
    return message?.receipt === receipt ? message : undefined;
  }

  /** The message that `receipt` received, be it before others did. */
  findReceived({ messageId }: Receipt): Message | undefined {
    const message = this.#byId.get(messageId);
    return message?.receipt === undefined ? undefined : message;
  }

  /**
   * Up to `max` messages that are visible at `now`, removed from the order but not forgotten: each then gets another
   * visibility or is removed. `drop` may remove a message for good and say so by true; the next is then looked at.
   */
  take(max: number, now: number, drop: (message: Message) => boolean): Message[] {
    const taken: Message[] = [];
    while (taken.length < max) {
      const message = this.#backlog.next(now, taken.at(-1));
      if (!message) break;
      this.#backlog.remove(message);
      if (!drop(message)) taken.push(message);
    }
    return taken;
  }

  /** Makes the message invisible until then: nobody receives it before. */
  changeVisibility(message: Message, visibleAt: number): void {
    this.#backlog.changeVisibility(message, visibleAt);
    this.#shelf.changed(message.messageId, CHANGED_BY_RECEIVE);
  }

  /** Time at which a message may become visible that was not. */
  nextDueAt(): number | undefined {
    return this.#backlog.nextDueAt();
  }

  /** Every message, in the order of arrival. */
  list(): readonly Message[] {
    return [...this.#byId.values()].sort((a, b) => a.sequence - b.sequence);
  }

  /** Looks at every message: for callers who ask for numbers, not for receives. */
  count(now: number, isExpired: (message: Message) => boolean): MessageCounts {
    return countMessages(
      [...this.#byId.values()].filter((message) => !isExpired(message)),
      now,
    );
  }
}

const newBacklog = (fifo: boolean) => (fifo ? createFifoBacklog() : createStandardBacklog());
