import { formatArn, parseArn } from "../../../engine/src/languages/arn.ts";
import { expectSame, type Target } from "../../target.ts";
import { textOf } from "../text.ts";

const WORDS = ["arn:", "aws", ":", "lambda", "us-east-1", "000000000000", "function:", "/", "*", "::", "aws-cn"];

/** A text; an ARN is written as it was read. */
export const arn = (): Target => ({
  words: WORDS,
  structured: textOf(WORDS, 14),
  run(input) {
    const text = input.toString();
    const parsed = parseArn(text);
    if (!parsed) return;
    expectSame(formatArn(parsed), text, "an ARN is written otherwise than it was read");
    expectSame(parseArn(formatArn(parsed)), parsed, "an ARN is read otherwise than it was written");
  },
});
