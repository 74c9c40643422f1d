import { describe, expect, it } from "vitest";
import { compileText, evaluate, propertiesOf } from "./compile-text.ts";

const SECTIONS = `
Parameters:
  Stage: { Type: String, Default: dev }
  Zones: { Type: CommaDelimitedList, Default: "a, b,c" }
  Count: { Type: Number, Default: 1 }
Mappings:
  Sizes: { dev: { memory: 128, list: [x, y] }, prod: { memory: 1024 } }
Conditions:
  IsDev: !Equals [!Ref Stage, dev]
  IsProd: !Not [!Condition IsDev]
  Both: !And [!Condition IsDev, !Condition IsProd]
  Either: !Or [!Condition IsDev, !Condition IsProd]
`;

const resultOf = (expression: string) => evaluate(expression, { sections: SECTIONS });

describe("Intrinsic functions", () => {
  it.each<[name: string, expression: string, value: unknown]>([
    ["Ref of a parameter", "!Ref Stage", "dev"],
    ["Ref of a list parameter", "!Ref Zones", ["a", "b", "c"]],
    ["Ref of a resource", "!Ref Subject", "subject"],
    ["Ref AWS::AccountId", '!Ref "AWS::AccountId"', "111122223333"],
    ["Ref AWS::Region", '!Ref "AWS::Region"', "eu-west-1"],
    ["Ref AWS::Partition", '!Ref "AWS::Partition"', "aws"],
    ["Ref AWS::URLSuffix", '!Ref "AWS::URLSuffix"', "amazonaws.com"],
    ["Ref AWS::StackName", '!Ref "AWS::StackName"', "app"],
    ["Ref AWS::NotificationARNs", '!Ref "AWS::NotificationARNs"', []],
    ["Fn::GetAtt with a dot", "!GetAtt Subject.Arn", "arn:test:111122223333:subject"],
    ["Fn::GetAtt with a list", "!GetAtt [Other, Arn]", "arn:test:111122223333:Other"],
    ["Fn::GetAtt written out as text", '{ "Fn::GetAtt": "Subject.Arn" }', "arn:test:111122223333:subject"],
    ["Fn::GetAtt of a computed attribute", '!GetAtt [Subject, !Sub "A${Rest}"]', { error: true }],
    ["Fn::Sub of a parameter", '!Sub "x-${Stage}"', "x-dev"],
    ["Fn::Sub of a resource and an attribute", '!Sub "${Other} ${Other.Arn}"', "Other arn:test:111122223333:Other"],
    ["Fn::Sub with a map", '!Sub ["${a}-${Stage}-${b}", { a: 1, b: !Ref Other }]', "1-dev-Other"],
    ["Fn::Sub whose map hides a parameter", '!Sub ["${Stage}", { Stage: mine }]', "mine"],
    ["Fn::Sub with a literal", '!Sub "${!Stage} ${Stage}"', "${Stage} dev"],
    ["Fn::Sub with blanks in the placeholder", '!Sub "${ Stage }"', "dev"],
    ["Fn::Sub of a list parameter", '!Sub "${Zones}"', "a,b,c"],
    ["Fn::Sub without placeholders", '!Sub "$x {y} $$"', "$x {y} $$"],
    ["Fn::Join", '!Join ["-", [a, 1, true, !Ref Stage]]', "a-1-true-dev"],
    ["Fn::Join of a list parameter", '!Join [":", !Ref Zones]', "a:b:c"],
    ["Fn::Join without AWS::NoValue", '!Join [",", [a, !Ref "AWS::NoValue", b]]', "a,b"],
    ["Fn::Split", '!Split ["|", "a|b||c"]', ["a", "b", "", "c"]],
    ["Fn::Select", "!Select [1, [a, b]]", "b"],
    ["Fn::Select with a text index", '!Select ["0", !Split [".", "x.y"]]', "x"],
    ["Fn::Length", "!Length [1, 2, 3]", 3],
    ["Fn::Length of a list parameter", '{ "Fn::Length": !Ref Zones }', 3],
    ["Fn::ToJsonString", "!ToJsonString { a: !Ref Stage, b: [1] }", '{"a":"dev","b":[1]}'],
    ["Fn::Base64", "!Base64 héllo", "aMOpbGxv"],
    ["Fn::GetAZs of this region", '!GetAZs ""', ["eu-west-1a", "eu-west-1b", "eu-west-1c"]],
    ["Fn::GetAZs of a region", "!GetAZs us-east-2", ["us-east-2a", "us-east-2b", "us-east-2c"]],
    ["Fn::Cidr", "!Cidr [10.0.0.0/16, 2, 8]", ["10.0.0.0/24", "10.0.1.0/24"]],
    ["Fn::Cidr with default bits", "!Cidr [192.168.128.0/20, 1]", ["192.168.128.0/24"]],
    ["Fn::FindInMap", "!FindInMap [Sizes, !Ref Stage, memory]", 128],
    ["Fn::FindInMap of a list", "!FindInMap [Sizes, dev, list]", ["x", "y"]],
    ["Fn::FindInMap with a default", "!FindInMap [Sizes, qa, memory, { DefaultValue: !Ref Stage }]", "dev"],
    ["Fn::If that holds", "!If [IsDev, left, right]", "left"],
    ["Fn::If that does not hold", "!If [IsProd, left, right]", "right"],
    ["Fn::If on Fn::And", "!If [Both, left, right]", "right"],
    ["Fn::If on Fn::Or", "!If [Either, left, right]", "left"],
    ["Fn::If on a condition in place", "!If [!Equals [!Ref Count, 1], left, right]", "left"],
    ["Fn::If on { Condition }", "!If [{ Condition: IsDev }, left, right]", "left"],
    ["Fn::If that gives AWS::NoValue in a map", '{ a: 1, b: !If [IsDev, !Ref "AWS::NoValue", 2] }', { a: 1 }],
    ["Fn::If that gives AWS::NoValue in a list", '[1, !If [IsDev, !Ref "AWS::NoValue", 2], 3]', [1, 3]],
    ["a map with two keys that look like functions", '{ Ref: a, "Fn::Sub": b }', { Ref: "a", "Fn::Sub": "b" }],
  ])("%s", (_name, expression, value) => {
    const result = resultOf(expression);
    if (typeof value === "object" && value !== null && "error" in value) expect(result).toHaveProperty("errors");
    else expect(result).toEqual({ value });
  });

  it.each<[expression: string, message: string]>([
    ["!Ref Nobody", "There is no parameter or resource Nobody."],
    ["!GetAtt Nobody.Arn", "There is no parameter or resource Nobody."],
    ["!GetAtt Subject.Color", "Subject (Test::Thing) has no attribute Color here."],
    ["!GetAtt Subject", "Fn::GetAtt takes a resource and one of its attributes."],
    ['!Sub "${Nobody}"', "There is no parameter or resource Nobody."],
    ["!Sub [1]", "Fn::Sub needs text to substitute in."],
    ['!Sub ["${a}", { a: [{}] }]', "Fn::Sub cannot put ${a} into a text: it is no text."],
    ["!Join [a]", "Fn::Join takes a delimiter and a list."],
    ['!Join ["", text]', "Fn::Join needs a list for the values to join."],
    ['!Join ["", [{ a: 1 }]]', "Fn::Join can only join text, not lists or maps."],
    ["!Select [2, [a, b]]", "Fn::Select has no item 2 in a list of 2."],
    ["!Select [-1, [a, b]]", "Fn::Select has no item -1 in a list of 2."],
    [
      "!FindInMap [Sizes, qa, memory]",
      "Fn::FindInMap finds nothing under Sizes.qa.memory; add it to Mappings or give a DefaultValue.",
    ],
    ["!If [Nobody, a, b]", "There is no condition Nobody."],
    ["!If [IsDev, a]", "Fn::If takes a condition and two values."],
    ["!Cidr [10.0.0.0/24, 3, 8]", "Fn::Cidr cannot cut 3 blocks of 256 addresses from /24."],
    ["!Cidr [nonsense, 1, 8]", "Fn::Cidr needs a block such as 10.0.0.0/16 or 2001:db8:1234:1a00::/56."],
    [
      "!Transform { Name: MyMacro }",
      "Fn::Transform runs MyMacro in AWS and cannot run here; put its result into the template.",
    ],
    ['{ "Fn::Frobnicate": 1 }', "Fn::Frobnicate is no function of CloudFormation's."],
    ["!Ref constructor", "There is no parameter or resource constructor."],
    [
      "!FindInMap [Sizes, toString, length]",
      "Fn::FindInMap finds nothing under Sizes.toString.length; add it to Mappings or give a DefaultValue.",
    ],
  ])("%s is refused", (expression, message) => {
    expect(resultOf(expression)).toEqual({ errors: [message] });
  });
});

describe("Fn::ImportValue", () => {
  it("takes the value that was given under the export's name", () => {
    expect(evaluate("!ImportValue shared-vpc", { parameters: { "shared-vpc": "vpc-1" } })).toEqual({ value: "vpc-1" });
  });

  it("stands as the export's name where nothing was given, with the option that gives a value", () => {
    const stack = compileText(`
Resources:
  A:
    Type: Test::Anything
    Properties:
      One: !ImportValue shared-vpc
      Two: !Split [",", !ImportValue shared-vpc]
`);
    expect(propertiesOf(stack, "A")).toEqual({ One: "shared-vpc", Two: ["shared-vpc"] });
    expect(stack.notices.map(({ severity, message, location }) => [severity, message, location?.line])).toEqual([
      [
        "warning",
        "Another stack exports shared-vpc, which is not known here; give its value with --parameter shared-vpc=VALUE.",
        6,
      ],
    ]);
  });
});
