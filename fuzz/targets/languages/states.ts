import { UserError } from "../../../engine/src/kernel/errors.ts";
import { systemRandom } from "../../../engine/src/kernel/random.ts";
import { StateError } from "../../../engine/src/services/states/language/errors/state-error.ts";
import {
  compileExpression,
  compilePayloadTemplate,
} from "../../../engine/src/services/states/language/expressions/payload-template.ts";
import { compileResultPath } from "../../../engine/src/services/states/language/expressions/result-path.ts";
import { createVariables } from "../../../engine/src/services/states/language/expressions/variables.ts";
import { refusals, refusing, type Target } from "../../target.ts";
import { halves, jsonText, pair, parsedOr, textOf } from "../text.ts";

const WORDS = [
  ...[
    "States.Format(",
    "States.Array(",
    "States.ArrayPartition(",
    "States.ArrayRange(",
    "States.ArrayContains(",
    "States.ArrayGetItem(",
  ],
  ...[
    "States.ArrayUnique(",
    "States.ArrayLength(",
    "States.Base64Encode(",
    "States.Base64Decode(",
    "States.Hash(",
    "States.JsonMerge(",
  ],
  ...[
    "States.StringToJson(",
    "States.JsonToString(",
    "States.MathRandom(",
    "States.MathAdd(",
    "States.StringSplit(",
    "States.UUID(",
  ],
  ...[
    "'{}'",
    "'a\\'b'",
    ", ",
    ")",
    "$.a",
    "$.b[0]",
    "$$.Execution.Id",
    "1",
    "-1",
    "1.5",
    "true",
    "null",
    "'SHA-256'",
    "$",
  ],
];
const NAMES = ["a", "b", "a.$", "b.$", "__proto__"];

const context = {
  Execution: { Id: "id", Input: {}, Name: "name", RoleArn: "arn", StartTime: "2026-01-01T00:00:00Z" },
  StateMachine: { Id: "id", Name: "machine" },
};

/** An expression, payload template and result path of Step Functions, and the input that they read. */
export const states = (): Target => ({
  words: WORDS,
  structured: pair(textOf(WORDS, 10), jsonText(NAMES, [1, "$.a", "States.UUID()", "a", [1, 2]])),
  run(input) {
    const [text, inputText] = halves(input);
    const scope = { input: parsedOr(inputText), context, random: systemRandom, variables: createVariables() };
    const attempts = [
      () => compileExpression(text, "Field"),
      () => compilePayloadTemplate(parsedOr(text)),
      () => compilePayloadTemplate(scope.input),
    ];
    for (const compile of attempts) {
      const expression = refusing(refusals(UserError), compile);
      if (expression) refusing(refusals(StateError), () => expression(scope));
    }
    const place = refusing(refusals(UserError), () => compileResultPath(text));
    if (place) refusing(refusals(StateError), () => place(scope.input, 1));
  },
});
