import { describe, expect, it } from "vitest";
import { hiddenPlace, jsonProblem, shownPlace } from "../../src/languages/json-problem.ts";

const VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

describe("jsonProblem", () => {
  it.each([
    ["this is none", `Unrecognized token 'this': was expecting ${VALUES}`, 1, 5],
    ['{"not": closed mark"', `Unrecognized token 'closed': was expecting ${VALUES}`, 1, 15],
    ["{'bad': 1}", "Unexpected character (''' (code 39)): was expecting double-quote to start field name", 1, 2],
    ["{bad: 1}", "Unexpected character ('b' (code 98)): was expecting double-quote to start field name", 1, 2],
    ['{"a": 1,\n }', "Unexpected character ('}' (code 125)): was expecting double-quote to start field name", 2, 2],
    ['{"a" 1}', "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value", 1, 6],
    ['{"a": 1 "b": 2}', `Unexpected character ('"' (code 34)): was expecting comma to separate Object entries`, 1, 9],
    ["[1 2]", "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries", 1, 4],
    ["[1,]", `Unexpected character (']' (code 93)): expected a valid value ${VALUES}`, 1, 4],
    ["…", `Unexpected character ('…' (code 8230 / 0x2026)): expected a valid value ${VALUES}`, 1, 1],
  ])("says of %j what AWS says", (text, message, line, column) => {
    expect(jsonProblem(text)).toEqual({ message, line, column });
  });

  it("looks at bytes", () => {
    const of = (...bytes: number[]) => jsonProblem(Buffer.from(bytes).toString("latin1"), { isBytes: true });
    const control = `Unexpected character ((CTRL-CHAR, code 153)): expected a valid value ${VALUES}`;
    expect(of(0x99, 0xeb)).toEqual({ message: control, line: 1, column: 1 });
    expect(of(0x6e, 0x87)).toEqual({ message: "Invalid UTF-8 start byte 0x87", line: 1, column: 3 });
  });

  it.each(["", "[1", '"open', "[1}", "{}", '[{}, [], {"a": [null, -1.5e3, "\\""]}]', "1 2"])(
    "has no words for %j",
    (text) => {
      expect(jsonProblem(text)).toBeUndefined();
    },
  );
});

describe("the place of a problem", () => {
  const place = { message: "", line: 1, column: 8 };

  it("is told with the first 500 characters of a text, or without", () => {
    expect(hiddenPlace(place)).toBe(
      "\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 8]",
    );
    expect(shownPlace("no", place)).toBe('\n at [Source: (String)"no"; line: 1, column: 8]');
    expect(shownPlace("x".repeat(503), place)).toContain('xxx"[truncated 3 chars]; line: 1');
  });
});
