import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../../src/kernel/errors.ts";
import { compileModel } from "../../../../src/services/execute-api/validation/schema.ts";

const check = (schema: unknown, value: unknown, models = {}) =>
  compileModel(JSON.stringify(schema), new Map(Object.entries(models)))(value);

const fits = (schema: unknown, value: unknown) => check(schema, value).length === 0;

/** Schema, values that fit, values that do not. */
const table: readonly (readonly [object, readonly unknown[], readonly unknown[]])[] = [
  [{}, [1, "a", null, {}, []], []],
  [{ type: "string" }, ["", "a"], [1, null, {}]],
  [{ type: "integer" }, [1, 1.0, -3], [1.5, "1"]],
  [{ type: "number" }, [1, 1.5], ["1", null]],
  [{ type: "boolean" }, [true, false], [0, "true"]],
  [{ type: "null" }, [null], [0, ""]],
  [{ type: "array" }, [[], [1]], [{}, "a"]],
  [{ type: "object" }, [{}], [[], null, "a"]],
  [{ type: ["string", "null"] }, ["a", null], [1]],
  [{ enum: ["a", { b: 1 }] }, ["a", { b: 1 }], ["b", { b: 2 }]],
  [{ maximum: 3 }, [3, "x"], [3.1]],
  [{ maximum: 3, exclusiveMaximum: true }, [2.9], [3]],
  [{ minimum: 3 }, [3], [2]],
  [{ minimum: 3, exclusiveMinimum: true }, [3.1], [3]],
  [{ multipleOf: 0.1 }, [0.3, 1, "x"], [0.25]],
  [{ maxLength: 2 }, ["ab", "😀😀", 123], ["abc"]],
  [{ minLength: 2 }, ["ab"], ["a", "😀"]],
  [{ pattern: "^a+$" }, ["aa", 1], ["b", "ab"]],
  [{ pattern: "a\\-b" }, ["xa-b"], ["ab"]],
  [{ items: { type: "integer" } }, [[], [1, 2], "x"], [[1, "a"]]],
  [{ items: [{ type: "integer" }], additionalItems: false }, [[], [1]], [["a"], [1, 2]]],
  [{ items: [{ type: "integer" }], additionalItems: { type: "string" } }, [[1, "a"]], [[1, 2]]],
  [{ additionalItems: false }, [[1, 2]], []],
  [{ maxItems: 1 }, [[1]], [[1, 2]]],
  [{ minItems: 1 }, [[1]], [[]]],
  [
    { uniqueItems: true },
    [[1, "1", { a: 1 }, { a: 2 }]],
    [
      [1, 1],
      [{ a: 1 }, { a: 1 }],
    ],
  ],
  [{ maxProperties: 1 }, [{ a: 1 }], [{ a: 1, b: 2 }]],
  [{ minProperties: 1 }, [{ a: 1 }], [{}]],
  [{ required: ["a"] }, [{ a: null }, [], "x"], [{}, { b: 1 }]],
  [{ required: ["toString"] }, [{ toString: 1 }], [{}]],
  [{ properties: { a: { type: "string" } } }, [{}, { a: "x", b: 1 }], [{ a: 1 }]],
  [{ patternProperties: { "^n_": { type: "number" } } }, [{ n_a: 1, x: "y" }], [{ n_a: "1" }]],
  [{ properties: { a: {} }, additionalProperties: false }, [{ a: 1 }], [{ a: 1, b: 2 }]],
  [
    { properties: { a: {} }, patternProperties: { "^x": {} }, additionalProperties: false },
    [{ a: 1, xy: 2 }],
    [{ y: 1 }],
  ],
  [{ additionalProperties: { type: "string" } }, [{ a: "x" }], [{ a: 1 }]],
  [{ dependencies: { a: ["b"] } }, [{ b: 1 }, { a: 1, b: 1 }], [{ a: 1 }]],
  [{ dependencies: { a: { required: ["c"] } } }, [{ a: 1, c: 1 }], [{ a: 1 }]],
  [{ allOf: [{ type: "object" }, { required: ["a"] }] }, [{ a: 1 }], [{}, []]],
  [{ anyOf: [{ type: "string" }, { minimum: 5 }] }, ["a", 5], [4]],
  [{ oneOf: [{ type: "integer" }, { minimum: 2 }] }, [1, 2.5], [3]],
  [{ not: { type: "string" } }, [1], ["a"]],
  [{ format: "email", title: "t", description: "d", default: 1 }, ["no mail"], []],
  [{ $ref: "#/definitions/a~1b", definitions: { "a/b": { type: "string" } } }, ["x"], [1]],
  [
    { type: "object", properties: { next: { $ref: "#" } }, additionalProperties: false },
    [{ next: { next: {} } }],
    [{ next: { other: 1 } }],
  ],
];

