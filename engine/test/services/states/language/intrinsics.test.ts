import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../../src/kernel/errors.ts";
import { systemRandom } from "../../../../src/kernel/random.ts";
import { parseExactJson, stringifyExactJson } from "../../../../src/languages/exact-json.ts";
import { StateError } from "../../../../src/services/states/language/errors/state-error.ts";
import { compileIntrinsic } from "../../../../src/services/states/language/expressions/compile-intrinsic.ts";
import { createVariables } from "../../../../src/services/states/language/expressions/variables.ts";
import { contextOf } from "./run-machine.ts";

const input = {
  name: "Ann",
  list: [1, 2, 3, 3, { a: 1 }, { a: 1 }],
  n: 4,
  json: '{"a":[1]}',
  object: { a: 1, b: 2 },
  "a)b": 1,
};

const evaluate = (text: string, given: unknown = input) =>
  compileIntrinsic(text)({
    input: given,
    context: contextOf(given),
    random: systemRandom,
    variables: createVariables(),
  });

describe("intrinsic functions", () => {
  it.each<[text: string, value: unknown]>([
    ["States.Format('Hello, {}', $.name)", "Hello, Ann"],
    ["States.Format('{} {} {}', 1.5, true, null)", "1.5 true null"],
    ["States.Format('{}', $.object)", "{a=1, b=2}"],
    ["States.Format('it\\'s \\{not\\} {}', 'a,b')", "it's {not} a,b"],
    ["States.Format('/@connections/{}', $$.Execution.Name)", "/@connections/one"],
    ["States.StringToJson($.json)", { a: [1] }],
    ["States.JsonToString($.object)", '{"a":1,"b":2}'],
    ["States.Array()", []],
    ["States.Array(1, 'two', $.n, States.Array(null))", [1, "two", 4, [null]]],
    [
      "States.ArrayPartition($.list, 4)",
      [
        [1, 2, 3, 3],
        [{ a: 1 }, { a: 1 }],
      ],
    ],
    ["States.ArrayContains($.list, 3)", true],
    ["States.ArrayContains($.list, '3')", false],
    ["States.ArrayContains(States.Array($.object), $.object)", true],
    ["States.ArrayRange(1, 9, 2)", [1, 3, 5, 7, 9]],
    ["States.ArrayRange(3, 1, -1)", [3, 2, 1]],
    ["States.ArrayGetItem($.list, 1)", 2],
    ["States.ArrayLength($.list)", 6],
    ["States.ArrayUnique($.list)", [1, 2, 3, { a: 1 }]],
    ["States.Base64Encode('Ünicode')", "w5xuaWNvZGU="],
    ["States.Base64Decode('w5xuaWNvZGU=')", "Ünicode"],
    ["States.Hash('x', 'SHA-256')", createHash("sha256").update("x").digest("hex")],
    ["States.Hash($.object, 'MD5')", createHash("md5").update('{"a":1,"b":2}').digest("hex")],
    ["States.JsonMerge($.object, States.StringToJson('{\"b\":3}'), false)", { a: 1, b: 3 }],
    ["States.MathAdd($.n, -1)", 3],
    ["States.StringSplit('a,b+c,,d', ',+')", ["a", "b", "c", "d"]],
    ["States.StringSplit('a^b-c]d', '^-]')", ["a", "b", "c", "d"]],
    ["States.ArrayLength($['list'][?(@ == 3)])", 2],
    ["  States.MathAdd( 1 ,2 ) ", 3],
    ["States.MathAdd(1.6, 1)", 3],
    ["States.ArrayRange(0.6, 3, 1.2)", [1, 2, 3]],
  ])("%s", (text, value) => {
    expect(evaluate(text)).toEqual(value);
  });

  const exact = parseExactJson(
    '{"big": 9007199254740993, "one": 1.0, "list": [1.0, 1, 9007199254740993, 9007199254740994, 1.50]}',
  );
  it.each<[text: string, json: string]>([
    ["States.Format('{} {} {}', $.big, $.one, 2.50)", '"9007199254740993 1.0 2.50"'],
    ["States.JsonToString($.list)", '"[1.0,1,9007199254740993,9007199254740994,1.50]"'],
    ["States.StringToJson('[1.0, 1e3]')", "[1.0,1e3]"],
    ["States.Array($.big, 1.0)", "[9007199254740993,1.0]"],
    ["States.ArrayGetItem($.list, $.one)", "1"],
    ["States.ArrayUnique($.list)", "[1.0,9007199254740993,9007199254740994,1.50]"],
    ["States.ArrayContains($.list, 9007199254740995)", "false"],
    ["States.ArrayContains($.list, 1.5)", "true"],
    ["States.MathAdd($.one, 1)", "2"],
  ])("%s keeps the digits of numbers", (text, json) => {
    expect(stringifyExactJson(evaluate(text, exact))).toBe(json);
  });

  it.each([
    ["States.Format('{}')", /1 placeholders, and there are 0 values/],
    ["States.Format('', 1)", /0 placeholders/],
    ["States.ArrayLength($.name)", /Argument 1/],
    ["States.ArrayRange(1, 2000, 1)", /more than 1000/],
    ["States.ArrayRange(1, 2, 0)", /zero/],
    ["States.StringToJson('{')", /JSON/],
    ["States.ArrayGetItem($.list, 1.5)", /Argument 2/],
    ["States.Hash('x', 'CRC')", /Argument 2/],
    ["States.UUID(1)", /./],
  ])("%s fails with States.IntrinsicFailure", (text, cause) => {
    const failing = () => evaluate(text);
    expect(failing).toThrow(StateError);
    expect(failing).toThrow(cause);
    expect(failing).toThrow(/States\.IntrinsicFailure/);
  });

  it.each([
    "States.Nothing()",
    "States.constructor()",
    "States.Format('open",
    "States.Array(01)",
    "States.Array(1 2)",
    "States.Array(1,)",
    "States.Array(1) more",
    "States.Array(name)",
    `${"States.Array(".repeat(20)}${")".repeat(20)}`,
  ])("%s is refused before anything runs", (text) => {
    expect(() => compileIntrinsic(text)).toThrow(UserError);
  });

  it("makes UUIDs and numbers within their bounds, the same ones for the same seed", () => {
    expect(evaluate("States.UUID()")).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(evaluate("States.MathRandom(1, 1000, 7)")).toBe(evaluate("States.MathRandom(1, 1000, 7)"));
    for (let times = 0; times < 50; times++) expect([1, 2, 3]).toContain(evaluate("States.MathRandom(1, 4)"));
  });

  it("gives back any text that is quoted as it should be", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("'", "\\", ",", "(", ")", "a", "$", "\n") }), (text) => {
        const quoted = text.replace(/[\\']/g, "\\$&");
        expect(evaluate(`States.Array('${quoted}')`)).toEqual([text]);
      }),
    );
  });

  it("either reads a text or refuses it", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("States.", "Array", "(", ")", "'", ",", "$.a", "1", " ", "\\") }),
        (text) => {
          try {
            expect(compileIntrinsic(text)).toBeTypeOf("function");
          } catch (error) {
            expect(error).toBeInstanceOf(UserError);
          }
        },
      ),
    );
  });
});
