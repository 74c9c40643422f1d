import { type Backlog, createStandardBacklog } from "./backlog.ts";
import { createFifoBacklog } from "./fifo-backlog.ts";
import { countMessages, type Message, type MessageCounts } from "./message.ts";
import type { Receipt } from "./receipt-handle.ts";

/** What a queue holds: its messages by id and in the order of their delivery. */
export class HeldMessages {
  readonly #fifo: boolean;
  readonly #byId = new Map<string, Message>();
  #backlog: Backlog;

  constructor(fifo: boolean) {
    this.#fifo = fifo;
    this.#backlog = newBacklog(fifo);
  }

  get size(): number {
    return this.#byId.size;
  }

  add(message: Message): void {
    this.#byId.set(message.messageId, message);
    this.#backlog.add(message);
  }

  remove(message: Message): void {
    this.#byId.delete(message.messageId);
    this.#backlog.remove(message);
  }

  clear(): void {
    this.#byId.clear();
    this.#backlog = newBacklog(this.#fifo);
  }

  /** The message that `receipt` received last, if it still exists. */
  find({ messageId, receipt }: Receipt): Message | undefined {
    const message = this.#byId.get(messageId);
    return message?.receipt === receipt ? message : undefined;
  }

  /**
   * Up to `max` messages that are visible at `now`, removed from the order but not forgotten: each is then hidden or
   * removed. `drop` may remove a message for good and say so by true; the next is then looked at.
   */
  take(max: number, now: number, drop: (message: Message) => boolean): Message[] {
    const taken: Message[] = [];
    while (taken.length < max) {
      const message = this.#backlog.next(now);
      if (!message) break;
      this.#backlog.remove(message);
      if (!drop(message)) taken.push(message);
    }
    return taken;
  }

  /** Nobody receives `message` before `until`. */
  hide(message: Message, until: number): void {
    this.#backlog.hide(message, until);
  }

  /** When a message may become visible that was not. */
  nextDueAt(): number | undefined {
    return this.#backlog.nextDueAt();
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
