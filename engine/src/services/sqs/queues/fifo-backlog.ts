import { Heap } from "../../../kernel/heap.ts";
import type { Backlog } from "./backlog.ts";
import type { Message } from "./message.ts";

/** One message group: its messages come out in order, and none while one before it is in flight. */
interface Group {
  readonly messages: Heap<Message>;
  /** Time at which its first message may be received. */
  availableAt: number;
  /** Place of its first message in the queue: the order of groups that became available at the same time. */
  sequence: number;
}

/**
 * A FIFO queue. A message that is back before others of its group that were received with it comes out alone: as
 * recorded on AWS, what counts is the first message of the group.
 */
export function createFifoBacklog(): Backlog {
  const groups = new Map<string, Group>();
  const byAvailability = new Heap<Group>((a, b) =>
    a.availableAt === b.availableAt ? a.sequence < b.sequence : a.availableAt < b.availableAt,
  );

  /** Changes the group of `message` and puts it where it then belongs. */
  function change(message: Message, apply: (messages: Heap<Message>) => void): void {
    const id = message.groupId ?? "";
    const group = groups.get(id) ?? emptyGroup();
    byAvailability.delete(group);
    apply(group.messages);
    const first = group.messages.peek();
    if (!first) {
      groups.delete(id);
      return;
    }
    groups.set(id, group);
    group.availableAt = first.visibleAt;
    group.sequence = first.sequence;
    byAvailability.push(group);
  }

  return {
    add: (message) => change(message, (messages) => messages.push(message)),
    remove: (message) => change(message, (messages) => messages.delete(message)),
    // As many of one group as there are come first (SQS guide, "FIFO queue delivery logic").
    next(now, previous) {
      const same = previous && groups.get(previous.groupId ?? "");
      const group = same && same.availableAt <= now ? same : byAvailability.peek();
      return group && group.availableAt <= now ? group.messages.peek() : undefined;
    },
    changeVisibility: (message, visibleAt) =>
      change(message, (messages) => {
        messages.delete(message);
        message.visibleAt = visibleAt;
        messages.push(message);
      }),
    nextDueAt: () => byAvailability.peek()?.availableAt,
  };
}

function emptyGroup(): Group {
  return { messages: new Heap((a, b) => a.sequence < b.sequence), availableAt: 0, sequence: 0 };
}
