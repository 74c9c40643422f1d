/** The blanks that are put before a line: deeper than any template goes. */
const MARGIN = " ".repeat(128);

/** A text whose lines have moved, and by how much. */
export interface Indented {
  readonly text: string;
  /** The number of blanks that were put before a line, 1-based. */
  shiftOf(line: number): number;
}

/**
 * YAML wants lists and maps in brackets indented deeper than what holds them; CloudFormation and the AWS CLI do not,
 * and policies pasted as JSON often are not. Moves every line that begins within brackets to the right.
 */
export function indentBrackets(text: string): Indented {
  const moved = new Set<number>();
  let depth = 0;
  const lines = text.split("\n").map((line, index) => {
    const within = depth > 0;
    depth = Math.max(0, depth + balanceOf(line));
    if (!within) return line;
    moved.add(index + 1);
    return `${MARGIN}${line.replaceAll("\t", " ")}`;
  });
  return { text: lines.join("\n"), shiftOf: (line) => (moved.has(line) ? MARGIN.length : 0) };
}

const QUOTED_OR_COMMENT = /"(?:\\.|[^"\\])*"|'(?:''|[^'])*'|(?:^|\s)#.*$/g;

/** The number of brackets that a line opens, less those that it closes. */
function balanceOf(line: string): number {
  const brackets = line.replace(QUOTED_OR_COMMENT, "").match(/[[\]{}]/g) ?? [];
  return brackets.reduce((balance, bracket) => balance + (bracket === "[" || bracket === "{" ? 1 : -1), 0);
}
