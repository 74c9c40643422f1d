import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  compareNumbers,
  JsonNumber,
  parseExactJson,
  stringifyExactJson,
  withExactNumbers,
} from "../../src/languages/exact-json.ts";

const literal = fc.oneof(
  fc.constantFrom("0", "-0", "1.0", "1.50", "1e3", "1E+3", "-1.0e-7", "9007199254740993", "12345678901234567890"),
  fc.integer().map(String),
  fc.double({ noDefaultInfinity: true, noNaN: true }).map((value) => JSON.stringify(value)),
  fc.bigInt().map(String),
);

/** Compact texts of JSON with numbers of every kind. */
const { text } = fc.letrec<{ text: string }>((tie) => ({
  text: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    literal,
    fc.string({ unit: "binary" }).map((value) => JSON.stringify(value)),
    fc.constantFrom("true", "false", "null", "[]", "{}", '"1.0"', '"\\\\"', '":1.0,[2.0"'),
    fc.array(tie("text"), { maxLength: 4 }).map((items) => `[${items.join(",")}]`),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom("a", "__proto__", "b c", '"', "constructor", "x:1.0"), tie("text")), {
        selector: ([name]) => name,
        maxLength: 4,
      })
      .map((members) => `{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(",")}}`),
  ),
}));

describe("parseExactJson and stringifyExactJson", () => {
  it.each([
    "9007199254740993",
    "-9007199254740993",
    "1.0",
    "1.50",
    "-0",
    "1e3",
    "1E400",
    "0.12345678901234567890",
    '{"a":[1.0,{"b":9007199254740993}],"c":"1.0"}',
    '{"__proto__":1.0}',
    '[[],{},"\\"1.0\\\\",2.0]',
  ])("keep %s as it is", (json) => {
    expect(stringifyExactJson(parseExactJson(json))).toBe(json);
  });

  it("keep every number of every text, and read all else as JSON.parse does", () => {
    fc.assert(
      fc.property(text, (json) => {
        const exact = parseExactJson(json);
        expect(stringifyExactJson(exact)).toBe(json);
        expect(JSON.stringify(plain(exact))).toBe(JSON.stringify(JSON.parse(json)));
      }),
    );
  });

  it("leave a text alone in which no number loses digits, and white space is none of their business", () => {
    const value = JSON.parse('{"a":1.5,"at":"2026-01-01T00:00:00.123Z","id":"1234567890123456789"}');
    expect(withExactNumbers(JSON.stringify(value), value)).toBe(value);
    expect(stringifyExactJson(parseExactJson(' { "a" :\n1.0 ,"b": [ 2.0 ] } '))).toBe('{"a":1.0,"b":[2.0]}');
  });

  it("let the last of two members of one name count", () => {
    expect(stringifyExactJson(parseExactJson('{"a":1.0,"b":2,"a":3.0}'))).toBe('{"a":3.0,"b":2}');
  });

  it("read the deepest message", () => {
    const depth = 60_000;
    const json = `${"[".repeat(depth)}1.0${"]".repeat(depth)}`;
    let value = parseExactJson(json);
    for (let level = 0; level < depth; level++) value = Array.isArray(value) ? value[0] : undefined;
    expect(String(value)).toBe("1.0");
  });

  it.each(["", "{", "1.0.0", "01.0", "[1.0,]"])("throw for %j, which is no JSON", (json) => {
    expect(() => parseExactJson(json)).toThrow(SyntaxError);
  });

  it("write what nests tens of thousands of levels deep", () => {
    const text = `${'[{"a":'.repeat(30_000)}1.0${"}]".repeat(30_000)}`;
    expect(stringifyExactJson(parseExactJson(text))).toBe(text);
  });
});

describe("compareNumbers", () => {
  it.each([
    ["9007199254740993", "9007199254740992", 1],
    ["9007199254740993", "9007199254740993", 0],
    ["9007199254740993", "9007199254740994", -1],
    ["-9007199254740993", "-9007199254740992", -1],
    [`1${"0".repeat(400)}`, `1${"0".repeat(399)}1`, -1],
    [`1${"0".repeat(400)}`, `1${"0".repeat(400)}`, 0],
    [`1${"0".repeat(400)}`, `-1${"0".repeat(400)}`, 1],
    ["-0", "0", 0],
    ["1.0", "1", 0],
    ["1e3", "1000", 0],
    ["-1.50", "-1.5", 0],
    ["2.0", "10", -1],
  ])("%s and %s give the sign %s", (a, b, sign) => {
    const numberOf = (json: string) => parseExactJson(json) as number | JsonNumber;
    expect(Math.sign(compareNumbers(numberOf(a), numberOf(b))) + 0).toBe(sign);
  });
});

/** The value with JavaScript's numbers. */
function plain(value: unknown): unknown {
  if (value instanceof JsonNumber) return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, content]) => [name, plain(content)]));
}
