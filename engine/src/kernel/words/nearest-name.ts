import { distance } from "fastest-levenshtein";

/** Letters that a slip of the pen changes at most: one that is missing, too much or wrong counts one, a swap two. */
const MOST_CHANGES = 2;

/** The one of `names` that `name` is most likely a slip of, whatever its case; undefined when none is near enough. */
export function nearestName(name: string, names: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  let nearest: { readonly name: string; readonly changes: number } | undefined;
  for (const candidate of names) {
    const changes = distance(wanted, candidate.toLowerCase());
    // Of a short name a few letters are too much of it.
    if (changes > MOST_CHANGES || changes * 3 > wanted.length || candidate === name) continue;
    if (!nearest || changes < nearest.changes) nearest = { name: candidate, changes };
  }
  return nearest?.name;
}
