import { describe, expect, it } from "vitest";
import { compileText, complaintsOf } from "../compile-text.ts";

const PARAMETERS = `
Parameters:
  Stage: { Type: String, Default: dev }
  Size: { Type: String, Default: small }
  Zones: { Type: CommaDelimitedList, Default: "a,b" }
  Vpc: { Type: AWS::EC2::VPC::Id, Default: vpc-1 }
  OtherVpc: { Type: AWS::EC2::VPC::Id, Default: vpc-2 }
  Version: { Type: "AWS::SSM::Parameter::Value<String>", Default: /cdk-bootstrap/version }
Resources: {}
`;

const stackWith = (rule: string, parameters: Record<string, string> = {}) =>
  compileText(`${PARAMETERS}Rules:\n  R:\n    ${rule}\n`, { parameters });

const asserting = (expression: string) => `Assertions: [{ Assert: ${expression}, AssertDescription: It must. }]`;

describe("Rules", () => {
  it.each<[expression: string, holds: boolean]>([
    ["!Contains [[dev, prod], !Ref Stage]", true],
    ["!Contains [[prod], !Ref Stage]", false],
    ['{ "Fn::Contains": [[1, 2], "2"] }', true],
    ["!Contains [!Ref Zones, b]", true],
    ["!EachMemberEquals [[dev, dev], !Ref Stage]", true],
    ["!EachMemberEquals [!Ref Zones, a]", false],
    ["!EachMemberIn [!Ref Zones, [a, b, c]]", true],
    ["!EachMemberIn [!Ref Zones, [a]]", false],
    ["!EachMemberIn [!RefAll AWS::EC2::VPC::Id, [vpc-1, vpc-2]]", true],
    ["!EachMemberEquals [!RefAll AWS::EC2::VPC::Id, vpc-1]", false],
    ["!Equals [!Ref Stage, dev]", true],
    ["!Not [!Equals [!Ref Stage, dev]]", false],
    ["!And [!Equals [!Ref Stage, dev], !Contains [[small], !Ref Size]]", true],
    ["!Or [!Equals [!Ref Stage, prod], !Contains [[large], !Ref Size]]", false],
    ['!Equals [!Ref "AWS::Region", eu-west-1]', true],
    ["!If [!Equals [a, a], !Equals [1, 1], false]", true],
  ])("find that %s is %j", (expression, holds) => {
    expect(complaintsOf(stackWith(asserting(expression)))).toEqual(holds ? [] : ["12:20 Rule R: It must."]);
  });

  it("go by what is given, and stop with the line and in their author's words", () => {
    const rule = asserting("!Contains [[dev, prod], !Ref Stage]");
    expect(complaintsOf(stackWith(rule, { Stage: "qa" }))).toEqual(["12:20 Rule R: It must."]);
  });

  it("with a condition apply where it holds", () => {
    const rule = `{ RuleCondition: !Equals [!Ref Stage, prod], ${asserting("!Equals [!Ref Size, large]")} }`;
    expect(complaintsOf(stackWith(rule))).toEqual([]);
    expect(complaintsOf(stackWith(rule, { Stage: "prod" }))).toEqual([expect.stringContaining("Rule R: It must.")]);
    expect(complaintsOf(stackWith(rule, { Stage: "prod", Size: "large" }))).toEqual([]);
  });

  it("tell of every assertion that does not hold, those without words as well", () => {
    const rule = "Assertions: [{ Assert: !Equals [a, b], AssertDescription: One }, { Assert: !Equals [a, b] }]";
    expect(complaintsOf(stackWith(rule))).toEqual([
      "12:20 Rule R: One",
      "12:72 Rule R: An assertion about the parameters does not hold.",
    ]);
  });

  it.each<[expression: string, reason: string]>([
    ["!Equals [!ValueOf [Vpc, Tags.Department], IT]", "Fn::ValueOf looks up an attribute in AWS"],
    [
      "!EachMemberEquals [!ValueOfAll [AWS::EC2::VPC::Id, Tags.Department], IT]",
      "Fn::ValueOfAll looks up an attribute in AWS",
    ],
    ["!Not [!Contains [['1', '2'], !Ref Version]]", "it depends on a value that is not known here"],
  ])("that only AWS can check are left to it with a line: %s", (expression, reason) => {
    expect(stackWith(asserting(expression)).notices).toEqual([
      expect.objectContaining({ severity: "info", message: `Rule R is not checked here: ${reason}.` }),
    ]);
  });

  it("check a Systems Manager parameter that is known", () => {
    const text = `${PARAMETERS}Rules: { R: { ${asserting("!Not [!Contains [['1'], !Ref Version]]")} } }`;
    expect(complaintsOf(compileText(text, { ssm: { "/cdk-bootstrap/version": "1" } }))).toHaveLength(1);
    expect(complaintsOf(compileText(text, { ssm: { "/cdk-bootstrap/version": "21" } }))).toEqual([]);
  });

  it.each<[rule: string, complaint: string]>([
    ["Assertions: yes", "11:3 Rule R needs a list of Assertions."],
    [asserting("text"), "12:20 Rule R needs a condition here."],
    [asserting("!Contains [a]"), "12:20 Fn::Contains takes a list of texts and a text."],
    [asserting("!Frobnicate a"), "12:20 CloudFormation has no tag !Frobnicate."],
    [asserting("!Equals [!Ref Nobody, a]"), "12:20 Nobody is no parameter, and resources cannot be referred to here."],
  ])("that make no sense are mistakes: %s", (rule, complaint) => {
    expect(complaintsOf(stackWith(rule)).map((text) => text.replace(/^12:\d+/, "12:20"))).toEqual([complaint]);
  });

  it("alone may use their functions", () => {
    const text = "Resources: { A: { Type: Test::Anything, Properties: { V: !Contains [[a], a] } } }";
    expect(complaintsOf(compileText(text))).toEqual([
      expect.stringContaining("Fn::Contains can stand in Rules alone."),
    ]);
  });
});
