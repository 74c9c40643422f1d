import { UserError } from "../../../engine/src/kernel/errors.ts";
import {
  compileKeySelector,
  compileSelectionExpression,
  createBody,
} from "../../../engine/src/languages/selection-expression/index.ts";
import { expectSame, refusals, refusing, type Target } from "../../target.ts";
import { halves, jsonText, pair, textOf } from "../text.ts";

const NAMES = ["action", "a", "b", "items", "__proto__"];
const WORDS = [
  ...["$request.body.", "${request.body.", "}", "action", "$", "\\$", "$default", "/", "-", ".", "[0]", "['a']", "..a"],
  ...[
    "$request.header.x",
    "$request.querystring.a",
    "$context.routeKey",
    "$stageVariables.a",
    "$integration.response.statuscode",
  ],
  ...[
    "$integration.response.header.X",
    "$request.basepath",
    "request",
    "body",
    "{",
    "$request.body[?(@.a)]",
    ".length()",
  ],
];

const headers = { "X-Api-Key": ["one", "two"], x: ["1"] };

/** An expression, and the message that it selects by. A key selector takes the expression for a pattern, too. */
export const selection = (): Target => ({
  words: WORDS,
  structured: pair(textOf(WORDS, 8), jsonText(NAMES)),
  largestBytes: 16_000,
  run(input) {
    const [expression, message] = halves(input);
    const body = createBody(message);
    const scope = {
      request: { body, headers, querystring: headers, basepath: "base" },
      context: { routeKey: "action", connectionId: "id" },
      stageVariables: { a: "b" },
      integration: { response: { statuscode: 200, headers, body } },
    };
    const select = refusing(refusals(UserError), () => compileSelectionExpression(expression));
    if (!select) return;
    const { text, found } = select(scope);
    expectSame(select(scope), { text, found }, "an expression selects something else the second time");
    const pick = refusing(refusals(UserError), () => compileKeySelector([["$default", 0]]));
    expectSame(pick?.(text), 0, "a key selector with $default finds nothing");
  },
});
