import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/kernel/errors.ts";
import { assertRunnable } from "../../../src/template/assert-runnable.ts";
import { compileText, complaintsOf, FILE, propertiesOf } from "../compile-text.ts";

describe("References between resources", () => {
  it("work in any order", () => {
    const stack = compileText(`
Resources:
  A: { Type: Test::Thing, Properties: { Name: !Sub "\${B}-a" } }
  B: { Type: Test::Thing, Properties: { Name: !Sub "\${C}-b" } }
  C: { Type: Test::Thing, Properties: { Name: c } }
`);
    expect(stack.resources.get("A")?.physicalId).toBe("c-b-a");
    expect([...stack.resources.keys()]).toEqual(["A", "B", "C"]);
  });

  it("in a circle are one mistake, with the way round", () => {
    const stack = compileText(`
Resources:
  A: { Type: Test::Thing, Properties: { Name: !Ref B } }
  B: { Type: Test::Thing, Properties: { Name: !GetAtt C.Arn } }
  C: { Type: Test::Thing, Properties: { Name: !Ref A } }
`);
    expect(complaintsOf(stack)).toEqual(["5:52 Resources depend on each other: A → B → C → A."]);
  });

  it("to a resource whose condition does not hold are mistakes", () => {
    const stack = compileText(`
Conditions: { Never: !Equals [a, b] }
Resources:
  A: { Type: Test::Thing, Condition: Never }
  B: { Type: Test::Thing, Properties: { Name: !Ref A } }
`);
    expect(complaintsOf(stack)).toEqual(["5:52 A does not exist here: its condition does not hold."]);
    expect(stack.resources.has("A")).toBe(false);
  });

  it("that a choice leaves out may name what does not exist", () => {
    const stack = compileText(`
Conditions: { Never: !Equals [a, b] }
Resources:
  B: { Type: Test::Thing, Properties: { Name: !If [Never, !Ref Missing, b] } }
`);
    expect(complaintsOf(stack)).toEqual([]);
  });

  it("are all reported, not the first alone", () => {
    const stack = compileText(`
Resources:
  A:
    Type: Test::Anything
    Properties:
      One: !Ref Missing
      Two:
        - fine
        - !GetAtt A.Nothing
      Three: { Deep: !Sub "\${Gone}" }
`);
    expect(complaintsOf(stack)).toEqual([
      "6:17 There is no parameter or resource Missing.",
      "9:19 Resources depend on each other: A → A.",
      "10:27 There is no parameter or resource Gone.",
    ]);
    expect(propertiesOf(stack, "A")).toEqual({ Two: ["fine"], Three: {} });
  });
});

describe("Conditions", () => {
  it.each<[what: string, section: string, complaint: string]>([
    ["a circle", "{ A: !Not [!Condition B], B: !Not [!Condition A] }", "Conditions depend on each other: A → B → A."],
    ["a resource", "{ A: !Equals [!Ref R, x] }", "Condition A refers to R, which is no parameter."],
    ["what is no condition", "{ A: hello }", "Condition A needs a condition."],
    ["an unknown condition", "{ A: !Condition Z }", "There is no condition Z."],
  ])("cannot be made of %s", (_what, section, complaint) => {
    const stack = compileText(`Conditions: ${section}\nResources: { R: { Type: Test::Thing, Condition: A } }`);
    expect(complaintsOf(stack).map((text) => text.replace(/^\S+ /, ""))).toEqual([complaint]);
  });

  it("that nothing uses are not decided", () => {
    expect(complaintsOf(compileText("Conditions: { A: !Ref Missing }\nResources: {}"))).toEqual([]);
  });
});

describe("Properties of a type that runs", () => {
  it("are refused by its schema with their place", () => {
    const stack = compileText(`
Resources:
  A:
    Type: Test::Thing
    Properties:
      Name: [1]
      Size: many
`);
    expect(complaintsOf(stack)).toEqual([
      "6:7 Name is not valid: it has to be text, and is a list.",
      "7:7 Size is not valid: it has to be a number, and is text.",
    ]);
  });

  it("that its schema does not read are pointed out once for the type", () => {
    const stack = compileText(`
Resources:
  A: { Type: Test::Thing, Properties: { Color: red } }
  B: { Type: Test::Thing, Properties: { Color: blue } }
`);
    expect(stack.notices).toEqual([
      {
        severity: "info",
        code: "property-without-effect",
        message: "Color of Test::Thing is accepted without effect.",
        logicalId: "A",
        location: { file: FILE, line: 3, column: 41 },
      },
    ]);
  });
});

