export interface WaitsOptions {
  /** The time for a call that others have overtaken. */
  readonly leastMs: number;
  /** The time for any call. */
  readonly mostMs: number;
}

export interface Wait {
  /** The time that the call has by now. */
  limitMs(): number;
  answered(): void;
}

/**
 * Tells a call that stalls alone, which others overtake, from a service that answers nobody for a while: what is given up
 * there may be done all the same, and is then done twice.
 */
export function createWaits({ leastMs, mostMs }: WaitsOptions): { begin(): Wait } {
  let begun = 0;
  let lastAnswered = 0;
  return {
    begin() {
      const place = ++begun;
      return {
        limitMs: () => (lastAnswered > place ? leastMs : mostMs),
        answered() {
          lastAnswered = Math.max(lastAnswered, place);
        },
      };
    },
  };
}
