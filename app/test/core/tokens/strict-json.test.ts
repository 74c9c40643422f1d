import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readStrictJson } from "../../../src/core/tokens/strict-json.ts";
import { base64Url } from "../../support/tokens.ts";

function isStrict(part: string): boolean {
  try {
    readStrictJson(part);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ reason: "token_malformed" });
    return false;
  }
}

describe("a part of a token", () => {
  it.each([
    ["an empty object", "{}"],
    ["the same name in two objects", '{"a":{"x":1},"b":{"x":1},"c":[{"x":1},{"x":2}]}'],
    ["a name that is also a value", '{"a":"a","b":"a"}'],
    ["braces, colons and quotes in text", '{"a":"{\\"b\\":1}","b":":"}'],
    ["names that Object has", '{"__proto__":1,"constructor":2,"toString":3}'],
    ["sixteen levels", `${'{"a":'.repeat(16)}1${"}".repeat(16)}`],
  ])("may have %s", (_, text) => {
    expect(isStrict(base64Url(text))).toBe(true);
  });

  it.each([
    ["a name twice", '{"sub":"a","sub":"b"}'],
    ["a name twice, once in other letters of JSON", '{"sub":"a","s\\u0075b":"b"}'],
    ["a name twice further in", '{"data":[{"sub":"a","sub":"b"}]}'],
    ["a name of Object twice", '{"__proto__":1,"__proto__":2}'],
    ["a list around it", '[{"alg":"HS256"}]'],
    ["a text around it", '"{}"'],
    ["null", "null"],
    ["something after it", "{} {}"],
    ["a comma too many", '{"a":1,}'],
    ["seventeen levels", `${'{"a":'.repeat(17)}1${"}".repeat(17)}`],
    ["thousands of lists", `{"a":${"[".repeat(3000)}${"]".repeat(3000)}}`],
    ["a byte order mark", "\ufeff{}"],
  ])("is refused with %s", (_, text) => {
    expect(isStrict(base64Url(text))).toBe(false);
  });

  it("is refused when it is not UTF-8", () => {
    const bytes = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]);
    expect(isStrict(bytes.toString("base64url"))).toBe(false);
  });

  it("is what JSON makes of an object, whatever is in it", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), (value) => {
        expect(isStrict(base64Url(JSON.stringify(value)))).toBe(true);
      }),
    );
  });

  it("is looked at in linear time", () => {
    const startedAt = performance.now();
    for (const text of [`{"a":"${"\\\\".repeat(3000)}"}`, `{"${"a".repeat(6000)}`, '"'.repeat(6000), "{".repeat(6000)])
      isStrict(base64Url(text));
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});
