import { Heap } from "../../../kernel/heap.ts";
import type { Message } from "./message.ts";

/** The messages of a queue in the order in which they may be received. Every step is O(log n). */
export interface Backlog {
  add(message: Message): void;
  remove(message: Message): void;
  /** The next message that may be received at `now` together with `previous`, or undefined. It stays where it is. */
  next(now: number, previous?: Message): Message | undefined;
  /** Puts a message in flight, a member or one that was just removed: nobody receives it before `visibleAt`. */
  changeVisibility(message: Message, visibleAt: number): void;
  /** Time at which `next` may have something, or more than it has; undefined when the backlog is empty. */
  nextDueAt(): number | undefined;
}

/** A standard queue: whatever became visible first; one that comes back queues up behind those that wait. */
export function createStandardBacklog(): Backlog {
  const messages = new Heap<Message>((a, b) =>
    a.visibleAt === b.visibleAt ? a.sequence < b.sequence : a.visibleAt < b.visibleAt,
  );
  return {
    add: (message) => messages.push(message),
    remove: (message) => void messages.delete(message),
    next(now) {
      const first = messages.peek();
      return first && first.visibleAt <= now ? first : undefined;
    },
    changeVisibility(message, visibleAt) {
      messages.delete(message);
      message.visibleAt = visibleAt;
      messages.push(message);
    },
    nextDueAt: () => messages.peek()?.visibleAt,
  };
}
