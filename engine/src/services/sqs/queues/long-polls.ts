import type { Clock } from "../../../kernel/clock.ts";
import type { Message } from "./message.ts";

/** Choices of one `ReceiveMessage`. */
export interface ReceiveOptions {
  readonly max: number;
  readonly visibilityTimeoutMs: number;
  /** Longest wait for the first message; Infinity: until the signal. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

export interface LongPolls extends Disposable {
  /** Resolves with messages as soon as there are any, or with none when the wait is over. */
  receive(options: ReceiveOptions): Promise<Message[]>;
  /** Call this when a message may have become visible, or when it will at another time than before. */
  notify(): void;
}

export interface LongPollsDependencies {
  readonly clock: Clock;
  readonly take: (max: number, visibilityTimeoutMs: number) => Message[];
  /** Time at which `take` may have more than now; undefined: not before something is sent. */
  readonly nextDueAt: () => number | undefined;
}

interface LongPoll extends ReceiveOptions {
  readonly settle: (messages: Message[]) => void;
}

/** Long polling: calls are answered in the order in which they came. */
export function createLongPolls({ clock, take, nextDueAt }: LongPollsDependencies): LongPolls {
  const waiting = new Set<LongPoll>();
  let alarm: Disposable | undefined;
  let notified = false;

  function serve(): void {
    notified = false;
    for (const poll of waiting) {
      const messages = take(poll.max, poll.visibilityTimeoutMs);
      if (messages.length === 0) break;
      poll.settle(messages);
    }
    rearm();
  }

  function rearm(): void {
    alarm?.[Symbol.dispose]();
    const dueAt = waiting.size > 0 ? nextDueAt() : undefined;
    alarm = dueAt === undefined ? undefined : clock.after(dueAt - clock.now(), serve);
  }

  // Put off to the end of this turn: the messages of one batch then reach one call together.
  function notify(): void {
    if (notified || waiting.size === 0) return;
    notified = true;
    queueMicrotask(serve);
  }

  function wait(options: ReceiveOptions): Promise<Message[]> {
    return new Promise((resolve) => {
      const deadline = Number.isFinite(options.waitMs) ? clock.after(options.waitMs, giveUp) : undefined;
      const poll: LongPoll = { ...options, settle };
      function settle(messages: Message[]): void {
        waiting.delete(poll);
        deadline?.[Symbol.dispose]();
        options.signal.removeEventListener("abort", giveUp);
        resolve(messages);
      }
      function giveUp(): void {
        settle([]);
      }
      waiting.add(poll);
      options.signal.addEventListener("abort", giveUp);
      rearm();
    });
  }

  return {
    async receive(options) {
      if (options.signal.aborted) return [];
      const messages = waiting.size === 0 ? take(options.max, options.visibilityTimeoutMs) : [];
      return messages.length > 0 || options.waitMs <= 0 ? messages : wait(options);
    },
    notify,
    [Symbol.dispose]() {
      for (const { settle } of [...waiting]) settle([]);
      alarm?.[Symbol.dispose]();
    },
  };
}
