import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseExactJson, writeExactJson } from "../../../src/views/data/shared/exact-json.ts";
import {
  columnsOf,
  type Item,
  plainJson,
  typedJson,
  typesBeyondJson,
  valueText,
} from "../../../src/views/data/tables/attribute-values.ts";
import { expiryOf } from "../../../src/views/data/tables/time-to-live.ts";

describe("exact JSON", () => {
  it.each(["9007199254740993", "1.10", "-0.5e+10", '{"a": [1.0, "2.0"]}', '"a \\" 1"', "[]", "{}", "null"])(
    "keeps %s",
    (text) => {
      expect(writeExactJson(parseExactJson(text)).replace(/\s+/g, " ")).toBe(
        text.replace("[1.0", "[ 1.0").replace('2.0"]', '2.0" ]').replace('{"a"', '{ "a"').replace("]}", "] }"),
      );
    },
  );

  it("reads and writes what JSON does", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(writeExactJson(parseExactJson(JSON.stringify(value))))).toEqual(
          JSON.parse(JSON.stringify(value)),
        );
      }),
    );
  });

  it("says where a text is no JSON", () => {
    expect(() => parseExactJson('{"a": 01}')).toThrow(/position|line|JSON/);
  });
});

const ITEM = {
  id: { S: "a" },
  total: { N: "9007199254740993" },
  paid: { BOOL: true },
  note: { NULL: true },
  lines: { L: [{ M: { sku: { S: "x" }, count: { N: "1.10" } } }] },
};

describe("an item as JSON", () => {
  it("is plain JSON with the digits of its numbers, and comes back the same", () => {
    const text = plainJson.write(ITEM);
    expect(text).toContain('"total": 9007199254740993');
    expect(text).toContain('"count": 1.10');
    expect(plainJson.read(text)).toEqual(ITEM);
  });

  it("is DynamoDB's JSON, and comes back the same", () => {
    const item = { ...ITEM, tags: { SS: ["a"] }, raw: { B: "AQID" } };
    expect(typedJson.read(typedJson.write(item))).toEqual(item);
  });

  it("says which types plain JSON has no words for", () => {
    expect(typesBeyondJson({ M: { a: { L: [{ SS: ["x"] }] }, b: { B: "AQID" }, c: { N: "1" } } })).toEqual([
      "string set",
      "binary",
    ]);
  });

  it.each([
    ['{"a": "text"}', 'a has to say its type, as in { "S": "text" } or { "N": "7" }.'],
    ['{"a": {"X": 1}}', "a has to say its type"],
    ['{"a": {"N": 7}}', "a.N does not hold a number."],
    ['{"a": {"L": [{"S": 1}]}}', "a.L.0.S does not hold a string."],
    ['{"a": {"M": {"b": 1}}}', "a.M.b has to say its type"],
    ['{"a": {"S": "x", "N": "1"}}', "a has to say its type"],
    ["[]", "An item is an object"],
  ])("refuses %s", (text, message) => {
    expect(() => typedJson.read(text)).toThrow(message);
  });

  it.each(["[1]", "7", '"a"', "null"])("refuses %s as plain JSON", (text) => {
    expect(() => plainJson.read(text)).toThrow("An item is an object");
  });
});

describe("a cell", () => {
  it.each([
    [{ S: "text" }, "text"],
    [{ N: "1.10" }, "1.10"],
    [{ BOOL: false }, "false"],
    [{ NULL: true }, "null"],
    [{ B: "AQIDBA==" }, "4 bytes"],
    [{ SS: ["a", "b"] }, '{"a", "b"}'],
    [{ NS: ["1", "2.50"] }, "{1, 2.50}"],
    [{ L: [{ S: "a" }, { N: "1" }] }, '["a", 1]'],
    [{ M: { sku: { S: "x" } } }, '{sku: "x"}'],
  ])("shows %j as %s", (value, text) => {
    expect(valueText(value)).toBe(text);
  });
});

it("columns are the keys, then attributes by use", () => {
  const items: Item[] = [
    { sk: { S: "1" }, rare: { S: "" }, common: { S: "" }, pk: { S: "a" } },
    { pk: { S: "b" }, common: { S: "" } },
  ];
  expect(columnsOf(items, ["pk", "sk"])).toEqual(["pk", "sk", "common", "rare"]);
});

describe("a time to live", () => {
  const now = Date.parse("2026-03-01T12:00:00Z");
  const seconds = now / 1000;
  it.each([
    [{ N: String(seconds + 60) }, { kind: "expires", at: now + 60_000, leftMs: 60_000 }],
    [{ N: String(seconds - 60) }, { kind: "expires", at: now - 60_000, leftMs: -60_000 }],
    [{ S: String(seconds) }, { kind: "never", why: "is no number, so it never expires" }],
    [{ N: String(now) }, { kind: "never", why: "looks like milliseconds: DynamoDB wants seconds" }],
    [{ N: "7" }, { kind: "never", why: "is over five years past: DynamoDB leaves it alone" }],
  ])("%j is %j", (value, expected) => {
    expect(expiryOf(value, now)).toEqual(expected);
  });
});