describe("a model's schema", () => {
  it.each(table.flatMap(([schema, good]) => good.map((value) => [value, schema] as const)))(
    "takes %j for %j",
    (value, schema) => {
      expect(check(schema, value)).toEqual([]);
    },
  );

  it.each(table.flatMap(([schema, , bad]) => bad.map((value) => [value, schema] as const)))(
    "refuses %j for %j",
    (value, schema) => {
      expect(check(schema, value)).not.toEqual([]);
    },
  );

  it("names the place and the rule of each violation, and never the value", () => {
    const schema = {
      properties: { user: { properties: { "a/b": { type: "integer" } } }, list: { items: { maxLength: 3 } } },
    };
    expect(check(schema, { user: { "a/b": "secret" }, list: ["ok", "secret"] })).toEqual([
      { path: "/user/a~1b", message: "must be of type integer" },
      { path: "/list/1", message: "must have at most 3 characters" },
    ]);
  });

  it("may refer to another model of the API", () => {
    const schema = { properties: { item: { $ref: "https://apigateway.amazonaws.com/restapis/x/models/Item" } } };
    const models = { Item: '{"type":"string"}' };
    expect(check(schema, { item: "a" }, models)).toEqual([]);
    expect(check(schema, { item: 1 }, models)).toHaveLength(1);
  });

  it("may refer to a model that refers back", () => {
    const schema = { properties: { child: { $ref: "https://x/models/Node" } } };
    const models = { Node: '{"required":["id"],"properties":{"child":{"$ref":"https://x/models/Node"}}}' };
    expect(check(schema, { child: { id: 1, child: { id: 2 } } }, models)).toEqual([]);
    expect(check(schema, { child: { id: 1, child: {} } }, models)).toHaveLength(1);
  });

  it.each([
    ["no JSON", "{"],
    ["no object", "[]"],
    ["an unknown type", '{"type":"text"}'],
    ["a required that is no list", '{"required":true}'],
    ["a broken pattern", '{"pattern":"("}'],
    ["a reference to nothing", '{"$ref":"#/definitions/x"}'],
    ["a reference to a model that does not exist", '{"properties":{"a":{"$ref":"https://x/models/Y"}}}'],
    ["a mistake behind a reference", '{"$ref":"#/definitions/a","definitions":{"a":{"type":"text"}}}'],
    ["a schema that is none", '{"properties":{"a":1}}'],
  ])("is a user's mistake when it is %s", (_, text) => {
    expect(() => compileModel(text, new Map())).toThrow(UserError);
  });

  it("does not overflow on a message that is nested very deeply", () => {
    const schema = { properties: { a: { $ref: "#" } } };
    const deep = JSON.parse(`${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`);
    expect(check(schema, deep)).toMatchObject([{ message: "is nested too deeply" }]);
  });

  it("agrees with itself under not", () => {
    const schemas = table.map(([schema]) => schema).filter((schema) => !JSON.stringify(schema).includes("$ref"));
    fc.assert(
      fc.property(fc.constantFrom(...schemas), fc.jsonValue(), (schema, value) => {
        expect(fits({ not: schema }, value)).toBe(!fits(schema, value));
        expect(fits({ allOf: [schema, schema] }, value)).toBe(fits(schema, value));
      }),
    );
  });
});
