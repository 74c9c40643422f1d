import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../src/kernel/errors.ts";
import { compileJsonPath } from "../../src/languages/json-path/index.ts";

const store = {
  book: [
    { category: "reference", author: "Nigel Rees", title: "Sayings of the Century", price: 8.95 },
    { category: "fiction", author: "Evelyn Waugh", title: "Sword of Honour", price: 12.99 },
    { category: "fiction", author: "Herman Melville", title: "Moby Dick", isbn: "0-553-21311-3", price: 8.99 },
    { category: "fiction", author: "J. R. R. Tolkien", title: "The Lord", isbn: "0-395-19395-8", price: 22.99 },
  ],
  bicycle: { color: "red", price: 19.95, "top speed": 30, "it's": "quoted", "a]b": 1 },
  limit: 10,
};

const titles = (...places: number[]) => places.map((place) => store.book[place]?.title);

describe("compileJsonPath", () => {
  it.each([
    ["$", store],
    ["", store],
    ["$.limit", 10],
    ["limit", 10],
    ["bicycle.color", "red"],
    ["$['bicycle']['color']", "red"],
    ['$["bicycle"].color', "red"],
    ["$.bicycle['top speed']", 30],
    ["$.bicycle['it\\'s']", "quoted"],
    ["$.bicycle['a]b']", 1],
    ["$.book[0].title", titles(0)[0]],
    ["$.book[-1].title", titles(3)[0]],
    ["$.book[9]", undefined],
    ["$.book.title", undefined],
    ["$.nope.deeper", undefined],
    ["$.bicycle[0]", undefined],
  ])("reads the one value at %s", (path, value) => {
    expect(compileJsonPath(path)(store)).toEqual(value);
  });

  it.each([
    ["$.book[*].title", titles(0, 1, 2, 3)],
    ["$.book.*.title", titles(0, 1, 2, 3)],
    ["$..color", ["red"]],
    ["$..book[2].title", titles(2)],
    ["$.book[0,2].title", titles(0, 2)],
    ["$.book[:2].title", titles(0, 1)],
    ["$.book[1:3].title", titles(1, 2)],
    ["$.book[-2:].title", titles(2, 3)],
    ["$.book[::2].title", titles(0, 2)],
    ["$.book[0]['title','price']", [store.book[0]?.title, 8.95]],
    ["$.book[?(@.isbn)].title", titles(2, 3)],
    ["$.book[?(!@.isbn)].title", titles(0, 1)],
    ["$.book[?(@.price < 10)].title", titles(0, 2)],
    ["$.book[?(@.price<=8.99&&@.category=='fiction')].title", titles(2)],
    ['$.book[?(@.price > $.limit || @.title == "Moby Dick")].title', titles(1, 2, 3)],
    ["$.book[?((@.price >= 12.99) && !(@.isbn))].title", titles(1)],
    ["$.book[?(@['author'] != 'Nigel Rees')].title", titles(1, 2, 3)],
    ["$.book[?(@.author < 'F')].title", titles(1)],
    ["$.book[?(@.price == '8.95')].title", []],
    ["$.book[?(@.nope == null)].title", []],
    ["$.nope[*]", []],
    ["$.bicycle.*", ["red", 19.95, 30, "quoted", 1]],
  ])("lists the values at %s", (path, values) => {
    expect(compileJsonPath(path)(store)).toEqual(values);
  });

  it("walks descendants parents first", () => {
    expect(compileJsonPath("$..a")({ a: { a: { b: { a: 1 } } } })).toEqual([
      { a: { b: { a: 1 } } },
      { b: { a: 1 } },
      1,
    ]);
  });

  it.each([
    "$.",
    "$[",
    "$['a]",
    "$.a[b]",
    "$.a[?(@.x =~ /y/)]",
    "$[?()]",
    "$[?(@.a ==)]",
    "$[?((@.a)]",
    "$.a b",
    "$a.b)",
    "$[1.5]",
  ])("refuses %s", (path) => {
    expect(() => compileJsonPath(path)).toThrow(UserError);
  });

  it("finds nothing rather than working for seconds on a path that multiplies", () => {
    const wide = Array.from({ length: 300 }, () => Array.from({ length: 100 }, () => 1));
    const begun = performance.now();
    expect(compileJsonPath("$..*..*..*")([wide, wide])).toEqual([]);
    expect(compileJsonPath("$..[?(@..x == 1)]")([wide, wide])).toEqual([]);
    expect(performance.now() - begun).toBeLessThan(2_000);
  });

  it("gives all that a path finds or nothing, never a part of it", () => {
    expect(compileJsonPath("$..*")(Array.from({ length: 65_536 }, () => 1))).toHaveLength(65_536);
    expect(compileJsonPath("$..*")(Array.from({ length: 200_000 }, () => 1))).toEqual([]);
  });

  it("reads any member of any object by its quoted name", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), (object) => {
        for (const [name, value] of Object.entries(object)) {
          const quoted = name.replace(/[\\']/g, "\\$&");
          expect(compileJsonPath(`$['${quoted}']`)(object)).toBe(value);
        }
      }),
    );
  });

  it("lists every array with [*] and every tail with a slice", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.integer({ min: -5, max: 5 }), (array, start) => {
        expect(compileJsonPath("$[*]")(array)).toEqual(array);
        expect(compileJsonPath(`$[${start}:]`)(array)).toEqual(array.slice(start));
      }),
    );
  });
});
