import type { Template } from "./ast.ts";

/** Deeper nesting of directives and brackets is refused: a reader that calls itself must not exhaust the stack. */
const DEEPEST_NESTING = 200;

/** A place in a text, moved on by sticky patterns that match right there. */
export class Reader {
  readonly text: string;
  /** Reads the text between double quotes, which is a template of its own. */
  readonly parseText: (text: string) => Template;
  at = 0;
  /** Method calls whose arguments are being read. */
  calls = 0;
  private depth = 0;
  private known = { at: 0, line: 1 };

  constructor(text: string, parseText: (text: string) => Template) {
    this.text = text;
    this.parseText = parseText;
  }

  get ended(): boolean {
    return this.at >= this.text.length;
  }

  /** Matches here without moving on. */
  peek(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text) ?? undefined;
  }

  /** Matches here and moves behind it. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    const match = this.peek(pattern);
    if (match) this.at += match[0].length;
    return match;
  }

  expect(pattern: RegExp, what: string): RegExpExecArray {
    return this.take(pattern) ?? this.fail(`${what} is missing`);
  }

  line(at = this.at): number {
    const from = at < this.known.at ? { at: 0, line: 1 } : this.known;
    const ends = this.text.slice(from.at, at).match(/\n|\r(?!\n)/g) ?? [];
    this.known = { at, line: from.line + ends.length };
    return this.known.line;
  }

  fail(reason: string, at = this.at): never {
    const [found] = this.text.slice(at, at + 20).split(/[\r\n]/, 1);
    throw new Error(`line ${this.line(at)}: ${reason}${found ? `, before "${found}"` : ""}.`);
  }

  nested<T>(read: () => T): T {
    if (++this.depth > DEEPEST_NESTING) this.fail(`more than ${DEEPEST_NESTING} levels are nested`);
    const result = read();
    this.depth--;
    return result;
  }
}
