import { describe, expect, it } from "vitest";
import { compileText, complaintsOf, propertiesOf } from "./compile-text.ts";

describe("Fn::ForEach", () => {
  it("makes one resource for each value", () => {
    const stack = compileText(`
Transform: AWS::LanguageExtensions
Parameters: { Names: { Type: CommaDelimitedList, Default: "One,Two" } }
Resources:
  Fn::ForEach::Things:
    - Name
    - !Ref Names
    - Thing\${Name}:
        Type: Test::Thing
        Properties: { Name: !Sub "the-\${Name}" }
  Last: { Type: Test::Anything, Properties: { All: [!Ref ThingOne, !Ref ThingTwo] } }
`);
    expect(complaintsOf(stack)).toEqual([]);
    expect(propertiesOf(stack, "Last")).toEqual({ All: ["the-One", "the-Two"] });
    expect(stack.locate("ThingTwo", ["Properties", "Name"]).line).toBe(10);
  });

  it("works within properties, nested, and beside other keys", () => {
    const stack = compileText(`
Resources:
  A:
    Type: Test::Anything
    Properties:
      Before: 1
      Fn::ForEach::Outer:
        - X
        - [a, b-c]
        - Fn::ForEach::Inner:
            - Y
            - [1, 2]
            - "\${X}\${Y}": { value: !Ref X, plain: "&{X}" }
`);
    expect(propertiesOf(stack, "A")).toEqual({
      Before: 1,
      a1: { value: "a", plain: "a" },
      a2: { value: "a", plain: "a" },
      "b-c1": { value: "b-c", plain: "bc" },
      "b-c2": { value: "b-c", plain: "bc" },
    });
  });

  it("refuses loops in loops that would make billions of values", () => {
    const values = Array.from({ length: 100 }, (_, index) => `v${index}`).join();
    const inner = ["D", "C", "B", "A"].reduce(
      (body, name) => `{ "Fn::ForEach::${name}": [${name}, [${values}], ${body}] }`,
      '{ "Q${A}${B}${C}${D}": { Type: Test::Thing } }',
    );
    expect(complaintsOf(compileText(`Resources: ${inner}\n`)).join()).toContain(
      "makes more than 262144 values of the template.",
    );
  });

  it("complains of a loop that is none", () => {
    const stack = compileText("Resources:\n  Fn::ForEach::Bad: [X, text, {}]\n");
    expect(complaintsOf(stack)).toContain("2:3 Fn::ForEach::Bad takes a name, a list of values and a map.");
  });
});
