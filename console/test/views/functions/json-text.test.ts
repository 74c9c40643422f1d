import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mistakeAt } from "../../../src/views/functions/model/json-mistake.ts";
import { isMasked, jsonProblem, pretty } from "../../../src/views/functions/model/json-text.ts";

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe("The place of a mistake in JSON", () => {
  it.each([
    ['{"a":1}', undefined],
    [' [1, {"b": [null, "x"]}] ', undefined],
    ['{"a":}', 5],
    ["[1,]", 3],
    ["[1 2]", 3],
    ['{"a" 1}', 5],
    ["{a:1}", 1],
    ["[}", 1],
    ['["open', 1],
    ['{"a":1', 6],
    ["1 2", 2],
    ["", 0],
    ["[01]", 2],
    ['["\\x"]', 1],
  ])("of %s is %s", (text, place) => {
    expect(mistakeAt(text)).toBe(place);
  });

  it("is there exactly when the text does not parse", () => {
    const json = fc.json().map((text) => [...text]);
    const damaged = fc
      .tuple(json, fc.nat(), fc.constantFrom("", ",", "}", '"', "1", "\\"))
      .map(([characters, at, put]) => characters.with(at % characters.length, put).join(""));
    fc.assert(
      fc.property(fc.oneof(fc.json(), damaged, fc.string()), (text) => {
        expect(mistakeAt(text) === undefined).toBe(parses(text));
      }),
    );
  });
});

describe("A problem of an event", () => {
  it("is told with line and column", () => {
    expect(jsonProblem('{\n  "a": [,]\n}')).toMatchObject({ line: 2, column: 9 });
    expect(jsonProblem('{"a": 1')).toMatchObject({ line: 1, column: 8 });
    expect(jsonProblem(" ")).toEqual({ message: "Write an event in JSON; {} is an empty one." });
    expect(jsonProblem("{}")).toBeUndefined();
  });
});

describe("JSON set in lines", () => {
  it.each([
    ['{"a":[1,{"b":null}],"c":{}}', '{\n  "a": [\n    1,\n    {\n      "b": null\n    }\n  ],\n  "c": {}\n}'],
    ["[12345678901234567890, 1.0]", "[\n  12345678901234567890,\n  1.0\n]"],
    ['{"a":"[,{:"}', '{\n  "a": "[,{:"\n}'],
    ["{broken", "{broken"],
  ])("makes of %s what reads well, and leaves numbers as they are written", (text, lines) => {
    expect(pretty(text)).toBe(lines);
  });

  it("means the same as before, and is as JSON.stringify sets it", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(pretty(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
      }),
    );
  });
});

describe("A mask", () => {
  it.each([
    ["[masked, 1 character]", true],
    ['{"a":"[masked, 12 characters]"}', true],
    ["masked", false],
  ])("is %s: %s", (text, is) => {
    expect(isMasked(text)).toBe(is);
  });
});
