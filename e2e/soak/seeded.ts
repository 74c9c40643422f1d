/** Chance that can be played again: the same seed gives the same choices. */
export interface Chance {
  /** 0 to 1, like Math.random. */
  random(): number;
  /** True in this share of the calls. */
  happens(share: number): boolean;
  pick<Item>(items: readonly Item[]): Item | undefined;
}

/** Mulberry32, by Tommy Ettinger: 32 bits of state, enough to choose what users do. */
export function createChance(seed: number): Chance {
  let state = seed >>> 0;
  function random(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  return {
    random,
    happens: (share) => random() < share,
    pick: (items) => items[Math.floor(random() * items.length)],
  };
}
