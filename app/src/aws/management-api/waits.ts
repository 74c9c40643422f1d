import type { Wait } from "../http/signed-calls.ts";

export interface WaitsOptions {
  /** The time for a call that others have overtaken. */
  readonly leastMs: number;
  /** The time for any call. */
  readonly mostMs: number;
}

export interface CountedWait extends Wait {
  answered(): void;
}

/**
 * Tells a call that stalls alone, which others overtake, from a service that answers nobody for a while: what is given up
 * there may be done all the same, and is then done twice. Over a new connection a call is overtaken all the time: Node.js
 * takes one of these a turn, in which it reads all others.
 */
export function createWaits({ leastMs, mostMs }: WaitsOptions): { begin(): CountedWait } {
  let begun = 0;
  let lastAnswered = 0;
  return {
    begin() {
      const place = ++begun;
      let isNewConnection = false;
      return {
        limitMs: () => (lastAnswered > place && !isNewConnection ? leastMs : mostMs),
        onNewConnection() {
          isNewConnection = true;
        },
        answered() {
          lastAnswered = Math.max(lastAnswered, place);
        },
      };
    },
  };
}
