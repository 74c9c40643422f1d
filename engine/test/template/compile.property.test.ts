import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { assertRunnable } from "../../src/template/assert-runnable.ts";
import { samTypes } from "../../src/template/sam/types.ts";
import { compileText, evaluate, propertiesOf } from "./compile-text.ts";

const name = fc.stringMatching(/^[A-Z][A-Za-z0-9]{0,6}$/);
const scalar = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant({ Ref: "AWS::Region" }),
  fc.constant({ "Fn::Sub": "${AWS::AccountId}-x" }),
  fc.constant({ "Fn::If": ["Yes", "chosen", { Ref: "AWS::NoValue" }] }),
);
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(name, tie("value"), { maxKeys: 3 }),
  ),
}));
/** Any key but those that make a map a function. */
const key = fc.string().filter((text) => text !== "Ref" && !text.startsWith("Fn::"));
const { value: plainValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constantFrom(null, 0.5, -1.25, "2012-10-17", "yes", "0x1f", "~", "${x}"),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(key, tie("value"), { maxKeys: 3 }),
  ),
}));
const template = fc
  .dictionary(name, fc.dictionary(name, anyValue, { maxKeys: 3 }), { maxKeys: 4 })
  .map((resources) => ({
    Conditions: { Yes: { "Fn::Equals": ["a", "a"] } },
    Resources: Object.fromEntries(
      Object.entries(resources).map(([logicalId, Properties]) => [logicalId, { Type: "Test::Anything", Properties }]),
    ),
  }));

describe("compile()", () => {
  it("makes the same stack of a template in YAML and in JSON", () => {
    fc.assert(
      fc.property(template, (source) => {
        const [fromYaml, fromJson] = [stringify(source), JSON.stringify(source, null, 2)].map((text) => {
          const stack = compileText(text);
          assertRunnable(stack);
          return [...stack.resources].map(([logicalId, { properties }]) => [logicalId, properties]);
        });
        expect(fromYaml).toEqual(fromJson);
      }),
      { numRuns: 50 },
    );
  });

  it("leaves data without functions as it is", () => {
    fc.assert(
      fc.property(fc.dictionary(name, plainValue), (properties) => {
        const stack = compileText(
          JSON.stringify({ Resources: { A: { Type: "Test::Anything", Properties: properties } } }),
        );
        expect(propertiesOf(stack, "A")).toEqual(properties);
      }),
      { numRuns: 50 },
    );
  });
});

describe("compile() of SAM resources", () => {
  const samResource = fc
    .constantFrom(...Object.entries(samTypes))
    .chain(([Type, { properties = ["Name", "FunctionName"] }]) =>
      fc.record({
        Type: fc.constant(Type),
        Properties: fc.dictionary(fc.constantFrom(...properties), anyValue, { maxKeys: 5 }),
      }),
    );

  it("never throws, whatever their properties hold", () => {
    fc.assert(
      fc.property(fc.dictionary(name, samResource, { maxKeys: 3 }), (Resources) => {
        const { notices } = compileText(JSON.stringify({ Conditions: {}, Resources }));
        for (const { location } of notices) expect(location?.line).toBe(1);
      }),
      { numRuns: 100 },
    );
  });
});

describe("Fn::Sub", () => {
  it("gives back any text whose placeholders are written as literals", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("$", "{", "}", "!", "a", " ", "\n", '"') }), (text) => {
        const escaped = text.replace(/\$\{([^{}]*)\}/g, "${!$1}");
        expect(evaluate(`{ "Fn::Sub": ${JSON.stringify(escaped)} }`)).toEqual({ value: text });
      }),
      { numRuns: 50 },
    );
  });

  it("puts any value in the place of its variable", () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const argument = JSON.stringify(["<${v}|${v}>", { v: value }]);
        expect(evaluate(`{ "Fn::Sub": ${argument} }`)).toEqual({ value: `<${value}|${value}>` });
      }),
      { numRuns: 50 },
    );
  });
});

describe("Fn::Split", () => {
  it("undoes Fn::Join", () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]*$/), { minLength: 1 }), (parts) => {
        const joined = { "Fn::Join": ["|", parts] };
        expect(evaluate(JSON.stringify({ "Fn::Split": ["|", joined] }))).toEqual({ value: parts });
      }),
      { numRuns: 50 },
    );
  });
});
