import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileEventPattern } from "../../src/languages/event-pattern/event-pattern.ts";

const event = {
  version: "0",
  source: "app.orders",
  "detail-type": "Order Placed",
  region: "us-east-1",
  time: null,
  resources: ["arn:aws:one", "arn:aws:two"],
  detail: {
    state: "Running",
    count: 7,
    ratio: 0.5,
    active: true,
    empty: "",
    nothing: null,
    ip: "10.0.0.17",
    ip6: "2001:db8::1",
    file: "dir/photo.PNG",
    tags: ["red", "green", 3],
    none: [],
    items: [
      { sku: "a", qty: 1 },
      { sku: "b", qty: 2 },
    ],
    deep: { er: { value: "x" } },
    $or: "a field of that name",
  },
};

/** Objects in each other down a path, its names joined with a dot where `joined` says so. */
function joinedAt(path: readonly string[], joined: readonly boolean[], value: unknown): Record<string, unknown> {
  const keys: string[] = [];
  for (const [index, name] of path.entries()) keys.push(index > 0 && joined[index] ? `${keys.pop()}.${name}` : name);
  return keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Record<string, unknown>;
}

const detail = (pattern: unknown) => ({ detail: pattern });

const matching: readonly (readonly [string, unknown])[] = [
  ["an exact value", { source: ["app.orders"] }],
  ["one of several values", { source: ["other", "app.orders"] }],
  ["fields all of which fit", { source: ["app.orders"], region: ["us-east-1"], detail: { count: [7] } }],
  ["an empty pattern", {}],
  ["null", { time: [null] }],
  ["null among others", detail({ nothing: ["x", null] })],
  ["an empty string", detail({ empty: [""] })],
  ["a boolean", detail({ active: [true] })],
  ["a nested field", detail({ deep: { er: { value: ["x"] } } })],
  ["one element of an array", { resources: ["arn:aws:two"] }],
  ["a number in a mixed array", detail({ tags: [3] })],
  ["one object of an array in whole", detail({ items: { sku: ["b"], qty: [2] } })],
  ["a prefix", { region: [{ prefix: "us-" }] }],
  ["an empty prefix", { region: [{ prefix: "" }] }],
  ["a prefix of an array's element", { resources: [{ prefix: "arn:aws:t" }] }],
  ["a prefix in any case", { source: [{ prefix: { "equals-ignore-case": "APP." } }] }],
  ["a suffix", { region: [{ suffix: "-1" }] }],
  ["a suffix in any case", detail({ file: [{ suffix: { "equals-ignore-case": ".png" } }] })],
  ["a value in any case", detail({ state: [{ "equals-ignore-case": "RUNNING" }] })],
  ["anything but a value", detail({ state: [{ "anything-but": "Stopped" }] })],
  ["anything but values", detail({ state: [{ "anything-but": ["Stopped", "Paused"] }] })],
  ["anything but a number", detail({ count: [{ "anything-but": 8 }] })],
  ["anything but numbers", detail({ count: [{ "anything-but": [8, 9] }] })],
  ["anything but a number, with the text of it", detail({ state: [{ "anything-but": [7] }] })],
  ["anything but a prefix", detail({ state: [{ "anything-but": { prefix: "Stop" } }] })],
  ["anything but prefixes", detail({ state: [{ "anything-but": { prefix: ["Stop", "Pau"] } }] })],
  ["anything but a suffix", detail({ file: [{ "anything-but": { suffix: ".png" } }] })],
  ["anything but a suffix, with a number", detail({ count: [{ "anything-but": { suffix: "7" } }] })],
  ["anything but values in any case", detail({ state: [{ "anything-but": { "equals-ignore-case": ["stopped"] } }] })],
  ["anything but a wildcard", detail({ file: [{ "anything-but": { wildcard: "*/*.gif" } }] })],
  ["anything but one element", { resources: [{ "anything-but": "arn:aws:one" }] }],
  ["a number by =", detail({ count: [{ numeric: ["=", 7] }] })],
  ["a number above", detail({ count: [{ numeric: [">", 6.5] }] })],
  ["a number in a range", detail({ count: [{ numeric: [">", 0, "<=", 7] }] })],
  ["a number at a lower bound", detail({ ratio: [{ numeric: [">=", 0.5, "<", 1] }] })],
  ["an IPv4 network", detail({ ip: [{ cidr: "10.0.0.0/24" }] })],
  ["an IPv6 network", detail({ ip6: [{ cidr: "2001:db8::/32" }] })],
  ["a whole network", detail({ ip: [{ cidr: "0.0.0.0/0" }] })],
  ["a field that is there", detail({ state: [{ exists: true }] })],
  ["a field that is there as null", detail({ nothing: [{ exists: true }] })],
  ["a field that is missing", detail({ nope: [{ exists: false }] })],
  ["a field missing with its parent", { nope: { deeper: [{ exists: false }] } }],
  ["an empty array as missing", detail({ none: [{ exists: false }] })],
  ["a missing field or a value", detail({ state: [{ exists: false }, "Running"] })],
  ["a wildcard", detail({ file: [{ wildcard: "dir/*.PNG" }] })],
  ["several wildcards", { source: [{ wildcard: "*p.*d*s" }] }],
  ["$or by its second alternative", { $or: [{ source: ["no"] }, { region: ["us-east-1"] }] }],
  ["$or beside fields", { source: ["app.orders"], $or: [{ region: ["no"] }, { detail: { count: [7] } }] }],
  ["$or inside", detail({ $or: [{ count: [{ numeric: ["<", 0] }] }, { state: [{ prefix: "Run" }] }] })],
  ["$or within $or", { $or: [{ $or: [{ source: ["no"] }, { region: ["us-east-1"] }] }, { source: ["no"] }] }],
  ["a field called $or", detail({ $or: ["a field of that name"] })],
  ["operators on a field called $or", detail({ $or: [{ prefix: "b" }, { prefix: "a" }] })],
];

