/** Index of the bracket or brace that closes the one at `open`, past quoted text and nested pairs; -1: there is none. */
export function closingIndex(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === "'" || character === '"') at = closingQuote(text, at);
    else if ("[{(".includes(character)) depth++;
    else if ("]})".includes(character) && --depth === 0) return at;
  }
  return -1;
}

/** Index of the quotation mark that ends the text begun at `open`, or the end of the text when there is none. */
function closingQuote(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === text[open]) return at;
  }
  return text.length;
}
