import { remembered } from "../../kernel/remembered.ts";

/** A word of an expression, with its place in the text. */
export interface Token {
  /** `character` is one that begins no word. */
  readonly kind: "name" | "value" | "number" | "symbol" | "character" | "end";
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A text that is no expression, in DynamoDB's words. */
export class ExpressionError extends Error {
  /** True for words in an order that is none, false for an expression that can be read and makes no sense. */
  readonly isSyntax: boolean;
  /** True for a character that begins no word: every parser stops there. */
  readonly isLexical: boolean;

  constructor(message: string, { isSyntax = false, isLexical = false } = {}) {
    super(message);
    this.isSyntax = isSyntax;
    this.isLexical = isLexical;
  }
}

/** Names begin with a letter; behind `#` and `:` anything goes that a name can have. */
const WORDS =
  /\s*(?:(?<name>[A-Za-z]\w*|#\w+)|(?<value>:\w+)|(?<number>\d+)|(?<symbol><>|<=|>=|[()[\],.=<>+-])|(?<character>\S)|$)/y;

/** An app has few expressions, and sends each of them thousands of times. */
const tokensOf = remembered((text): readonly Token[] => {
  const tokens: Token[] = [];
  WORDS.lastIndex = 0;
  for (let match = WORDS.exec(text); match?.groups; match = WORDS.exec(text)) {
    const [kind, word] = Object.entries(match.groups).find(([, found]) => found !== undefined) ?? [];
    if (kind === undefined || word === undefined) break;
    tokens.push({
      kind: kind as Token["kind"],
      text: word,
      start: WORDS.lastIndex - word.length,
      end: WORDS.lastIndex,
    });
  }
  return tokens;
});

/** Reads words one after the other. */
export interface TokenReader {
  readonly next: Token;
  take(): Token;
  /** Takes the next word when it is this one, in any letter case. */
  takes(word: string): boolean;
  /** Takes this word or throws. */
  expect(word: string): void;
  takeKind(kind: Token["kind"]): string;
  /** Reads what stands in this; throws where it nests without end. */
  nested<T>(read: () => T): T;
  /** True when the word after the next is this one. */
  isFollowedBy(word: string): boolean;
  syntaxError(): ExpressionError;
}

/**
 * An expression has no more operators and functions (DynamoDB Developer Guide, "Constraints", "Expression parameters");
 * DynamoDB's words for one with more are not known. Each level takes some of the stack.
 */
const MOST_OPERATORS = 300;

const END: Token = { kind: "end", text: "<EOF>", start: 0, end: 0 };

export function readTokens(text: string): TokenReader {
  const tokens = tokensOf(text) ?? [];
  let index = 0;
  let depth = 0;
  const at = (offset: number) => tokens[index + offset] ?? END;
  const reader: TokenReader = {
    get next() {
      return at(0);
    },
    take() {
      const token = at(0);
      if (token.kind === "character" || token.kind === "end") throw reader.syntaxError();
      index += 1;
      return token;
    },
    takes(word) {
      if (at(0).text.toUpperCase() !== word) return false;
      index += 1;
      return true;
    },
    expect(word) {
      if (!reader.takes(word)) throw reader.syntaxError();
    },
    takeKind(kind) {
      if (at(0).kind !== kind) throw reader.syntaxError();
      return reader.take().text;
    },
    nested(read) {
      if (++depth > MOST_OPERATORS) throw new ExpressionError(`More than ${MOST_OPERATORS} levels are nested`);
      const result = read();
      depth -= 1;
      return result;
    },
    isFollowedBy: (word) => at(1).text === word,
    syntaxError: () => syntaxErrorAt(text, tokens, index),
  };
  return reader;
}

/** DynamoDB quotes the word that it did not expect, and the text from the word before it to the one behind it. */
function syntaxErrorAt(text: string, tokens: readonly Token[], index: number): ExpressionError {
  const [before, token = END, after] = [tokens[index - 1], tokens[index], tokens[index + 1]];
  const last = after ?? (token === END ? before : token);
  const near = text.slice(before?.start ?? token.start, last?.end ?? 0);
  const message = `Syntax error; token: "${token.text}", near: "${near}"`;
  return new ExpressionError(message, { isSyntax: true, isLexical: token.kind === "character" });
}
