/** A regular expression between percent signs. Throws an `Error` for one that is none. */
export function compileExpression(source: string): RegExp {
  try {
    return new RegExp(source);
  } catch {
    throw new Error(`%${source}% is no regular expression`);
  }
}
