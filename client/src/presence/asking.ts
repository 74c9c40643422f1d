import type { Clock } from "../clock.ts";
import { createPatience } from "../patience.ts";

export interface Asking {
  /** Begins anew, with another connection. */
  start(): void;
  now(): void;
  /** Looks whether something is missing that has to be asked for. */
  look(): void;
  end(): void;
}

/** Number of times that is asked on each connection: what changes while one begins to follow may not be pushed. */
const TIMES_ASKED = 2;

/** Asks, one question after the other, and again while something is missing. */
export function createAsking(clock: Clock, ask: () => Promise<void>, isWhole: () => boolean): Asking {
  const patience = createPatience(clock, takeTurn);
  let turn: Promise<void> = Promise.resolve();
  let timesTold = 0;
  let isWaiting = false;

  function takeTurn(): Promise<void> {
    const ours = turn.then(ask);
    turn = ours.catch(() => {});
    return ours.then(() => {
      timesTold += 1;
      look();
    });
  }

  function look(): void {
    const isOver = timesTold >= TIMES_ASKED && isWhole();
    if (isOver) patience.end();
    else if (!isWaiting) patience.begin();
    isWaiting = !isOver;
  }

  function now(): void {
    isWaiting = true;
    patience.now();
  }

  return {
    start(): void {
      timesTold = 0;
      now();
    },
    now,
    look,
    end: patience.end,
  };
}
