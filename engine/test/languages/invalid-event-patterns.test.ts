import { describe, expect, it } from "vitest";
import { ServiceError } from "../../src/kernel/errors.ts";
import { compileEventPattern } from "../../src/languages/event-pattern/event-pattern.ts";

const anythingBut = (excluded: object) => ({ source: [{ "anything-but": excluded }] });

const TOO_COMPLEX =
  "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character";

const invalid: readonly (readonly [what: string, pattern: unknown, reason: string])[] = [
  ["not JSON", "{", "Invalid JSON"],
  ["no object", ["x"], "Filter is not an object"],
  ["null", "null", "Filter is not an object"],
  ["a value without a list", { source: "x" }, '"source" must be an object or an array'],
  ["an empty list", { source: [] }, "Empty arrays are not allowed"],
  ["an empty object", { detail: {} }, "Empty objects are not allowed"],
  ["a list in a list", { source: [["x"]] }, "Match value must be String, number, true, false, or null"],
  ["an unknown operator", { source: [{ contains: "x" }] }, "Unrecognized match type contains"],
  ["an inherited name as operator", { source: [{ constructor: "x" }] }, "Unrecognized match type constructor"],
  ["an empty operator", { source: [{}] }, "Unrecognized match type "],
  ["two operators in one", { source: [{ prefix: "a", suffix: "b" }] }, "Only one key allowed in match expression"],
  ["a prefix that is no text", { source: [{ prefix: 1 }] }, "prefix match pattern must be a string"],
  ["another operator in prefix", { source: [{ prefix: { wildcard: "a*" } }] }, "Unsupported prefix pattern: wildcard"],
  [
    "null in anything-but",
    { source: [{ "anything-but": null }] },
    "Value of anything-but must be an array or single string/number value.",
  ],
  [
    "null in a list in anything-but",
    { source: [{ "anything-but": ["a", null] }] },
    "Inside anything but list, start|null|boolean is not supported.",
  ],
  [
    "an empty anything-but",
    { source: [{ "anything-but": [] }] },
    "Inside anything but list, either all values are number or string, mixed type is not supported",
  ],
  [
    "text and numbers in anything-but",
    { source: [{ "anything-but": ["a", 1] }] },
    "Inside anything but list, either all values are number or string, mixed type is not supported",
  ],
  ...["prefix", "suffix"].flatMap((name) => [
    [`an empty ${name} in anything-but`, anythingBut({ [name]: "" }), "Null prefix/suffix not allowed"] as const,
    [`an empty ${name} in a list`, anythingBut({ [name]: ["a", ""] }), "Null prefix/suffix not allowed"] as const,
    [
      `a ${name} in any case in anything-but`,
      anythingBut({ [name]: { "equals-ignore-case": "a" } }),
      "Value of anything-but must be an array or single string/number value.",
    ] as const,
    [
      `a number as ${name} in anything-but`,
      anythingBut({ [name]: 1 }),
      "prefix/suffix match pattern must be a string",
    ] as const,
  ]),
  [
    "a number in any case in anything-but",
    anythingBut({ "equals-ignore-case": [1] }),
    "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.",
  ],
  ["a number as wildcard in anything-but", anythingBut({ wildcard: 1 }), "wildcard match pattern must be a string"],
  ["six runs after one another", { arn: [{ wildcard: "*:*:*:*:*:event-bus/*" }] }, TOO_COMPLEX],
  ["a run before a long repetition", { a: [{ wildcard: "*aaaaaaaaaaaa" }] }, TOO_COMPLEX],
  ["complex wildcards in anything-but", anythingBut({ wildcard: ["a*", "*a*a*a*a*a*a*"] }), TOO_COMPLEX],
  ["no texts in anything-but", { source: [{ "anything-but": { prefix: [] } }] }, "Empty arrays are not allowed"],
  [
    "numeric in anything-but",
    { source: [{ "anything-but": { numeric: ["=", 1] } }] },
    "Unsupported anything-but pattern: numeric",
  ],
  ["numeric without a list", { n: [{ numeric: 5 }] }, "Value of numeric must be an array."],
  ["an empty numeric", { n: [{ numeric: [] }] }, "Invalid member in numeric match: ]"],
  ["a bound without a comparison", { n: [{ numeric: [1, "<="] }] }, "Invalid member in numeric match: 1"],
  ["an equal text", { n: [{ numeric: ["=", "000"] }] }, "Value of equals must be numeric"],
  ["two lower bounds", { n: [{ numeric: [">=", 1, ">", 2] }] }, "Bad numeric range operator: >"],
  ["a limit without a comparison", { n: [{ numeric: [">", 20, 30] }] }, "Bad value in numeric range: 30"],
  ["three bounds", { n: [{ numeric: [">", 20, "<", 30, "<", 50] }] }, "Too many terms in numeric range expression"],
  ["an unknown comparison", { n: [{ numeric: ["==", 5] }] }, "Unrecognized numeric range operator: =="],
  ["a comparison without a number", { n: [{ numeric: ["<"] }] }, "Value of < must be numeric"],
  ["a comparison with text", { n: [{ numeric: ["<", "5"] }] }, "Value of < must be numeric"],
  ["an empty range", { n: [{ numeric: [">", 5, "<", 5] }] }, "Bottom must be less than top"],
  ["a range the wrong way round", { n: [{ numeric: ["<", 1, ">", 5] }] }, "Too many elements in numeric expression"],
  ["a network without bits", { ip: [{ cidr: "10.0.0.0" }] }, "Malformed CIDR, one '/' required"],
  ["a network with too many bits", { ip: [{ cidr: "10.0.0.0/33" }] }, "IPv4 mask bits must be < 32"],
  ["a network in a list", { ip: [{ cidr: ["10.0.0.0/8"] }] }, "prefix match pattern must be a string"],
  [
    "a network with a mask of text",
    { ip: [{ cidr: "bad-/64filter" }] },
    "Malformed CIDR, mask bits must be an integer",
  ],
  ["a network that is no address", { ip: [{ cidr: "10.0.0/8" }] }, "Nonstandard IP address: 10.0.0"],
  [
    "exists that is neither true nor false",
    { a: [{ exists: "true" }] },
    "exists match pattern must be either true or false.",
  ],
  ["consecutive wildcards", { a: [{ wildcard: "a**b" }] }, "Consecutive wildcard characters at pos 2"],
  ["a broken escape", { a: [{ wildcard: "a\\b" }] }, "Invalid escape character at pos 1"],
  ["$or with one alternative", { $or: [{ a: ["x"] }] }, "Unrecognized match type a"],
];

describe("compileEventPattern", () => {
  it.each(invalid)("refuses %s", (_what, pattern, reason) => {
    const compile = () => compileEventPattern(pattern);
    expect(compile).toThrow(ServiceError);
    expect(compile).toThrow(`Event pattern is not valid. Reason: ${reason}`);
  });
});