const failing: readonly (readonly [string, unknown])[] = [
  ["another value", { source: ["app.other"] }],
  ["one field of two", { source: ["app.orders"], region: ["eu-west-1"] }],
  ["a value in another case", { source: ["APP.ORDERS"] }],
  ["a number written as text", detail({ count: ["7"] })],
  ["text for a number", { version: [0] }],
  ["a missing field", { nope: ["x"] }],
  ["a missing nested field", { source: { deeper: ["x"] } }],
  ["null for a missing field", { nope: [null] }],
  ["null for an empty string", detail({ empty: [null] })],
  ["an empty string for null", detail({ nothing: [""] })],
  ["true for false", detail({ active: [false] })],
  ["a value of an object's fields across two objects", detail({ items: { sku: ["a"], qty: [2] } })],
  ["a value where an object is", detail({ deep: ["x"] })],
  ["a field inherited by every object", { constructor: [{ exists: true }] }],
  ["another prefix", { region: [{ prefix: "eu" }] }],
  ["a prefix in the wrong case", { source: [{ prefix: "APP" }] }],
  ["a prefix of a number", detail({ count: [{ prefix: "7" }] })],
  ["another suffix", { region: [{ suffix: "-2" }] }],
  ["anything but the value", detail({ state: [{ "anything-but": "Running" }] })],
  ["anything but the number", detail({ count: [{ "anything-but": [7] }] })],
  ["anything but the prefix", detail({ state: [{ "anything-but": { prefix: ["x", "Run"] } }] })],
  ["anything but the suffix", detail({ file: [{ "anything-but": { suffix: "PNG" } }] })],
  ["anything but the value in any case", detail({ state: [{ "anything-but": { "equals-ignore-case": "RUNNING" } }] })],
  ["anything but a matching wildcard", detail({ file: [{ "anything-but": { wildcard: "dir/*" } }] })],
  ["anything but, of a missing field", { nope: [{ "anything-but": "x" }] }],
  ["a number outside the range", detail({ count: [{ numeric: [">", 7, "<", 9] }] })],
  ["a numeric test of text", { version: [{ numeric: ["=", 0] }] }],
  ["another network", detail({ ip: [{ cidr: "10.0.1.0/24" }] })],
  ["an IPv4 network for IPv6", detail({ ip6: [{ cidr: "0.0.0.0/0" }] })],
  ["a network for text", { source: [{ cidr: "0.0.0.0/0" }] }],
  ["a field that is missing but shall exist", { nope: [{ exists: true }] }],
  ["a field that is there but shall not exist", { source: [{ exists: false }] }],
  ["existence of an object", detail({ deep: [{ exists: true }] })],
  ["a wildcard in another case", detail({ file: [{ wildcard: "*.png" }] })],
  ["a wildcard for a part only", detail({ file: [{ wildcard: "*photo" }] })],
  ["no alternative of $or", { $or: [{ source: ["no"] }, { region: ["no"] }] }],
];

