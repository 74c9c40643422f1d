/** A line that is longer is cut: an event of CloudWatch Logs, and an entry of the journal, has 256 KB. */
export const LONGEST_LINE_CHARACTERS = 120 * 1024;

/** More than Lambda takes of an answer, which is how the engine sees that it is too long. */
const LONGEST_ANSWER_CHARACTERS = 6_291_557;

const HALF_CHARACTERS = LONGEST_LINE_CHARACTERS / 2;

/**
 * Tells whether this is the first half of a character, which is not to be parted from the second.
 *
 * @param {number} code
 */
const isHalf = (code) => code >= 0xd800 && code <= 0xdbff;

/**
 * Nothing of a long line is lost: it goes on in the next one.
 *
 * @param {string} line
 * @param {(line: string) => void} emitLine
 */
export function inLines(line, emitLine) {
  let start = 0;
  do {
    const end = start + LONGEST_LINE_CHARACTERS;
    const part = line.slice(start, isHalf(line.charCodeAt(end - 1)) ? end - 1 : end);
    emitLine(part);
    start += part.length;
  } while (start < line.length);
}

/**
 * The beginning and the end of a long text.
 *
 * @param {string} text
 */
export function shortened(text) {
  const left = text.length - LONGEST_LINE_CHARACTERS;
  if (left <= 0) return text;
  return `${text.slice(0, HALF_CHARACTERS)}…[truncated ${left} characters]…${text.slice(-HALF_CHARACTERS)}`;
}

/** @param {string} answer */
export const asFarAsTaken = (answer) => answer.slice(0, LONGEST_ANSWER_CHARACTERS);
