import { describe, expect, it } from "vitest";
import {
  checkCondition,
  checkPaths,
  checkUpdate,
  ExpressionError,
  type Given,
  parseCondition,
  parseProjection,
  parseUpdate,
} from "../../src/languages/dynamodb-expression/index.ts";

const VALUES: Readonly<Record<string, readonly [string, unknown]>> = {
  ":n": ["N", "10"],
  ":m": ["N", "9"],
  ":s": ["S", "x"],
  ":l": ["L", []],
};
const given: Given = { valueOf: (name) => VALUES[name], nameOf: (name) => (name === "#a" ? "a" : name) };

const READERS = {
  condition: (text: string) => checkCondition(parseCondition(text), given),
  update: (text: string) => checkUpdate(parseUpdate(text), given),
  projection: (text: string) => checkPaths(parseProjection(text), given),
};

function messageOf(kind: keyof typeof READERS, text: string): string | undefined {
  try {
    READERS[kind](text);
    return undefined;
  } catch (error) {
    if (error instanceof ExpressionError) return error.message;
    throw error;
  }
}

describe("an expression of DynamoDB", () => {
  it.each([
    ["condition", "a = :n AND (b[0].c <> #a OR NOT contains(d, :s))"],
    ["condition", "size(a) BETWEEN :m AND :n and b in (:s, c)"],
    ["condition", "attribute_type(:n, :s2) or begins_with ( a , :s )"],
    ["update", "set a = if_not_exists(a, :n) + :m, b[1]=list_append(b, :l) REMOVE c, d.e ADD f :n DELETE g :s"],
    ["update", "SET a = list_append(if_not_exists(a, :l), :l)"],
    ["projection", "a.b, a.c, d[0], d[1]"],
  ] as const)("can be read: %s %s", (kind, text) => {
    expect(messageOf(kind, text)).toBeUndefined();
  });

  // The place is quoted from the word before to the word behind, as AWS's answers that others published have it.
  it.each([
    ["update", "ADD hits : incr", 'Syntax error; token: ":", near: "hits : incr"'],
    ["update", "SET _123 = :n", 'Syntax error; token: "_", near: "SET _123"'],
    ["update", "SET a = :n, updated = :n, b", 'Syntax error; token: "<EOF>", near: "b"'],
    ["condition", "foo", 'Syntax error; token: "<EOF>", near: "foo"'],
    ["condition", "[object Object]", 'Syntax error; token: "[", near: "[object"'],
    ["projection", "!!", 'Syntax error; token: "!", near: "!!"'],
    ["projection", "", 'Syntax error; token: "<EOF>", near: ""'],
  ] as const)("that cannot be read is told with the word and its neighbours: %s %s", (kind, text, message) => {
    expect(messageOf(kind, text)).toBe(message);
  });

  it.each([
    ["condition", "a < :l", "Incorrect operand type for operator or function; operator: <, operand type: L"],
    ["condition", "a = #a", "The first operand must be distinct"],
    ["condition", "a BETWEEN :n AND :s", "The BETWEEN operator requires same data type"],
    ["condition", "a BETWEEN :n AND :m", "The BETWEEN operator requires upper bound to be greater"],
    ["condition", "frob(a)", "Invalid function name; function: frob"],
    ["condition", "constructor(a)", "Invalid function name; function: constructor"],
    ["update", "SET a = a + :s", "Incorrect operand type for operator or function; operator or function: +"],
    ["update", "SET a = size(a)", "The function is not allowed in an update expression; function: size"],
    ["update", "SET #a.b = :n REMOVE a", "Two document paths overlap with each other"],
    ["projection", "a[0], a.b", "Two document paths conflict with each other"],
    ["condition", `${"(".repeat(5_000)}a = :n${")".repeat(5_000)}`, "More than 300 levels are nested"],
    ["condition", `${"NOT ".repeat(5_000)}a = :n`, "More than 300 levels are nested"],
    ["condition", `${"size(".repeat(5_000)}a${")".repeat(5_000)} = :n`, "More than 300 levels are nested"],
  ] as const)("that makes no sense is told so: %s %s", (kind, text, message) => {
    expect(messageOf(kind, text)).toContain(message);
  });
});
