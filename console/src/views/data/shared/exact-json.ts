/** A number with the digits that it was written with. */
export class ExactNumber {
  readonly digits: string;

  constructor(digits: string) {
    this.digits = digits;
  }
}

/** Stands for a number in JSON that was made for reading. */
const MARK = "\u0000number";

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Reads JSON whose numbers keep their digits: 9007199254740993 and 1.10 are what they say. Throws a SyntaxError. */
export function parseExactJson(text: string): unknown {
  // Tells what is wrong, and where, by the text as it was written.
  JSON.parse(text);
  const marked = text.replace(STRING_OR_NUMBER, (token) =>
    token.startsWith('"') ? token : JSON.stringify({ [MARK]: token }),
  );
  return JSON.parse(marked, (_name, value) => (isMarked(value) ? new ExactNumber(value[MARK]) : value));
}

const isMarked = (value: unknown): value is Readonly<Record<typeof MARK, string>> =>
  typeof value === "object" && value !== null && Object.hasOwn(value, MARK);

/** Writes JSON in lines, its exact numbers with their digits. */
export function writeExactJson(value: unknown, indent = ""): string {
  if (value instanceof ExactNumber) return value.digits;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const inner = `${indent}  `;
  const isList = Array.isArray(value);
  const members = isList
    ? value.map((each) => inner + writeExactJson(each, inner))
    : Object.entries(value).map(([name, each]) => `${inner}${JSON.stringify(name)}: ${writeExactJson(each, inner)}`);
  const [open, close] = isList ? "[]" : "{}";
  return members.length === 0 ? `${open}${close}` : `${open}\n${members.join(",\n")}\n${indent}${close}`;
}