/** Patterns and events that are the same to AWS, and those that are not. */
const dotted: readonly (readonly [pattern: object, event: object, matches: boolean])[] = [
  [{ "state.status": ["on"] }, { state: { status: "on" } }, true],
  [{ state: { status: ["on"] } }, { "state.status": "on" }, true],
  [{ "a.b": { "c.d": ["x"] } }, { a: { "b.c": { d: "x" } } }, true],
  [{ a: { b: { c: ["x"] } } }, { "a.b.c": "x" }, true],
  [{ "a.b.c": ["x"] }, { "a.b": { c: "x" } }, true],
  [{ "state.status": ["on"] }, { "state.status": "on" }, true],
  [{ "state.status": { status: ["on"] } }, { state: { status: "on" } }, false],
  [{ state: { status: ["on"] } }, { "state.status": { status: "on" } }, false],
  [{ "items.sku": ["a"], "items.qty": [2] }, { items: [{ sku: "a" }, { qty: 2 }] }, false],
  [{ "items.sku": ["a"], items: { qty: [2] } }, { items: [{ sku: "b" }, { sku: "a", qty: 2 }] }, true],
  [{ items: { sku: ["a"], shop: ["s"] } }, { items: [{ sku: "b" }, { sku: "a" }], "items.shop": "s" }, true],
  [{ state: { status: ["on"], code: [1] } }, { state: { code: 1 }, "state.status": "on" }, true],
  [{ state: { status: ["on"] } }, { state: { status: "off" }, "state.status": "on" }, true],
  [{ "state.status": [{ exists: false }] }, { state: { status: "on" } }, false],
  [{ "state.status": [{ exists: false }] }, { state: "on" }, true],
  [{ state: { status: [{ exists: true }] } }, { "state.status": null }, true],
  [{ "state.status": [{ "anything-but": "on" }] }, { state: { status: "off" } }, true],
  [{ $or: [{ "a.b": ["x"] }, { "a.c": ["x"] }] }, { a: { c: "x" } }, true],
  [{ "a.": ["x"] }, { a: { "": "x" } }, true],
  [{ ".": ["x"] }, { "": { "": "x" } }, true],
  [{ "__proto__.constructor": [{ exists: true }] }, {}, false],
];

