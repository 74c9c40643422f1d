import { int, type JavaNumber } from "../java/numbers.ts";
import { Character, isMissing, JavaList, textOf } from "../java/values.ts";
import { LONGEST_TEXT } from "../rendering.ts";
import { format } from "./format.ts";
import { pattern, replaceMatches, split } from "./pattern.ts";
import type { Methods } from "./signature.ts";

/** Throws where Java throws, in place of JavaScript's lenience. */
function between(text: string, start: JavaNumber, end: JavaNumber = int(text.length)): string {
  if (start.double < 0 || end.double > text.length || start.double > end.double)
    throw new RangeError(`begin ${start}, end ${end}, length ${text.length}`);
  return text.slice(start.double, end.double);
}

const order = (a: string, b: string) => {
  const at = [...Array(Math.min(a.length, b.length)).keys()].find((place) => a[place] !== b[place]);
  return int(at === undefined ? a.length - b.length : a.charCodeAt(at) - b.charCodeAt(at));
};

/** Java's `trim` takes away control characters and spaces, `strip` all that is white space. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: Java's trim is defined by them.
const TRIMMED = /^[\u0000- ]+|[\u0000- ]+$/g;

/** The character of a code, or a text that no text contains. */
const character = ({ double }: JavaNumber) =>
  double < 0 || double > LARGEST_CODE_POINT ? "\uDC00\uD800" : String.fromCodePoint(double);
const LARGEST_CODE_POINT = 0x10ffff;

const fold = (text: string) => text.toUpperCase().toLowerCase();

/** `java.lang.String`. */
export const TEXT_METHODS: Methods<string> = {
  "charAt(int)": (self, at: JavaNumber) => new Character(between(self, at, int(at.double + 1))),
  "codePointAt(int)": (self, at: JavaNumber) => int(between(self, at).codePointAt(0) ?? 0),
  "compareTo(String)": (self, other: string) => order(self, other),
  "compareToIgnoreCase(String)": (self, other: string) => order(fold(self), fold(other)),
  "concat(String)": (self, other: string) => self + other,
  "contains(String)": (self, part: string) => self.includes(part),
  "contentEquals(String)": (self, other: string) => self === other,
  "endsWith(String)": (self, part: string) => self.endsWith(part),
  "equalsIgnoreCase(String)": (self, other: string) => !isMissing(other) && fold(self) === fold(other),
  "format(String, Object...)": (_, template: string, values: unknown[]) => format(template, values),
  "formatted(Object...)": (self, values: unknown[]) => format(self, values),
  "indexOf(int)": (self, code: JavaNumber) => int(self.indexOf(character(code))),
  "indexOf(int, int)": (self, code: JavaNumber, from: JavaNumber) => int(self.indexOf(character(code), from.double)),
  "indexOf(String)": (self, part: string) => int(self.indexOf(part)),
  "indexOf(String, int)": (self, part: string, from: JavaNumber) => int(self.indexOf(part, from.double)),
  "hashCode()": (self) =>
    int([...Array(self.length).keys()].reduce((hash, at) => (Math.imul(hash, 31) + self.charCodeAt(at)) | 0, 0)),
  "intern()": (self) => self,
  "isBlank()": (self) => self.trim() === "",
  "isEmpty()": (self) => self === "",
  "join(String, Collection)": (_, separator: string, items: unknown[]) => items.map(textOrNull).join(separator),
  "join(String, String...)": (_, separator: string, items: unknown[]) => items.map(textOrNull).join(separator),
  "lastIndexOf(String)": (self, part: string) => int(self.lastIndexOf(part)),
  "lastIndexOf(String, int)": (self, part: string, from: JavaNumber) =>
    int(from.double < 0 ? -1 : self.lastIndexOf(part, from.double)),
  "length()": (self) => int(self.length),
  "matches(String)": (self, source: string) => pattern(source, "", (body) => `^(?:${body})$`).test(self),
  "regionMatches(boolean, int, String, int, int)": (
    self,
    ignore: boolean,
    at: JavaNumber,
    other: string,
    from: JavaNumber,
    length: JavaNumber,
  ) => {
    const [a, b] = [self.substr(at.double, length.double), other.substr(from.double, length.double)];
    return a.length === length.double && (ignore ? fold(a) === fold(b) : a === b);
  },
  "repeat(int)": (self, times: JavaNumber) => {
    if (self.length * times.double > LONGEST_TEXT) throw new RangeError("The repeated text is too long.");
    return self.repeat(times.double);
  },
  "replace(char, char)": (self, part: Character, other: Character) => self.replaceAll(part.text, () => other.text),
  "replace(String, String)": (self, part: string, other: string) => self.replaceAll(part, () => other),
  "replaceAll(String, String)": (self, source: string, other: string) => replaceMatches(self, source, other, true),
  "replaceFirst(String, String)": (self, source: string, other: string) => replaceMatches(self, source, other, false),
  "split(String)": (self, source: string) => split(self, source),
  "split(String, int)": (self, source: string, limit: JavaNumber) => split(self, source, limit),
  "startsWith(String)": (self, part: string) => self.startsWith(part),
  "startsWith(String, int)": (self, part: string, at: JavaNumber) => at.double >= 0 && self.startsWith(part, at.double),
  "strip()": (self) => self.trim(),
  "stripLeading()": (self) => self.trimStart(),
  "stripTrailing()": (self) => self.trimEnd(),
  "subSequence(int, int)": between,
  "substring(int)": between,
  "substring(int, int)": between,
  "toCharArray()": (self) =>
    JavaList.holding(
      Array.from(self.split(""), (text) => new Character(text)),
      "String[]",
    ),
  "toLowerCase()": (self) => self.toLowerCase(),
  "toUpperCase()": (self) => self.toUpperCase(),
  "trim()": (self) => self.replace(TRIMMED, ""),
  "valueOf(Object)": (_, value: unknown) => textOrNull(value),
};

const textOrNull = (value: unknown) => (isMissing(value) ? "null" : textOf(value));
