import { ServiceError } from "../../../engine/src/kernel/errors.ts";
import { compileEventPattern } from "../../../engine/src/languages/event-pattern/event-pattern.ts";
import { explainMismatches } from "../../../engine/src/languages/event-pattern/explain.ts";
import { expectSame, expectTrue, refusals, refusing, type Target } from "../../target.ts";
import { halves, jsonText, pair, parsedOr } from "../text.ts";

const OPERATORS = [
  "prefix",
  "suffix",
  "anything-but",
  "numeric",
  "exists",
  "cidr",
  "equals-ignore-case",
  "wildcard",
  "$or",
];
const NAMES = [...OPERATORS, "source", "detail", "a", "a.b", "__proto__"];
const SCALARS = [1, "a", true, false, null, "a*b*", "10.0.0.0/8", "<", ">=", "=", 5, "::1/64", "ab"];

/** A pattern, and the event that it is asked about. */
export const eventPattern = (): Target => ({
  words: [
    ...NAMES.map((name) => `{"${name}":[`),
    ...SCALARS.map((scalar) => JSON.stringify(scalar)),
    "]}",
    "]",
    "}",
    ",",
  ],
  structured: pair(jsonText(NAMES, SCALARS), jsonText(NAMES, SCALARS)),
  largestBytes: 16_000,
  run(input) {
    const [pattern, text] = halves(input);
    const event = parsedOr(text);
    const matches = refusing(refusals(ServiceError), () => compileEventPattern(pattern));
    if (!matches) return;
    const isMatch = matches(event);
    expectSame(
      compileEventPattern(JSON.parse(pattern))(event),
      isMatch,
      "a parsed pattern matches otherwise than its text",
    );
    const mismatches = explainMismatches(pattern, event);
    expectTrue(isMatch === (mismatches.length === 0), "a mismatch is not explained, or a match is");
  },
});
