import { createBody } from "../../../engine/src/languages/selection-expression/index.ts";
import { compileVelocity } from "../../../engine/src/languages/velocity/compile.ts";
import { FailedMethod } from "../../../engine/src/languages/velocity/rendering.ts";
import { expectSame, inOwnWords, refusing, type Target } from "../../target.ts";
import { halves, jsonText, pair, textOf } from "../text.ts";

const NAMES = ["a", "b", "items", "name"];
const WORDS = [
  ...[
    "#set($a = ",
    ")",
    "#if(",
    "#elseif(",
    "#else",
    "#end",
    "#foreach($x in ",
    "$x",
    "$a",
    "$!a",
    "${a}",
    "$foreach.index",
  ],
  ...["#macro(m $p)", "#m(1)", "#define($d)", "$d", "#evaluate(", "#break", "#stop", "##", "#*", "*#", "#[[", "]]#"],
  ...[
    "$input.body",
    "$input.json('$')",
    "$input.path('$.a')",
    "$input.json('$..a')",
    "$util.parseJson(",
    "$util.escapeJavaScript(",
  ],
  ...[
    "$util.urlEncode(",
    "$util.base64Decode(",
    "$context.connectionId",
    "$stageVariables.a",
    ".size()",
    ".get(0)",
    ".put('a', 1)",
  ],
  ...[
    ".substring(1)",
    ".replaceAll('a', 'b')",
    ".split(',')",
    ".matches('a+')",
    ".format('%d', 1)",
    ".add(1)",
    ".keySet()",
  ],
  ...[
    "[1..3]",
    "[1, 2]",
    '{"a": 1}',
    '"$a"',
    "'a'",
    " == ",
    " && ",
    "!",
    " + ",
    " / ",
    "1",
    "-1",
    "2147483647",
    "1.5",
    "null",
  ],
];

/** Also of a method's failure: its words are quoted, and may be those of JavaScript. */
const isRefusal = (error: unknown): boolean =>
  inOwnWords(error) && (!(error instanceof FailedMethod) || inOwnWords(error.cause));

/** A template, and the message that it is rendered for. */
export const velocity = (): Target => ({
  words: WORDS,
  structured: pair(textOf(WORDS, 16), jsonText(NAMES)),
  run(input) {
    const [text, message] = halves(input);
    const template = refusing(isRefusal, () => compileVelocity(text));
    if (!template) return;
    const scope = { body: createBody(message), context: { connectionId: "id" }, stageVariables: { a: "b" } };
    const rendered = refusing(isRefusal, () => template(scope));
    expectSame(
      refusing(isRefusal, () => template(scope)),
      rendered,
      "a template renders another text the second time",
    );
  },
});
