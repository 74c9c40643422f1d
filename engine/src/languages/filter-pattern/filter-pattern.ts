import { compileExpression } from "./expression.ts";
import { compileJsonCondition, type MessageFilter } from "./json-condition.ts";

/**
 * Compiles a filter pattern of CloudWatch Logs: terms, or a condition on JSON. Throws an `Error` that says what is wrong.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function compileFilterPattern(pattern: string): MessageFilter {
  const text = pattern.trim();
  if (text.startsWith("{")) return compileJsonCondition(text);
  if (text.startsWith("[")) throw new Error("patterns of fields that spaces delimit are not known here");
  return compileTerms(text);
}

interface Term {
  readonly mark: "" | "?" | "-";
  readonly matches: MessageFilter;
}

/** `word`, `"a phrase"` or `%an expression%`, each perhaps behind `?` or `-`. */
const TERM = /([?-]?)(?:"((?:[^"\\]|\\.)*)"|%([^%]+)%|([^\s"]+))(?:\s+|$)/y;

/** All terms have to be there and none with a minus; where all have a question mark, one of them is enough. */
function compileTerms(text: string): MessageFilter {
  const terms = readTerms(text);
  const marked = (mark: Term["mark"]) => terms.filter((term) => term.mark === mark).map(({ matches }) => matches);
  const [needed, alternatives, excluded] = [marked(""), marked("?"), marked("-")];
  // Beside a term that has to be there a question mark means nothing.
  const anyIsEnough = needed.length === 0 && alternatives.length > 0;
  return (message) =>
    needed.every((matches) => matches(message)) &&
    (!anyIsEnough || alternatives.some((matches) => matches(message))) &&
    !excluded.some((matches) => matches(message));
}

function readTerms(text: string): readonly Term[] {
  const terms: Term[] = [];
  TERM.lastIndex = 0;
  for (let at = 0; at < text.length; at = TERM.lastIndex) {
    const [, mark = "", phrase, expression, word = ""] = TERM.exec(text) ?? [undefined];
    if (TERM.lastIndex === 0) throw new Error(`it cannot be read from "${text.slice(at)}" on`);
    terms.push({ mark: mark as Term["mark"], matches: termMatcher(phrase, expression, word) });
  }
  return terms;
}

function termMatcher(phrase: string | undefined, expression: string | undefined, word: string): MessageFilter {
  if (expression !== undefined) {
    const compiled = compileExpression(expression);
    return (message) => compiled.test(message);
  }
  const wanted = phrase?.replace(/\\(.)/g, "$1") ?? word;
  return (message) => message.includes(wanted);
}
