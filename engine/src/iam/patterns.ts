import { ANY_CHARACTER, ANY_RUN, compileWildcard, literalPlaces, type WildcardPlace } from "../kernel/wildcard.ts";
import { type Comparison, type Matches, type Piece, plainText } from "./expected.ts";

const hasWildcard = (pieces: readonly Piece[]) => pieces.some(({ text, literal }) => !literal && /[*?]/.test(text));

const toPlaces = (pieces: readonly Piece[]): WildcardPlace[] =>
  pieces.flatMap(({ text, literal }) => (literal ? literalPlaces(text) : [...text].flatMap(toPlace)));

function toPlace(character: string): readonly WildcardPlace[] {
  if (character === "*") return [ANY_RUN];
  return character === "?" ? [ANY_CHARACTER] : literalPlaces(character);
}

const exactly =
  (wanted: string): Matches =>
  (actual) =>
    actual === wanted;

/** `*` is any run of characters and `?` any one. */
export const like: Comparison = (pieces) =>
  hasWildcard(pieces) ? compileWildcard(toPlaces(pieces)) : exactly(plainText(pieces));

/** As `like`, without regard to letter case: how actions are compared. */
export const likeIgnoringCase: Comparison = (pieces) => {
  const matches = like(pieces.map(({ text, literal }) => ({ text: text.toLowerCase(), literal })));
  return (actual) => matches(actual.toLowerCase());
};

const NOT_A_COLON: WildcardPlace = { accepts: (character) => character !== ":", repeats: true };

/**
 * How ARNs are compared, in their case. `*` spans slashes; it spans colons only at the end of a segment or in the
 * resource part: "If the * wildcard is the last character of a resource ARN segment, it can expand to match beyond the
 * colon boundaries" (IAM User Guide, "Resource").
 */
export const likeArn: Comparison = (pieces) => {
  if (!hasWildcard(pieces)) return exactly(plainText(pieces));
  const characters = pieces.flatMap(({ text, literal }) => [...text].map((character) => ({ character, literal })));
  let colons = 0;
  const places = characters.flatMap(({ character, literal }, at) => {
    if (character === ":") colons++;
    if (literal) return literalPlaces(character);
    const next = characters[at + 1]?.character;
    const bounded = character === "*" && colons < COLONS_BEFORE_RESOURCE && next !== undefined && next !== ":";
    return bounded ? [NOT_A_COLON] : toPlace(character);
  });
  return compileWildcard(places);
};

/** `arn:partition:service:region:account:resource` */
const COLONS_BEFORE_RESOURCE = 5;
