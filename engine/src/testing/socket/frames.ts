import { isMeant, type Match } from "../basics/match.ts";
import { createWaiters } from "../basics/waiters.ts";

/** The frames that a socket received: each is given out once, to whoever waits for one like it. */
export interface Frames<Frame> {
  /** All that came so far, those that were given out too. */
  readonly all: readonly Frame[];
  /** Those that nobody has taken. */
  readonly waiting: readonly Frame[];
  add(frame: Frame): void;
  /** Takes the first that is meant, or the next to come; none when it is too late, or when no more will come. */
  take(match: Match<Frame> | undefined, timeoutMs: number): Promise<Taken<Frame> | undefined>;
  /** No more will come. */
  end(): void;
}

interface Taken<Frame> {
  readonly frame: Frame;
}

export function createFrames<Frame>(): Frames<Frame> {
  const all: Frame[] = [];
  const waiting: Frame[] = [];
  const waiters = createWaiters<Taken<Frame>>();
  let isOver = false;

  return {
    all,
    waiting,
    add(frame) {
      all.push(frame);
      if (!waiters.giveOne({ frame })) waiting.push(frame);
    },
    async take(match, timeoutMs) {
      const index = waiting.findIndex((frame) => isMeant(frame, match));
      if (index >= 0) return { frame: waiting.splice(index, 1)[0] as Frame };
      return isOver ? undefined : waiters.wait(({ frame }) => isMeant(frame, match), timeoutMs);
    },
    end() {
      isOver = true;
      waiters.end();
    },
  };
}
