import { describe, expect, it } from "vitest";
import { compileText, complaintsOf } from "../compile-text.ts";

const withParameter = (declaration: string, value?: string) =>
  compileText(`Parameters:\n  P: ${declaration}\nResources: {}\n`, {
    parameters: value === undefined ? {} : { P: value },
  });

describe("Parameters", () => {
  it.each<[declaration: string, given: string | undefined, value: unknown]>([
    ["{ Type: String, Default: a }", undefined, "a"],
    ["{ Type: String, Default: a }", "b", "b"],
    ["{ Type: String, Default: a }", "", ""],
    ["{ Type: Number, Default: 5 }", undefined, "5"],
    ["{ Type: String, Default: true }", undefined, "true"],
    ["{ Type: CommaDelimitedList, Default: 'a, b' }", undefined, ["a", "b"]],
    ["{ Type: CommaDelimitedList, Default: '' }", undefined, []],
    ["{ Type: CommaDelimitedList }", "x", ["x"]],
    ["{ Type: List<Number> }", "1,2", ["1", "2"]],
    ["{ Type: 'List<AWS::EC2::Subnet::Id>' }", "a,b", ["a", "b"]],
    ["{ Type: 'AWS::EC2::VPC::Id' }", "vpc-1", "vpc-1"],
    ["{ Type: 'AWS::SSM::Parameter::Value<String>', Default: /cdk/version }", undefined, "/cdk/version"],
    ["{ Type: String, AllowedPattern: '[a-z]+' }", "abc", "abc"],
  ])("%s given %j is %j", (declaration, given, value) => {
    const stack = withParameter(declaration, given);
    expect(complaintsOf(stack)).toEqual([]);
    expect(stack.parameters).toEqual({ P: value });
  });

  it.each<[declaration: string, given: string | undefined, complaint: string]>([
    ["{ Type: String }", undefined, "Parameter P has no value; give it with --parameter P=VALUE."],
    ["{ Type: Number }", "x", 'Parameter P cannot be "x": it must be a number.'],
    ["{ Type: List<Number> }", "1,x", 'Parameter P cannot be "1,x": it must be a number.'],
    ["{ Type: String, AllowedValues: [a, b] }", "c", 'Parameter P cannot be "c": it must be one of a, b.'],
    [
      "{ Type: CommaDelimitedList, AllowedValues: [a, b] }",
      "a,c",
      'Parameter P cannot be "a,c": it must be one of a, b.',
    ],
    ["{ Type: String, AllowedPattern: '[a-z]+' }", "a1", 'Parameter P cannot be "a1": it must match [a-z]+.'],
    ["{ Type: String, AllowedPattern: 'x', ConstraintDescription: Say x. }", "y", 'Parameter P cannot be "y": Say x.'],
    ["{ Type: String, MinLength: 3 }", "ab", 'Parameter P cannot be "ab": it needs 3 or more characters.'],
    ["{ Type: String, MaxLength: 3 }", "abcd", 'Parameter P cannot be "abcd": it can have 3 characters at most.'],
    ["{ Type: Number, MinValue: 3 }", "2", 'Parameter P cannot be "2": it must be 3 or more.'],
    ["{ Type: Number, MaxValue: 3 }", "4", 'Parameter P cannot be "4": it must be 3 or less.'],
    ["{ Type: String, Default: c, AllowedValues: [a] }", undefined, 'Parameter P cannot be "c": it must be one of a.'],
    [
      "{ Type: String, NoEcho: true, MinLength: 9 }",
      "hunter2",
      "Parameter P cannot be the given value: it needs 9 or more characters.",
    ],
    ["text", undefined, "Parameter P needs a Type."],
  ])("%s given %j is refused", (declaration, given, complaint) => {
    expect(complaintsOf(withParameter(declaration, given))).toEqual([`2:3 ${complaint}`]);
  });

  it("are complained of when given but not declared", () => {
    const stack = compileText("Parameters: { A: { Type: String, Default: x } }\nResources: {}", {
      parameters: { B: "1" },
    });
    expect(complaintsOf(stack)).toEqual(["1:1 The template has no parameter B, which was given; it has A."]);
  });

  it("of a configuration file are ignored when the template does not declare them", () => {
    const stack = compileText("Parameters: { A: { Type: String } }\nResources: {}", {
      parameters: { A: "given" },
      configured: { A: "configured", B: "1" },
    });
    expect(complaintsOf(stack)).toEqual([]);
    expect(stack.parameters).toEqual({ A: "given" });
  });
});
