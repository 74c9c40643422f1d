import { describe, expect, it } from "vitest";
import { parseJson } from "../../src/kernel/parse-json.ts";

describe("parseJson", () => {
  it.each([
    ['{"a":[1]}', { a: [1] }],
    ["null", null],
    ['""', ""],
    [" 0 ", 0],
  ])("gives the value of %s", (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  it.each(["", "undefined", "{", "{'a':1}", "[1,]"])("gives undefined for %j, which is no JSON", (text) => {
    expect(parseJson(text)).toBeUndefined();
  });
});
