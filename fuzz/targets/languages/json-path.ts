import { UserError } from "../../../engine/src/kernel/errors.ts";
import { compileJsonPath, parseReferencePath, valueAt } from "../../../engine/src/languages/json-path/index.ts";
import { Broken, expectSame, refusals, refusing, type Target } from "../../target.ts";
import { halves, jsonText, pair, parsedOr, textOf } from "../text.ts";

const NAMES = ["a", "b", "length", "__proto__", "a.b", "0"];
const WORDS = [
  ...[
    "$",
    "$.",
    "..",
    ".a",
    ".b",
    "['a']",
    '["b"]',
    "[0]",
    "[-1]",
    "[*]",
    ".*",
    "[1:2]",
    "[::2]",
    "['a','b']",
    "[0,1]",
  ],
  ...["[?(", ")]", "@.a", "$.b", " == ", " in ", " && ", "||", "!", "=~ /a/i", "[1, 'a']", "empty true", ".length()"],
  ...[".sum()", ".min()", ".first()", ".index(1)", "(", ")", "1", "'a'", "null"],
];

/** A path, and the document that it is looked up in. */
export const jsonPath = (): Target => ({
  words: WORDS,
  structured: pair(textOf(WORDS), jsonText(NAMES)),
  run(input) {
    const [path, text] = halves(input);
    const document = parsedOr(text);
    const read = refusing(refusals(UserError), () => compileJsonPath(path));
    const value = read?.(document);
    if (read) expectSame(read(document), value, "a path finds another value the second time");
    const steps = parseReferencePath(path);
    if (!steps) return;
    const led = valueAt(document, path);
    if (read && led !== undefined && value === undefined)
      throw new Broken("a reference path finds what the path does not");
  },
});
