import type { Timer } from "./wait.ts";

export interface TextBufferDependencies {
  /** Takes text in the order in which it was added, one call at a time. */
  readonly take: (text: string) => Promise<void>;
  readonly clock: Timer;
  /** Longest time that text waits for more. */
  readonly withinMs: number;
}

/** Text that waits for more, so that both go together. */
export interface TextBuffer {
  /** Resolves at once, unless much waits. Rejects once a call has failed. */
  add(text: string): Promise<void>;
  /** Runs a call of its own, before text is taken. */
  run(call: () => Promise<void>): void;
  /** Takes no more. Resolves once no call is under way, with the text that still waits; rejects if one has failed. */
  stop(): Promise<string>;
}

/** Number of code units that wait at most while `add` resolves at once. */
const MOST_WAITING = 16 * 1024;

export function createTextBuffer({ take, clock, withinMs }: TextBufferDependencies): TextBuffer {
  let waiting = "";
  /** True when text has waited for long enough, and waits only for a call under way. */
  let isDue = false;
  let isStopped = false;
  let failure: { readonly error: unknown } | undefined;
  let underWay: Promise<void> | undefined;
  let cancelTimer: (() => void) | undefined;

  function run(call: () => Promise<void>): void {
    cancelTimer?.();
    cancelTimer = undefined;
    isDue = false;
    underWay = call()
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .then(() => {
        underWay = undefined;
        goOn();
      });
  }

  function goOn(): void {
    if (isStopped || failure || waiting === "") return;
    if (!isDue) cancelTimer ??= clock.after(withinMs, onDue);
    else if (!underWay) run(flush);
  }

  function onDue(): void {
    cancelTimer = undefined;
    isDue = true;
    goOn();
  }

  /** Leaves half of a pair whose other half is to come. */
  async function flush(): Promise<void> {
    const text = waiting.replace(/[\uD800-\uDBFF]$/, "");
    waiting = waiting.slice(text.length);
    if (text !== "") await take(text);
  }

  return {
    run,
    async add(text) {
      waiting += text;
      goOn();
      while (waiting.length > MOST_WAITING && !failure) {
        if (!underWay) run(flush);
        await underWay;
      }
      if (failure) throw failure.error;
    },
    async stop() {
      isStopped = true;
      cancelTimer?.();
      await underWay;
      if (failure) throw failure.error;
      return waiting;
    },
  };
}
