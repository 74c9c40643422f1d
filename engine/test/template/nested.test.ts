import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UserError } from "../../src/kernel/errors.ts";
import { assertRunnable } from "../../src/template/assert-runnable.ts";
import { project, remarksOn } from "./compile-files.ts";
import { propertiesOf } from "./compile-text.ts";

const nesting = (properties: string, rest = "") => `
Resources:
  Child:
    Type: AWS::CloudFormation::Stack
    Properties: ${properties}
${rest}`;

const CHILD = `
Parameters:
  Names: { Type: CommaDelimitedList }
  Size: { Type: Number, Default: 1 }
Conditions: { Big: !Equals [!Ref Size, "5"] }
Resources:
  Thing:
    Type: Test::Thing
    Properties: { Name: !Select [1, !Ref Names], Size: 2 }
  Other:
    Type: Test::Anything
    Condition: Big
    DependsOn: Thing
    Properties: { Stack: !Ref "AWS::StackName" }
Outputs:
  ThingArn: { Value: !GetAtt Thing.Arn }
`;

describe("AWS::CloudFormation::Stack", () => {
  it("joins the resources of its template, with the parameters that it passes on", () => {
    using files = project({
      "main.yaml": nesting(
        "{ TemplateURL: ./inner/child.yaml, Parameters: { Names: [a, !Ref Own], Size: 5 } }",
        `  Own: { Type: Test::Thing, Properties: { Name: own } }
  Use: { Type: Test::Anything, Properties: { Arn: !GetAtt Child.Outputs.ThingArn, Ref: !Ref Child } }`,
      ),
      "inner/child.yaml": CHILD,
    });
    const stack = files.compile();
    expect(remarksOn(stack, files.dir)).toEqual([]);
    expect([...stack.resources.keys()]).toEqual(["Child", "Child/Thing", "Child/Other", "Own", "Use"]);
    expect(propertiesOf(stack, "Child/Thing")).toEqual({ Name: "own", Size: 2 });
    expect(propertiesOf(stack, "Use")).toEqual({
      Arn: "arn:test:111122223333:own",
      Ref: expect.stringMatching(
        /^arn:aws:cloudformation:eu-west-1:111122223333:stack\/app-Child-[A-Z0-9]{12}\/[0-9a-f-]{36}$/,
      ),
    });
    expect(propertiesOf(stack, "Child/Other").Stack).toMatch(/^app-Child-[A-Z0-9]{12}$/);
    expect(stack.resources.get("Child/Other")?.dependsOn).toEqual(["Child/Thing"]);
    expect(stack.locate("Child/Thing", ["Properties", "Name"])).toEqual({
      file: join(files.dir, "inner/child.yaml"),
      line: 9,
      column: 19,
    });
  });

  it("gives two stacks of one template names of their own", () => {
    using files = project({
      "main.yaml": `
Resources:
  A: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: child.yaml } }
  B: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: child.yaml } }`,
      "child.yaml": "Resources: { Role: { Type: AWS::IAM::Role } }",
    });
    const [a, b] = ["A/Role", "B/Role"].map((id) => files.compile().resources.get(id)?.physicalId);
    expect(a).toMatch(/^app-A-[A-Z0-9]{12}-Role-[A-Z0-9]{12}$/);
    expect(b).not.toBe(a);
  });

  it("passes the outputs of one stack on to another", () => {
    using files = project({
      "main.yaml": `
Resources:
  Reader:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: reader.yaml, Parameters: { Arn: !GetAtt Maker.Outputs.Arn } }
  Maker: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: maker.yaml } }`,
      "reader.yaml": `
Parameters: { Arn: { Type: String } }
Resources: { Use: { Type: Test::Anything, Properties: { Arn: !Ref Arn } } }`,
      "maker.yaml": `
Resources: { Thing: { Type: Test::Thing, Properties: { Name: made } } }
Outputs: { Arn: { Value: !GetAtt Thing.Arn } }`,
    });
    expect(propertiesOf(files.compile(), "Reader/Use")).toEqual({ Arn: "arn:test:111122223333:made" });
  });

  it("takes paths in a nested template from that template's folder", () => {
    using files = project({
      "main.yaml": nesting("{ TemplateURL: inner/child.yaml }"),
      "inner/child.yaml": `
Resources:
  F: { Type: AWS::Lambda::Function, Properties: { Code: ./src } }
  G: { Type: AWS::Lambda::Function, Properties: { Code: { S3Key: k } } }
  H: { Type: AWS::Lambda::Function, Metadata: { aws:asset:path: asset.1 }, Properties: { Code: { S3Key: k } } }`,
    });
    const stack = files.compile();
    expect(propertiesOf(stack, "Child/F").Code).toBe(join(files.dir, "inner/src"));
    expect(propertiesOf(stack, "Child/G").Code).toEqual({ S3Key: "k" });
    expect(stack.resources.get("Child/H")?.metadata["aws:asset:path"]).toBe(join(files.dir, "inner/asset.1"));
  });

  it.each<[what: string, properties: string, remark: string]>([
    [
      "a file that is missing",
      "{ TemplateURL: none.yaml }",
      "error main.yaml:5 Child: The nested template DIR/none.yaml does not exist.",
    ],
    ["an empty place", "{ TemplateURL: '' }", "error main.yaml:5 Child: A nested stack needs a TemplateURL."],
    ["no template at all", "{ Parameters: {} }", "error main.yaml:5 Child: A nested stack needs a TemplateURL."],
    [
      "itself",
      "{ TemplateURL: main.yaml }",
      "error main.yaml:5 Child: The template nests itself: main.yaml → main.yaml.",
    ],
    [
      "a file that is no YAML",
      "{ TemplateURL: broken.yaml }",
      "error broken.yaml:1 Child: A list or map in brackets is not closed, or is not indented enough.",
    ],
    [
      "a template with a mistake",
      "{ TemplateURL: wrong.yaml }",
      "error wrong.yaml:2 Child/A: There is no parameter or resource Nowhere.",
    ],
    [
      "a template that wants more",
      "{ TemplateURL: wants.yaml }",
      "error wants.yaml:1 Parameter Name has no value; pass Name under Parameters of Child (main.yaml:3).",
    ],
    [
      "a template that wants less",
      "{ TemplateURL: fine.yaml, Parameters: { Name: x } }",
      "warning main.yaml:5 The nested template has no parameter Name; AWS refuses to deploy it.",
    ],
  ])("says where the mistake is when it names %s", (_what, properties, remark) => {
    using files = project({
      "main.yaml": nesting(properties, "  Use: { Type: Test::Anything, Properties: { A: !Ref Child } }"),
      "broken.yaml": "Resources: { A: ",
      "wrong.yaml": "Resources:\n  A: { Type: Test::Anything, Properties: { A: !Ref Nowhere } }",
      "wants.yaml": "Parameters: { Name: { Type: String } }\nResources: {}",
      "fine.yaml": "Resources: {}",
    });
    expect(remarksOn(files.compile(), files.dir).map((text) => text.replace(files.dir, "DIR"))).toEqual([remark]);
  });

  it("gives parameters that are passed what does not run a value of their form, which stops nothing", () => {
    using files = project({
      "main.yaml": nesting(
        "{ TemplateURL: inner.yaml, Parameters: { Size: !GetAtt Own.Any, Mode: !Ref Own, Name: !Sub 'x-${Own}', All: !GetAtt Own.Things } }",
        "  Own: { Type: Custom::Thing }",
      ),
      "inner.yaml": `
Parameters:
  Size: { Type: Number, MinValue: 20 }
  Mode: { Type: String, AllowedValues: [on, off] }
  Name: { Type: String, AllowedPattern: "[a-z]+", MaxLength: 3 }
  All: { Type: List<Number> }
Resources:
  Thing:
    Type: Test::Anything
    Properties: { Size: !Ref Size, Mode: !Ref Mode, Name: !Ref Name, Third: !Select [2, !Ref All] }
  Long: { Type: AWS::Lambda::Function, Properties: { FunctionName: !Sub "\${Name}${"-long".repeat(12)}" } }
`,
    });
    const stack = files.compile();
    expect(stack.notices.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(propertiesOf(stack, "Child/Thing")).toEqual({
      Size: "20",
      Mode: "true",
      Name: expect.stringMatching(/^x-app-Own-/),
      Third: "1",
    });
    expect(remarksOn(stack, files.dir)).toContainEqual(
      expect.stringMatching(/^warning inner\.yaml:3 Parameter Size is "20" here: what it refers to does not run/),
    );
  });

  it.each([
    "https://b.s3.amazonaws.com/%zz.yaml",
    "s3://b/%zz.yaml",
    "s3://b/..",
    "s3://b/%2e%2e/outside.yaml",
    "s3://b/x/..%2f..%2foutside.yaml",
    "https://b.s3.amazonaws.com/%00.yaml",
    "file://elsewhere/x.yaml",
    "file:///%zz.yaml",
    "'{{resolve:ssm:/a/url:1}}'",
  ])("does not run what %s names, and goes on", (url) => {
    using files = project({ "in/main.yaml": nesting(`{ TemplateURL: ${url} }`), "outside.yaml": CHILD });
    const remarks = remarksOn(files.compile({ codeDir: join(files.dir, "in") }), files.dir);
    expect(remarks).toEqual([expect.stringMatching(/^warning in\/main\.yaml:5 Child: The nested stack is not run: /)]);
  });

  it("finds what a URL names by as much of its path as there is on this machine", () => {
    const [dir, outer] = ["templates/net", "https://s3.amazonaws.com/bucket/v1/templates/net.yaml"];
    using files = project({
      "net.yaml": nesting(`{ TemplateURL: "${outer}" }`),
      "templates/net.yaml": "Resources: { Inner: { Type: Test::Thing } }",
      [`${dir}/net.yaml`]: "Resources: { Wrong: { Type: Test::Thing } }",
    });
    expect([...files.compile().resources.keys()]).toEqual(["Child", "Child/Inner"]);
  });

  it("refuses a circle of several files", () => {
    using files = project({
      "a.yaml": nesting("{ TemplateURL: b.yaml }"),
      "b.yaml": nesting("{ TemplateURL: a.yaml }"),
    });
    expect(remarksOn(files.compile(), files.dir)).toEqual([
      "error b.yaml:5 Child/Child: The template nests itself: a.yaml → b.yaml → a.yaml.",
    ]);
  });

  it.each([
    [
      "{ TemplateURL: https://s3.amazonaws.com/bucket/deep/child.yaml }",
      "https://s3.amazonaws.com/bucket/deep/child.yaml",
    ],
    ["{ TemplateURL: s3://bucket/child.yaml }", "s3://bucket/child.yaml"],
  ])("accepts %s without effect, unless the code folder has it", (properties, url) => {
    using files = project({
      "main.yaml": nesting(
        properties,
        "  Use: { Type: Test::Anything, Properties: { A: !GetAtt Child.Outputs.TopicArn } }",
      ),
      "packaged/child.yaml": "Resources: { T: { Type: Test::Thing } }\nOutputs: { TopicArn: { Value: here } }",
    });
    const stack = files.compile();
    expect(remarksOn(stack, files.dir)).toEqual([
      `warning main.yaml:5 Child: The nested stack is not run: ${url} is not on this machine; --code-dir DIR names a folder that has its template. References to it get made-up values.`,
    ]);
    expect(stack.resources.get("Child")?.verdict).toBe("inert");
    expect(propertiesOf(stack, "Use").A).toMatch(/^arn:aws:cloudformation:/);

    const packaged = files.compile({ codeDir: join(files.dir, "packaged") });
    expect(remarksOn(packaged, files.dir)).toEqual([]);
    expect(propertiesOf(packaged, "Use").A).toBe("here");
  });

  it("finds what CDK has written for it, whatever its URL", () => {
    using files = project({
      "App.template.json": JSON.stringify({
        Resources: {
          Nested: {
            Type: "AWS::CloudFormation::Stack",
            Properties: { TemplateURL: { "Fn::Join": ["", ["https://s3.", { Ref: "AWS::Region" }, ".x/hash.json"]] } },
            Metadata: { "aws:asset:path": "AppNested.nested.template.json" },
          },
        },
      }),
      "AppNested.nested.template.json": '{"Resources":{"T":{"Type":"Test::Thing"}}}',
    });
    expect([...files.compile().resources.keys()]).toEqual(["Nested", "Nested/T"]);
  });

  it("that has a mistake keeps the whole from starting, with the places in each file", () => {
    using files = project({
      "main.yaml": nesting(
        "{ TemplateURL: inner/wrong.yaml }",
        "  Use: { Type: Test::Anything, Properties: { A: !Ref Gone } }",
      ),
      "inner/wrong.yaml": "Resources:\n  A: { Type: Test::Anything, Properties: { A: !Ref Nowhere } }",
    });
    const start = () => assertRunnable(files.compile());
    expect(start).toThrow(UserError);
    expect(start).toThrow(
      /2 mistakes:\n {2}main\.yaml:6:\d+: Use: .*Gone\.\n {2}inner\/wrong\.yaml:2:\d+: Child\/A: .*Nowhere\./,
    );
  });
});

describe("AWS::Serverless::Application", () => {
  it("is a nested stack when its Location is a file", () => {
    using files = project({
      "main.yaml": `
Transform: AWS::Serverless-2016-10-31
Resources:
  Child: { Type: AWS::Serverless::Application, Properties: { Location: child.yaml, Parameters: { Name: x } } }`,
      "child.yaml": `
Parameters: { Name: { Type: String } }
Resources: { T: { Type: Test::Thing, Properties: { Name: !Ref Name } } }`,
    });
    expect(propertiesOf(files.compile(), "Child/T")).toEqual({ Name: "x" });
  });

  it("is accepted without effect when it names a published application", () => {
    using files = project({
      "main.yaml": `
Transform: AWS::Serverless-2016-10-31
Resources:
  Child:
    Type: AWS::Serverless::Application
    Properties:
      Location: { ApplicationId: "arn:aws:serverlessrepo:x", SemanticVersion: 1.0.0 }`,
    });
    expect(remarksOn(files.compile(), files.dir)).toEqual([
      "warning main.yaml:7 Child: The nested stack is not run: the application arn:aws:serverlessrepo:x of the Serverless Application Repository is not on this machine. References to it get made-up values.",
    ]);
  });
});
