/** The place up to which every message of an entity has arrived. They may come out of order. */
export interface Sequence {
  /** Place of the last of them; undefined until the server has told one. */
  readonly last: number | undefined;
  /** True if something came after a message that has not come. */
  readonly hasHole: boolean;
  /** Takes the server's word on the entity's place; undefined if it keeps no sequence. */
  reset(seq: number | undefined): void;
  /** Takes note of a message. Returns true when it is so far ahead that those in between are given up. */
  observe(seq: number): boolean;
}

/** Most messages that come after a missing one before it counts as lost rather than late. */
const MOST_AHEAD = 256;

export function createSequence(since?: number): Sequence {
  let last = since;
  let ahead = new Set<number>();

  function moveTo(seq: number | undefined): void {
    last = seq;
    while (last !== undefined && ahead.delete(last + 1)) last += 1;
  }

  return {
    get last() {
      return last;
    },
    get hasHole() {
      return last !== undefined && ahead.size > 0;
    },
    reset(seq) {
      ahead = new Set([...ahead].filter((later) => later > (seq ?? later)));
      moveTo(seq);
    },
    observe(seq) {
      if (last !== undefined && seq <= last) return false;
      ahead.add(seq);
      moveTo(last);
      if (ahead.size <= MOST_AHEAD) return false;
      moveTo(Math.min(...ahead) - 1);
      return true;
    },
  };
}
