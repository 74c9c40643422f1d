const VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

/** Words of JSON, and what may be none: a bare word, a character. */
const WORDS =
  /\s*(?:(?<json>"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|(?:true|false|null)(?![\w$])|[[\]:,}])|(?<open>\{)|(?<bare>[A-Za-z_$][\w$]*)|(?<character>\S))/y;

/** The words in which AWS's parser refuses a text that is no JSON; undefined where they are not known. */
export function jsonProblem(text: string): string | undefined {
  let isName = false;
  WORDS.lastIndex = 0;
  for (let match = WORDS.exec(text); match?.groups; match = WORDS.exec(text)) {
    const { bare, character, open } = match.groups;
    const first = bare?.charAt(0) ?? character;
    if (isName && first !== undefined)
      return `Unexpected character ('${first}' (code ${first.charCodeAt(0)})): was expecting double-quote to start field name`;
    if (bare !== undefined) return `Unrecognized token '${bare}': was expecting ${VALUES}`;
    if (character !== undefined) return undefined;
    isName = open !== undefined;
  }
  return undefined;
}
