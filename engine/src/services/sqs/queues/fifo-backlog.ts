import { Heap } from "../../../kernel/heap.ts";
import type { Backlog } from "./backlog.ts";
import type { Message } from "./message.ts";

/** One message group: its messages come out in order, and none while one of them is in flight. */
interface Group {
  readonly waiting: Heap<Message>;
  readonly inFlight: Set<Message>;
  /** Time at which its next message may be received. */
  availableAt: number;
  /** Place of its next message in the queue: the order of groups that became available at the same time. */
  sequence: number;
}

/** A FIFO queue. A group in flight is available again once all its messages in flight are deleted or visible. */
export function createFifoBacklog(): Backlog {
  const groups = new Map<string, Group>();
  const byAvailability = new Heap<Group>((a, b) =>
    a.availableAt === b.availableAt ? a.sequence < b.sequence : a.availableAt < b.availableAt,
  );

  /** Changes the group of `message` and puts it where it then belongs. */
  function change(message: Message, apply: (group: Group) => void): void {
    const id = message.groupId ?? "";
    const group = groups.get(id) ?? emptyGroup();
    byAvailability.delete(group);
    apply(group);
    if (group.waiting.size === 0 && group.inFlight.size === 0) {
      groups.delete(id);
      return;
    }
    groups.set(id, group);
    Object.assign(group, turnOf(group));
    byAvailability.push(group);
  }

  return {
    add: (message) => change(message, (group) => group.waiting.push(message)),
    remove: (message) =>
      change(message, (group) => {
        group.inFlight.delete(message);
        group.waiting.delete(message);
      }),
    next(now) {
      const group = byAvailability.peek();
      if (!group || group.availableAt > now) return undefined;
      for (const message of group.inFlight) group.waiting.push(message);
      group.inFlight.clear();
      return group.waiting.peek();
    },
    changeVisibility: (message, visibleAt) =>
      change(message, (group) => {
        group.waiting.delete(message);
        message.visibleAt = visibleAt;
        group.inFlight.add(message);
      }),
    nextDueAt: () => byAvailability.peek()?.availableAt,
  };
}

function emptyGroup(): Group {
  const waiting = new Heap<Message>((a, b) => a.sequence < b.sequence);
  return { waiting, inFlight: new Set(), availableAt: 0, sequence: 0 };
}

function turnOf({ waiting, inFlight }: Group): Pick<Group, "availableAt" | "sequence"> {
  const head = waiting.peek();
  if (inFlight.size === 0 && head) return { availableAt: head.visibleAt, sequence: head.sequence };
  return {
    availableAt: Math.max(...[...inFlight].map(({ visibleAt }) => visibleAt)),
    sequence: Math.min(...[...inFlight].map(({ sequence }) => sequence)),
  };
}
