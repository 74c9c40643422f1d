/** The blanks that are put before a line: deeper than any template goes. */
const MARGIN = " ".repeat(128);

/** A text whose lines have moved, and by how much. */
export interface Indented {
  readonly text: string;
  /** The number of blanks that were put before a line, 1-based. */
  shiftOf(line: number): number;
}

/** The brackets and quotes that a line begins in. */
interface Inside {
  /** The number of brackets that are open. */
  readonly depth: number;
  readonly quote?: '"' | "'" | undefined;
}

const OUTSIDE: Inside = { depth: 0 };

/**
 * YAML wants what stands in brackets or quotes over several lines indented deeper than what holds it; CloudFormation
 * and the AWS CLI do not, and descriptions that are broken by hand and policies pasted as JSON often are not. Moves
 * every line that begins within brackets or quotes to the right, where blanks mean nothing.
 */
export function indentContinuations(text: string): Indented {
  const moved = new Set<number>();
  let inside = OUTSIDE;
  let block: Block | undefined;
  const lines = text.split("\n").map((line, index) => {
    if (block && isInBlock(line, block)) return line;
    block = undefined;
    const isMoved = inside.depth > 0 || inside.quote !== undefined;
    inside = afterLine(line, inside);
    if (inside === OUTSIDE) block = blockAfter(line);
    if (!isMoved) return line;
    moved.add(index + 1);
    return `${MARGIN}${line.replaceAll("\t", " ")}`;
  });
  return { text: lines.join("\n"), shiftOf: (line) => (moved.has(line) ? MARGIN.length : 0) };
}

/** A text under `|` or `>`, which takes brackets and quotes as they come. */
interface Block {
  /** The columns that its lines are indented by at least. */
  least: number;
  isBegun: boolean;
}

const BLOCK_HEADER = /^(?<indent>[\s-]*).*?(?:^|[:\s-]\s*)(?:[!&]\S+\s+)*[|>][-+\d]*\s*(?:\s#.*)?$/;

function blockAfter(line: string): Block | undefined {
  const indent = BLOCK_HEADER.exec(line)?.groups?.indent;
  return indent === undefined ? undefined : { least: indent.length + 1, isBegun: false };
}

function isInBlock(line: string, block: Block): boolean {
  if (line.trim() === "") return true;
  const indent = line.search(/\S/);
  if (indent < block.least) return false;
  if (!block.isBegun) Object.assign(block, { least: indent, isBegun: true });
  return true;
}

/** A comment, a quoted text to its end or the line's, what may stand before a value, a bracket, or a word. */
const TOKEN =
  /(?<!\S)#.*$|"(?:\\.|[^"\\])*(?:"|\\?$)|'(?:''|[^'])*(?:'|$)|[!&*][^\s,[\]{}]*|[-?](?!\S)|[[\]{},]|\s+|(?:[^\s[\]{},"'#:]|:(?=[^\s"'[{]))+|./g;
/** Blanks, tags, anchors and the marks of lists and keys: a value may still begin behind them. */
const BEFORE_VALUE = /^(?:\s+|[!&].*|[-?])$/;
/** Quotes that do not end with their line. */
const OPEN_QUOTE = /^(?:"(?:\\.|[^"\\])*\\?$|'(?:''|[^'])*$)/;
const END_OF_QUOTE = { '"': /^(?:\\.|[^"\\])*"/, "'": /^(?:''|[^'])*'(?!')/ };

function afterLine(line: string, inside: Inside): Inside {
  if (inside.quote === undefined) return afterTokens(line, inside.depth, true);
  const end = END_OF_QUOTE[inside.quote].exec(line);
  return end ? afterTokens(line.slice(end[0].length), inside.depth, false) : inside;
}

function afterTokens(line: string, before: number, isFirst: boolean): Inside {
  let depth = before;
  let isStart = isFirst;
  for (const [token] of line.matchAll(TOKEN)) {
    const quote = isStart && OPEN_QUOTE.test(token) ? token[0] : undefined;
    if (quote === '"' || quote === "'") return { depth, quote };
    depth = depthAfter(token, depth, isStart);
    isStart = token === ":" || (depth > 0 && /^[,[{]$/.test(token)) || (isStart && BEFORE_VALUE.test(token));
  }
  return depth === 0 ? OUTSIDE : { depth };
}

/** A bracket within a plain text that stands in none is a part of the text. */
function depthAfter(token: string, depth: number, isStart: boolean): number {
  if (token === "]" || token === "}") return Math.max(0, depth - 1);
  return (token === "[" || token === "{") && (isStart || depth > 0) ? depth + 1 : depth;
}
