/** Any run of characters, in a wildcard pattern. */
export const ANY = Symbol("*");

type Sign = string | typeof ANY;

/**
 * The number of a pattern's beginnings that a text may match at once, from which a pattern is too complex. AWS does not
 * tell its own; this is what the maintainers of its open-source matcher advise for one rule, and it refuses the
 * pattern that AWS's guide has as an example.
 * https://github.com/aws/event-ruler#rulers-machine-complexity
 */
const TOO_MANY_BEGINNINGS = 10;

/** Of so many sets of beginnings no end is in sight. */
const MOST_SETS = 5000;

/** Tells if some text would match too many beginnings of the pattern at once: all texts are followed, set by set. */
export function isTooComplex(signs: readonly Sign[]): boolean {
  const alphabet = [...new Set(signs), ""];
  const seen = new Set<string>();
  const waiting = [withEmptyRuns([0], signs)];
  for (let set = waiting.pop(); set !== undefined; set = waiting.pop()) {
    if (set.size >= TOO_MANY_BEGINNINGS || seen.size > MOST_SETS) return true;
    const key = [...set].join();
    if (seen.has(key)) continue;
    seen.add(key);
    for (const character of alphabet) if (character !== ANY) waiting.push(advance(set, character, signs));
  }
  return false;
}

/** A beginning is the number of its signs. One that ends in a run goes on with any character. */
function advance(set: ReadonlySet<number>, character: string, signs: readonly Sign[]): Set<number> {
  const next = [...set].flatMap((at) => [
    ...(at > 0 && signs[at - 1] === ANY ? [at] : []),
    ...(signs[at] === character ? [at + 1] : []),
  ]);
  return withEmptyRuns(next, signs);
}

const withEmptyRuns = (set: readonly number[], signs: readonly Sign[]) =>
  new Set([...set, ...set.filter((at) => signs[at] === ANY).map((at) => at + 1)].sort((a, b) => a - b));
