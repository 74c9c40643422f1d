import type { PostOutcome } from "../connections/ports.ts";

/** Decides how many posts are under way at once. */
export interface Pace {
  /** Does the work of a post when it is its turn. */
  within<Result>(turn: () => Promise<Result>): Promise<Result>;
  /** Goes by how long posts take, and whether they fail. */
  learn(outcome: PostOutcome, begunAtMs: number): void;
}

/**
 * The most posts at once. Each takes about 20 ms, so that one invocation makes 1,000 a second, and ten together what
 * an account may: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
export const POSTS_AT_ONCE = 20;

/** The number to begin with, and the least. */
const FEWEST_AT_ONCE = 4;

/** An answer within the one allows for another post at once, an answer after the other for half as many. */
const [QUICK_MS, SLOW_MS] = [100, 500];

/**
 * Makes fewer posts at once while they are refused or answered late: what is slow gets no quicker when more waits for it,
 * and what is given up may be made all the same, and then again. A pace belongs to one execution environment.
 */
export function createPace(now: () => number): Pace {
  let width = FEWEST_AT_ONCE;
  let underWay = 0;
  let narrowedAtMs = Number.NEGATIVE_INFINITY;
  const waiting: (() => void)[] = [];

  async function enter(): Promise<void> {
    if (underWay < width) underWay++;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  }

  function leave(): void {
    underWay--;
    for (const next of waiting.splice(0, width - underWay)) {
      underWay++;
      next();
    }
  }

  /** Once for all that were under way together: they tell of the same time. */
  function narrow(begunAtMs: number): void {
    if (begunAtMs < narrowedAtMs) return;
    narrowedAtMs = now();
    width = Math.max(Math.floor(width / 2), FEWEST_AT_ONCE);
  }

  return {
    async within(turn) {
      await enter();
      try {
        return await turn();
      } finally {
        leave();
      }
    },
    learn(outcome, begunAtMs) {
      const ms = now() - begunAtMs;
      if (outcome === "failed" || ms > SLOW_MS) narrow(begunAtMs);
      else if (ms <= QUICK_MS) width = Math.min(width + 1, POSTS_AT_ONCE);
    },
  };
}
