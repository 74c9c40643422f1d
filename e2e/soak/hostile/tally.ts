/** One kind of deed: its outcomes by their number, and those that no rule of AWS allows. */
export interface Row {
  readonly kind: string;
  readonly outcomes: ReadonlyMap<string, number>;
}

/** An outcome that AWS's rules do not allow. */
export interface Wrong {
  readonly kind: string;
  readonly outcome: string;
  /** The client. */
  readonly who: string;
  /** Seconds since the soak began. */
  readonly at: number;
}

export interface Tally {
  /** Counts an outcome; it is wrong unless it is among the allowed ones. */
  count(deed: { kind: string; outcome: string; who: string }, allowed: readonly string[]): void;
  readonly rows: readonly Row[];
  readonly wrong: readonly Wrong[];
  readonly total: number;
}

/** An outcome in a line. */
export const lineOf = ({ kind, outcome, who, at }: Wrong): string => `${kind}: ${outcome} (${who}, after ${at} s)`;

/** So many are kept; all are counted. */
const MOST_WRONG = 1_000;

export function createTally(elapsedSeconds: () => number, onWrong: (wrong: Wrong) => void): Tally {
  const kinds = new Map<string, Map<string, number>>();
  const wrong: Wrong[] = [];
  let total = 0;
  return {
    count({ kind, outcome, who }, allowed) {
      const outcomes = kinds.get(kind) ?? new Map<string, number>();
      kinds.set(kind, outcomes);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      total++;
      if (allowed.includes(outcome) || wrong.length >= MOST_WRONG) return;
      const found = { kind, outcome, who, at: Math.round(elapsedSeconds()) };
      wrong.push(found);
      onWrong(found);
    },
    wrong,
    get total() {
      return total;
    },
    get rows() {
      return [...kinds]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([kind, outcomes]) => ({ kind, outcomes }));
    },
  };
}
