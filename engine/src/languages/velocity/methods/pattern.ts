import { int, type JavaNumber } from "../java/numbers.ts";
import { JavaList } from "../java/values.ts";

/** Classes of characters that JavaScript has no name for. */
const POSIX: Readonly<Record<string, string>> = {
  Alpha: "a-zA-Z",
  Digit: "0-9",
  Alnum: "a-zA-Z0-9",
  Upper: "A-Z",
  Lower: "a-z",
  Punct: "!-/:-@[-`{-~",
  Space: "\\s",
  XDigit: "0-9a-fA-F",
};

const ANCHORS: Readonly<Record<string, string>> = { A: "^", z: "$", Z: "(?=\\n?$)", h: "[ \\t\\xA0]" };

/** One piece of a pattern: `\Q…\E`, a class by name, another escape, a possessive quantifier, a bracket. */
const PIECE =
  /\\Q(?<quoted>[\s\S]*?)(?:\\E|$)|\\(?<negated>[pP])\{(?<posix>\w+)\}|\\[\s\S]|(?<quantifier>[*+?}])\+|[[\]]/g;

type Piece = Readonly<Record<string, string | undefined>>;

/** A pattern of Java's: flags in front, `\Q…\E`, `\p{Alpha}`, `\A` and `\z` are written otherwise in JavaScript. */
export function pattern(source: string, flags = "", frame = (body: string) => body): RegExp {
  const [prefix = "", own = ""] = /^\(\?([ims]+)\)/.exec(source) ?? [];
  let inClass = false;
  let translated = "";
  let end = 0;
  const body = source.slice(prefix.length);
  for (const match of body.matchAll(PIECE)) {
    const [found] = match;
    translated += body.slice(end, match.index) + translatePiece(found, match.groups ?? {}, inClass);
    end = match.index + found.length;
    inClass = found === "[" || (inClass && found !== "]");
  }
  return new RegExp(frame(translated + body.slice(end)), own + flags);
}

function translatePiece(found: string, { quoted, negated, posix, quantifier }: Piece, inClass: boolean): string {
  if (quoted !== undefined) return quoted.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  if (posix !== undefined) return posixClass(found, negated === "P", posix, inClass);
  if (inClass) return found;
  return quantifier ?? ANCHORS[found.slice(1)] ?? found;
}

function posixClass(found: string, isNegated: boolean, name: string, inClass: boolean): string {
  const members = POSIX[name];
  if (members === undefined) return found;
  return inClass && !isNegated ? members : `[${isNegated ? "^" : ""}${members}]`;
}

/** Java writes groups as `$1` or `${name}` and escapes with a backslash; JavaScript would also read `$&` and its kind. */
function replacement(template: string, match: RegExpMatchArray): string {
  return template.replace(
    /\\([\s\S])|\$(?:(\d)|\{(\w+)\})|[\\$]/g,
    (found, escaped?: string, group?: string, name?: string) => {
      if (escaped !== undefined) return escaped;
      const number = Number(group);
      if (group !== undefined && number < match.length) return match[number] ?? "";
      if (name !== undefined && match.groups && Object.hasOwn(match.groups, name)) return match.groups[name] ?? "";
      throw new RangeError(`"${found}" is no group of the pattern.`);
    },
  );
}

export function replaceMatches(text: string, source: string, template: string, isGlobal: boolean): string {
  let result = "";
  let end = 0;
  for (const match of text.matchAll(pattern(source, "g"))) {
    result += text.slice(end, match.index) + replacement(template, match);
    end = match.index + match[0].length;
    if (!isGlobal) break;
  }
  return result + text.slice(end);
}

/** Java's `split`: at most `limit` parts; without a limit, empty ones at the end are dropped. */
export function split(text: string, source: string, limit: JavaNumber = int(0)): JavaList {
  const parts: string[] = [];
  let start = 0;
  for (const { index, 0: found } of text.matchAll(pattern(source, "g"))) {
    const isFull = limit.double > 0 && parts.length === limit.double - 1;
    const isEmpty = index + found.length === 0 || (found === "" && index === text.length);
    if (isFull) break;
    if (isEmpty) continue;
    parts.push(text.slice(start, index));
    start = index + found.length;
  }
  parts.push(text.slice(start));
  const last = limit.double === 0 ? parts.findLastIndex((part) => part !== "") : parts.length - 1;
  return JavaList.holding(text === "" ? [""] : parts.slice(0, last + 1), "String[]");
}
