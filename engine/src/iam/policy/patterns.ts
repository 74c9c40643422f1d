import {
  ANY_CHARACTER,
  ANY_RUN,
  compileWildcard,
  literalPlaces,
  type WildcardPlace,
} from "../../languages/wildcard.ts";
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

/** Everything before the first wildcard. Most texts differ there, which is far quicker to see than to match the rest. */
function literalPrefix(pieces: readonly Piece[]): string {
  let prefix = "";
  for (const { text, literal } of pieces) {
    const end = literal ? -1 : text.search(/[*?]/);
    if (end >= 0) return prefix + text.slice(0, end);
    prefix += text;
  }
  return prefix;
}

function startingWith(prefix: string, places: readonly WildcardPlace[]): Matches {
  const [rest, ...others] = places.slice([...prefix].length);
  if (rest === ANY_RUN && others.length === 0) return (actual) => actual.startsWith(prefix);
  const matches = compileWildcard(places);
  return (actual) => actual.startsWith(prefix) && matches(actual);
}

/** `*` is any run of characters and `?` any one. */
export const like: Comparison = (pieces) =>
  hasWildcard(pieces) ? startingWith(literalPrefix(pieces), toPlaces(pieces)) : exactly(plainText(pieces));

/** Compares as `like` does, without regard to letter case: for actions. */
export const likeIgnoringCase: Comparison = (pieces) => {
  const matches = like(pieces.map(({ text, literal }) => ({ text: text.toLowerCase(), literal })));
  return (actual) => matches(actual.toLowerCase());
};

const NOT_A_COLON: WildcardPlace = { accepts: (character) => character !== ":", repeats: true };

/**
 * Compares ARNs, in their case. `*` spans slashes; it spans colons only at the end of a segment or in the
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
  return startingWith(literalPrefix(pieces), places);
};

/** `arn:partition:service:region:account:resource` */
const COLONS_BEFORE_RESOURCE = 5;
