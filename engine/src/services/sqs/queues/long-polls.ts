import type { Clock } from "../../../kernel/clock.ts";
import type { Message } from "./message.ts";

/** One who waits for messages of a queue. */
export interface Receiver {
  readonly max: number;
  readonly visibilityTimeoutMs: number;
  /** How long to wait for the first message; Infinity: until the signal. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

export interface Receivers extends Disposable {
  /** Resolves with messages as soon as there are any, or with none when the wait is over. */
  receive(receiver: Receiver): Promise<Message[]>;
  /** To be called when a message may have become visible, or when it will at another time than before. */
  notify(): void;
}

export interface ReceiversOptions {
  readonly clock: Clock;
  readonly take: (max: number, visibilityTimeoutMs: number) => Message[];
  /** When `take` may have more than now; undefined: not before something is sent. */
  readonly nextDueAt: () => number | undefined;
}

interface Waiting extends Receiver {
  readonly settle: (messages: Message[]) => void;
}

/** Long polling: receivers are served in the order in which they came. */
export function createReceivers({ clock, take, nextDueAt }: ReceiversOptions): Receivers {
  const waiting = new Set<Waiting>();
  let alarm: Disposable | undefined;
  let notified = false;

  function serve(): void {
    notified = false;
    for (const receiver of waiting) {
      const messages = take(receiver.max, receiver.visibilityTimeoutMs);
      if (messages.length === 0) break;
      receiver.settle(messages);
    }
    rearm();
  }

  function rearm(): void {
    alarm?.[Symbol.dispose]();
    const dueAt = waiting.size > 0 ? nextDueAt() : undefined;
    alarm = dueAt === undefined ? undefined : clock.after(dueAt - clock.now(), serve);
  }

  // Put off to the end of this turn: the messages of one batch then reach a receiver together.
  function notify(): void {
    if (notified || waiting.size === 0) return;
    notified = true;
    queueMicrotask(serve);
  }

  function wait(receiver: Receiver): Promise<Message[]> {
    return new Promise((resolve) => {
      const deadline = Number.isFinite(receiver.waitMs) ? clock.after(receiver.waitMs, giveUp) : undefined;
      const entry: Waiting = { ...receiver, settle };
      function settle(messages: Message[]): void {
        waiting.delete(entry);
        deadline?.[Symbol.dispose]();
        receiver.signal.removeEventListener("abort", giveUp);
        resolve(messages);
      }
      function giveUp(): void {
        settle([]);
      }
      waiting.add(entry);
      receiver.signal.addEventListener("abort", giveUp);
      rearm();
    });
  }

  return {
    async receive(receiver) {
      if (receiver.signal.aborted) return [];
      const messages = waiting.size === 0 ? take(receiver.max, receiver.visibilityTimeoutMs) : [];
      return messages.length > 0 || receiver.waitMs <= 0 ? messages : wait(receiver);
    },
    notify,
    [Symbol.dispose]() {
      for (const { settle } of [...waiting]) settle([]);
      alarm?.[Symbol.dispose]();
    },
  };
}