describe("Stack.locate()", () => {
  const stack = compileText(`
Conditions: { Yes: !Equals [a, a] }
Resources:
  A:
    Type: Test::Anything
    Metadata: { Build: { Target: x } }
    Properties:
      List:
        - !Ref AWS::NoValue
        - Name: second
      Chosen: !If
        - Yes
        - Inner: 1
        - Inner: 2
`);
  it.each<[path: (string | number)[], line: number]>([
    [[], 4],
    [["Type"], 5],
    [["Metadata", "Build", "Target"], 6],
    [["Properties", "List"], 8],
    [["Properties", "List", 0, "Name"], 10],
    [["Properties", "Chosen", "Inner"], 13],
    [["Properties", "Missing", "Deeper"], 7],
  ])("of %j is line %i", (path, line) => {
    expect(stack.locate("A", path)).toMatchObject({ file: FILE, line });
  });
});

describe("Outputs", () => {
  it("are evaluated with their descriptions", () => {
    const stack = compileText(`
Resources: { A: { Type: Test::Thing } }
Outputs:
  One: { Value: !GetAtt A.Arn, Description: The one }
  Two: { Value: !Ref A, Export: { Name: x } }
`);
    expect([...stack.outputs]).toEqual([
      ["One", { value: "arn:test:111122223333:A", description: "The one" }],
      ["Two", { value: "A" }],
    ]);
  });

  it("that cannot be evaluated are warnings, and those whose condition does not hold are left out", () => {
    const stack = compileText(`
Conditions: { Never: !Equals [a, b] }
Resources: { I: { Type: AWS::KMS::Key } }
Outputs:
  Bad: { Value: !Ref Missing }
  Not: { Value: x, Condition: Never }
  Made: { Value: !GetAtt I.Arn }
`);
    expect(complaintsOf(stack)).toEqual([]);
    expect(stack.notices).toContainEqual({
      severity: "warning",
      code: "unknown-reference",
      message: "Output Bad is left out: There is no parameter or resource Missing.",
      location: { file: FILE, line: 5, column: 22 },
    });
    expect([...stack.outputs.keys()]).toEqual(["Made"]);
  });
});

describe("Sections", () => {
  it.each<[text: string, severity: string, message: string]>([
    ["Description: x", "error", "A template needs a Resources section."],
    [
      "{ service: chat, provider: { name: aws } }",
      "error",
      "A template needs a Resources section. This is the Serverless Framework's file; run serverless package, and give .serverless/cloudformation-template-update-stack.json.",
    ],
    ["Resources: []", "error", "Resources must be a map of names."],
    ["Resources: { A: { Properties: {} } }", "error", "Every resource needs a Type."],
    ["Resources: {}\nResource: {}", "warning", "CloudFormation knows no section Resource."],
    ["Resources: {}\nHooks: {}", "info", "Hooks are not evaluated here."],
    [
      "Resources: {}\nTransform: [AWS::Serverless-2016-10-31, MyMacro]",
      "error",
      "The macro MyMacro runs in AWS and cannot run here; put its result into the template.",
    ],
    [
      "Resources: {}\nTransform: { Name: AWS::Include, Parameters: { Location: s3://b/k } }",
      "error",
      "s3://b/k is not on this machine; --code-dir DIR names a folder that has it.",
    ],
    [
      "Resources: {}\nTransform: AWS::SecretsManager-2020-07-23",
      "warning",
      "The transform AWS::SecretsManager-2020-07-23 is not run here.",
    ],
    [
      "Resources: { 'Fn::Transform': { Name: MyMacro } }",
      "error",
      "Fn::Transform runs a macro in AWS and cannot run here; put its result into the template.",
    ],
  ])("%j gives a notice", (text, severity, message) => {
    expect(compileText(text).notices).toContainEqual(expect.objectContaining({ severity, message }));
  });

  it("that are written as AWS and CDK write them give none", () => {
    const text =
      "AWSTemplateFormatVersion: 2010-09-09\nTransform: [AWS::LanguageExtensions]\nMetadata: {}\nParameters:\nResources: {}";
    expect(compileText(text).notices).toEqual([]);
  });
});

describe("assertRunnable()", () => {
  const mistakeOf = (text: string): unknown => {
    try {
      assertRunnable(compileText(text));
    } catch (error) {
      return error;
    }
    return undefined;
  };

  it("returns for a template with warnings alone", () => {
    expect(mistakeOf("Resources: { A: { Type: AWS::Unknown::Thing } }")).toBeUndefined();
  });

  it("throws a UserError with the place of a single mistake", () => {
    const error = mistakeOf("Resources:\n  A: { Type: Test::Thing, Properties: { Size: x } }");
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({
      message: "A: Size is not valid: it has to be a number, and is text.",
      location: { file: FILE, line: 2, column: 41 },
    });
  });

  it("lists all of several mistakes", () => {
    const error = mistakeOf("Resources:\n  A: { Type: Test::Thing, Properties: { Size: x, Name: !Ref B } }\n  C: {}");
    expect(error).toMatchObject({
      location: { file: FILE },
      message: [
        "2 mistakes:",
        "  template.yaml:2:61: A: There is no parameter or resource B.",
        "  template.yaml:3:3: C: Every resource needs a Type.",
      ].join("\n"),
    });
  });
});
