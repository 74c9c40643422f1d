import { ANY_RUN, compileWildcard, literalPlaces, type WildcardPlace } from "../wildcard.ts";
import { invalid, isObject } from "./invalid.ts";
import { ANY, isTooComplex } from "./wildcard-complexity.ts";

export type TextTest = (text: string) => boolean;

/** The operators that look at text alone; `anything-but` takes each of them too. */
export const TEXT_TESTS: Readonly<Record<string, (argument: unknown) => TextTest>> = {
  prefix: affix("prefix", (text, affix) => text.startsWith(affix)),
  suffix: affix("suffix", (text, affix) => text.endsWith(affix)),
  "equals-ignore-case": (argument) => {
    const wanted = requireString("equals-ignore-case", argument).toLowerCase();
    return (text) => text.toLowerCase() === wanted;
  },
  wildcard: (argument) => compileWildcard(wildcardPlaces(requireString("wildcard", argument))),
};

/** `{"prefix": "a"}`, or in any letter case `{"prefix": {"equals-ignore-case": "a"}}`. */
function affix(name: string, has: (text: string, affix: string) => boolean) {
  return (argument: unknown): TextTest => {
    if (!isObject(argument)) {
      const wanted = requireString(name, argument);
      return (text) => has(text, wanted);
    }
    const [[key, value] = [], ...others] = Object.entries(argument);
    if (key !== "equals-ignore-case" || others.length > 0) throw invalid(`Unsupported ${name} pattern: ${key}`);
    const wanted = requireString("equals-ignore-case", value).toLowerCase();
    return (text) => has(text.toLowerCase(), wanted);
  };
}

function requireString(name: string, value: unknown): string {
  if (typeof value !== "string") throw invalid(`${name} match pattern must be a string`);
  return value;
}

/** `*` is any run of characters; `\*` and `\\` are the characters themselves. */
function wildcardPlaces(pattern: string): WildcardPlace[] {
  const signs: (string | typeof ANY)[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character === "*" && pattern[at - 1] === "*" && signs.at(-1) === ANY)
      throw invalid(`Consecutive wildcard characters at pos ${at}`);
    if (character === "\\" && !/[*\\]/.test(pattern.charAt(++at)))
      throw invalid(`Invalid escape character at pos ${at - 1}`);
    signs.push(character === "*" ? ANY : pattern.charAt(at));
  }
  if (isTooComplex(signs)) throw invalid(TOO_COMPLEX);
  return signs.flatMap((sign) => (sign === ANY ? [ANY_RUN] : literalPlaces(sign)));
}

const TOO_COMPLEX =
  "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character";
