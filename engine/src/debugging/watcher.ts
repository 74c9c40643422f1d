import type { Recorder } from "../kernel/journal.ts";
import type { Timeouts } from "../services/contract/debugging/timeouts.ts";

/** Tells of a function's debuggers, and keeps timeouts from striking while they have it. Each ends when it is disposed. */
export interface Watcher {
  attached(): Disposable;
  /** It is held back until a debugger comes. */
  waiting(): Disposable;
  paused(): Disposable;
}

export interface WatcherDependencies {
  readonly journal: Recorder;
  readonly timeouts: Pick<Timeouts, "suspend">;
}

/** `subject`: of whom the journal tells. */
export function createWatcher(
  subject: Readonly<Record<string, unknown>>,
  { journal, timeouts }: WatcherDependencies,
): Watcher {
  const record = (type: string) => journal.record("debugger", type, subject);

  function begin(type: string, ending: string, suspension?: Disposable): Disposable {
    let isOver = false;
    record(type);
    return {
      [Symbol.dispose]() {
        if (isOver) return;
        isOver = true;
        suspension?.[Symbol.dispose]();
        record(ending);
      },
    };
  }

  return {
    attached: () => begin("attached", "detached"),
    waiting: () => begin("waiting", "found", timeouts.suspend()),
    paused: () => begin("paused", "resumed", timeouts.suspend()),
  };
}
