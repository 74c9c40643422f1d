/** One place of a wildcard pattern: the characters that may stand there, once or any number of times. */
export interface WildcardPlace {
  readonly accepts: (character: string) => boolean;
  readonly repeats: boolean;
}

export const ANY_RUN: WildcardPlace = { accepts: () => true, repeats: true };
export const ANY_CHARACTER: WildcardPlace = { accepts: () => true, repeats: false };

/** The text itself, character by character. */
export const literalPlaces = (text: string): WildcardPlace[] =>
  [...text].map((wanted) => ({ accepts: (character) => character === wanted, repeats: false }));

/**
 * A matcher for whole texts. It follows all possibilities at once, so its time is at most the product of both lengths:
 * a regular expression made of the same pattern can take exponentially long on a text made for it.
 */
export function compileWildcard(places: readonly WildcardPlace[]): (text: string) => boolean {
  function settle(at: number, positions: Set<number>): Set<number> {
    let position = at;
    while (places[position]?.repeats) positions.add(position++);
    return positions.add(position);
  }

  function advance(positions: Set<number>, character: string): Set<number> {
    const next = new Set<number>();
    for (const at of positions) {
      const place = places[at];
      if (place?.accepts(character)) settle(place.repeats ? at : at + 1, next);
    }
    return next;
  }

  return (text) => {
    let positions = settle(0, new Set());
    for (const character of text) {
      positions = advance(positions, character);
      if (positions.size === 0) return false;
    }
    return positions.has(places.length);
  };
}
