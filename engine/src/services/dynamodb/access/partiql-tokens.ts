export interface Token {
  /** `word`: bare, so it may be a keyword. `name`: in double quotes. */
  readonly kind: "word" | "name" | "string" | "parameter" | "symbol";
  readonly text: string;
}

/** A hyphen stands inside a word; two begin a comment. */
const TOKEN = /--[^\n]*|\/\*[\s\S]*?\*\/|'((?:[^']|'')*)'|"((?:[^"]|"")*)"|(\?)|(\w+(?:-\w+)*)|(\S)/g;

/** The words of a PartiQL statement, without comments. */
export function tokenize(statement: string): readonly Token[] {
  return [...statement.matchAll(TOKEN)].flatMap(([, string, name, parameter, word, symbol]): readonly Token[] => {
    if (string !== undefined) return [{ kind: "string", text: string.replaceAll("''", "'") }];
    if (name !== undefined) return [{ kind: "name", text: name.replaceAll('""', '"') }];
    if (parameter !== undefined) return [{ kind: "parameter", text: parameter }];
    if (word !== undefined) return [{ kind: "word", text: word }];
    return symbol === undefined ? [] : [{ kind: "symbol", text: symbol }];
  });
}

/** A bare word in upper case; "" for whatever else. */
export const keyword = (token: Token | undefined) => (token?.kind === "word" ? token.text.toUpperCase() : "");
