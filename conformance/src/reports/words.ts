import type { FactResult, Numbers } from "../results.ts";

/** Lines that say what a fact's cases saw in place of what they expected. */
export const differencesOf = ({ cases }: FactResult): readonly string[] =>
  cases.flatMap(({ title, outcome }) => {
    if (outcome.result !== "differs") return [];
    const { expected, seen, message } = outcome;
    return [`${title}: ${expected && seen ? `expected ${expected}, saw ${seen}` : message}`];
  });

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** A section's two numbers, as cells. */
export const cellsOf = ({ facts, tried, differ, notKnown, ...numbers }: Numbers): readonly string[] => [
  String(facts),
  String(tried),
  String(differ),
  String(notKnown),
  percent(numbers.divergence),
  percent(numbers.coverage),
  String(numbers.unsupported),
];

export const HEAD = ["Section", "Facts", "Tried", "Different", "Not known", "Divergence", "Coverage", "Unsupported"];