describe("compileEventPattern", () => {
  it.each(dotted)("takes a dotted name for a path: %j and %j", (pattern, detail, matches) => {
    expect(compileEventPattern({ detail: pattern })({ detail })).toBe(matches);
  });

  it("finds a value by each way to write its path", () => {
    const names = fc.array(fc.constantFrom("a", "b", ""), { minLength: 2, maxLength: 5 });
    const cuts = fc.array(fc.boolean(), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(names, cuts, cuts, (path, inPattern, inEvent) => {
        expect(compileEventPattern(joinedAt(path, inPattern, ["x"]))(joinedAt(path, inEvent, "x"))).toBe(true);
        expect(compileEventPattern(joinedAt(path, inPattern, ["y"]))(joinedAt(path, inEvent, "x"))).toBe(false);
      }),
    );
  });

  it.each(["arn:aws:events:us-east-1:*:event-bus/*", "*.png", "dir/*/*/*.*", "*aaaaaa", "a*b*c*d*e*f*g", "*", "\\*:*"])(
    "takes the wildcard %j, which is not too complex",
    (wildcard) => {
      expect(typeof compileEventPattern({ a: [{ wildcard }] })).toBe("function");
    },
  );

  it.each(matching)("matches %s", (_, pattern) => {
    expect(compileEventPattern(pattern)(event)).toBe(true);
  });

  it.each(failing)("does not match %s", (_, pattern) => {
    expect(compileEventPattern(pattern)(event)).toBe(false);
  });

  it("takes JSON text as well", () => {
    expect(compileEventPattern('{"source":["app.orders"]}')(event)).toBe(true);
  });

  it.each([
    ["a*c", "abbbc", true],
    ["a*c", "ac", true],
    ["*", "", true],
    ["\\*", "*", true],
    ["\\*", "x", false],
    ["a\\\\b*", "a\\bc", true],
    ["\\**", "*tail", true],
    ["a?c", "abc", false],
    ["", "", true],
    ["", "x", false],
  ])("reads wildcard %j against %j as %s", (wildcard, text, expected) => {
    expect(compileEventPattern({ field: [{ wildcard }] })({ field: text })).toBe(expected);
  });

  it("is not slowed down by a text made against its wildcards", () => {
    const match = compileEventPattern({ a: [{ wildcard: "*a*a*a*a*b" }] });
    const begun = performance.now();
    expect(match({ a: "a".repeat(20_000) })).toBe(false);
    expect(performance.now() - begun).toBeLessThan(2_000);
  });

  it.each([
    ["objects", `${'{"a":'.repeat(20_000)}[1]${"}".repeat(20_000)}`],
    ["alternatives", `${'{"$or":[{"a":[1]},'.repeat(5_000)}{"b":[1]}${"]}".repeat(5_000)}`],
    ["dots in a name", JSON.stringify({ ["a.".repeat(20_000)]: [1] })],
  ])("refuses a pattern of %s nested thousands deep", (_of, pattern) => {
    expect(() => compileEventPattern(pattern)).toThrow("More than 200 levels are nested");
  });

  it("takes a pattern nested deeper than anybody writes one", () => {
    const nested = (leaf: string) => `${'{"a":'.repeat(150)}${leaf}${"}".repeat(150)}`;
    expect(compileEventPattern(nested("[1]"))(JSON.parse(nested("1")))).toBe(true);
  });

  it("copes with an event of arrays nested 60,000 deep", () => {
    const deep: unknown = JSON.parse(`${"[".repeat(60_000)}"x"${"]".repeat(60_000)}`);
    expect(compileEventPattern({ a: ["x"] })({ a: deep })).toBe(true);
  });

  const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));

  it("matches each scalar field by its own value, and by nothing else", () => {
    fc.assert(
      fc.property(fc.string(), scalar, scalar, (name, value, other) => {
        const field = (content: unknown) => ({ detail: Object.fromEntries([[name, content]]) });
        const match = compileEventPattern(field([value]));
        expect(match(field(value))).toBe(true);
        expect(match(field(other))).toBe(other === value);
      }),
    );
  });

  it("gives anything-but as the opposite of the value, wherever there is a value", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.integer()), scalar, (excluded, value) => {
        const but = compileEventPattern({ a: [{ "anything-but": excluded }] });
        const is = compileEventPattern({ a: [excluded] });
        expect(but({ a: value })).toBe(!is({ a: value }));
      }),
    );
  });

  it("either compiles a JSON value or refuses it in AWS's words, and then never throws", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.jsonValue(), (pattern, value) => {
        try {
          expect(typeof compileEventPattern({ a: [pattern] })({ a: value })).toBe("boolean");
        } catch (error) {
          expect(error).toMatchObject({ code: "InvalidEventPatternException" });
        }
      }),
    );
  });
});
