import { describe, expect, it } from "vitest";
import { project, remarksOn } from "../compile-files.ts";
import { propertiesOf } from "../compile-text.ts";

const include = (location: string) => `{ Name: AWS::Include, Parameters: { Location: ${location} } }`;

const thing = (properties: string) => `
Resources:
  Thing:
    Type: Test::Anything
    Properties: ${properties}
`;

/** The properties of `Thing`, and all remarks, of a template and what it includes. */
function compiled(template: string, files: Record<string, string>, codeDir?: string) {
  using made = project({ "template.yaml": template, ...files });
  const stack = made.compile(codeDir === undefined ? {} : { codeDir: `${made.dir}/${codeDir}` });
  return { stack, properties: propertiesOf(stack, "Thing"), remarks: remarksOn(stack, made.dir), dir: made.dir };
}

describe("AWS::Include", () => {
  it.each([
    [
      "in place of a property's value",
      thing(`{ Body: { "Fn::Transform": ${include("parts/body.yaml")} } }`),
      { "parts/body.yaml": "paths: { /: { get: { Fn::Sub: 'x-${AWS::Region}' } } }" },
      { Body: { paths: { "/": { get: "x-eu-west-1" } } } },
    ],
    [
      "by the short form in YAML",
      thing(`{ Body: !Transform ${include("body.json")} }`),
      { "body.json": '{ "openapi": "3.0.1" }' },
      { Body: { openapi: "3.0.1" } },
    ],
    [
      "by the short form in JSON",
      thing(`{ Body: { "Transform": ${include("body.json")} } }`),
      { "body.json": '{ "openapi": "3.0.1" }' },
      { Body: { openapi: "3.0.1" } },
    ],
    [
      "beside other keys, which stay",
      thing(`{ A: 1, "Fn::Transform": ${include("more.yaml")} }`),
      { "more.yaml": "B: { Ref: AWS::Region }" },
      { A: 1, B: "eu-west-1" },
    ],
    [
      "several at one place",
      thing(`{ "Fn::Transform": [${include("a.yaml")}, ${include("b.yaml")}] }`),
      { "a.yaml": "A: 1", "b.yaml": "B: 2" },
      { A: 1, B: 2 },
    ],
    [
      "in a list",
      thing(`{ List: [first, { "Fn::Transform": ${include("item.yaml")} }] }`),
      { "item.yaml": "second: 2" },
      { List: ["first", { second: 2 }] },
    ],
    [
      "as a list",
      thing(`{ List: { "Fn::Transform": ${include("list.yaml")} } }`),
      { "list.yaml": "[1, 2]" },
      { List: [1, 2] },
    ],
    [
      "in an included file, from that one's folder",
      thing(`{ "Fn::Transform": ${include("parts/a.yaml")} }`),
      { "parts/a.yaml": `A: { "Fn::Transform": ${include("b.yaml")} }`, "parts/b.yaml": "B: 2" },
      { A: { B: 2 } },
    ],
    [
      "for a whole resource",
      `Resources: { "Fn::Transform": ${include("resources.yaml")}, Other: { Type: Test::Thing } }`,
      { "resources.yaml": "Thing: { Type: Test::Anything, Properties: { Other: { Ref: Other } } }" },
      { Other: "Other" },
    ],
    [
      "in Mappings",
      `${thing("{ Value: !FindInMap [Sizes, here, big] }")}Mappings: { "Fn::Transform": ${include("sizes.yaml")} }`,
      { "sizes.yaml": "Sizes: { here: { big: 7 } }" },
      { Value: 7 },
    ],
    [
      "at the top, where sections are joined",
      `Transform: ${include("top.yaml")}\n${thing("{ Value: !FindInMap [Sizes, here, big] }")}`,
      { "top.yaml": "Mappings: { Sizes: { here: { big: 7 } } }\nResources: { Other: { Type: Test::Thing } }" },
      { Value: 7 },
    ],
    [
      "at the top, in a list of transforms",
      `Transform: [AWS::Serverless-2016-10-31, ${include("top.json")}]`,
      { "top.json": '{ "Resources": { "Thing": { "Type": "Test::Anything", "Properties": { "A": 1 } } } }' },
      { A: 1 },
    ],
    [
      "from a place that parameters say",
      `Parameters: { Stage: { Type: String, Default: dev } }\n${thing(`{ "Fn::Transform": ${include("!Sub 'parts/${Stage}.yaml'")} }`)}`,
      { "parts/dev.yaml": "A: 1" },
      { A: 1 },
    ],
  ])("puts a file %s", (_place, template, files, expected) => {
    const { properties, remarks } = compiled(template, files);
    expect(remarks).toEqual([]);
    expect(properties).toEqual(expected);
  });

  it("shows an included output", () => {
    const { stack } = compiled(`${thing("{}")}Outputs: { "Fn::Transform": ${include("outputs.yaml")} }`, {
      "outputs.yaml": "Region: { Value: { Ref: AWS::Region } }",
    });
    expect(stack.outputs.get("Region")?.value).toBe("eu-west-1");
  });

  it("finds what stands in S3 by its name in the code folder", () => {
    for (const url of ["s3://bucket/some/body.yaml", "https://bucket.s3.eu-west-1.amazonaws.com/some/body.yaml"]) {
      const template = thing(`{ "Fn::Transform": ${include(`"${url}"`)} }`);
      expect(compiled(template, { "code/body.yaml": "A: 1" }, "code").properties).toEqual({ A: 1 });
    }
  });

  it("tells of a mistake at its place in the included file", () => {
    const template = thing(`{ Body: { "Fn::Transform": ${include("body.yaml")} } }`);
    expect(compiled(template, { "body.yaml": "a: 1\nb:\n  Ref: Nobody\n" }).remarks).toEqual([
      "error body.yaml:3 Thing: There is no parameter or resource Nobody.",
    ]);
    expect(compiled(template, { "body.yaml": "a: 1\nb: [1" }).remarks).toEqual([
      expect.stringMatching(/^error body\.yaml:2 A /),
    ]);
  });

  it("names the files of the template and of nested ones", () => {
    const { stack, dir } = compiled(
      `Resources:
  Thing: { Type: Test::Anything, Properties: { "Fn::Transform": ${include("a.yaml")} } }
  Child: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: child.yaml } }`,
      {
        "a.yaml": "A: 1",
        "child.yaml": `Resources: { "Fn::Transform": ${include("b.yaml")} }`,
        "b.yaml": "T: { Type: Test::Thing }",
      },
    );
    expect(stack.files.map((file) => file.slice(dir.length + 1))).toEqual([
      "template.yaml",
      "a.yaml",
      "child.yaml",
      "b.yaml",
    ]);
  });

  it("takes short forms, which AWS does not, with a warning", () => {
    const { properties, remarks } = compiled(thing(`{ "Fn::Transform": ${include("a.yaml")} }`), {
      "a.yaml": "A: 1\nB: !Ref AWS::Region\nC: !Sub x\n",
    });
    expect(properties).toEqual({ A: 1, B: "eu-west-1", C: "x" });
    expect(remarks).toEqual([
      "warning a.yaml:2 !Ref is a short form, which AWS::Include does not take on AWS; an included file needs the function's full name.",
    ]);
  });

  it("lets a key of the template stand before an included one", () => {
    const { properties, remarks } = compiled(thing(`{ A: 1, "Fn::Transform": ${include("a.yaml")} }`), {
      "a.yaml": "B: 2\nA: 3\n",
    });
    expect(properties).toEqual({ A: 1, B: 2 });
    expect(remarks).toEqual(["warning a.yaml:2 A stands in the template too, and that one counts."]);
  });

  it("refuses a file that includes itself, and says by which way", () => {
    const { remarks } = compiled(`${thing("{}")}Outputs: { "Fn::Transform": ${include("a.yaml")} }`, {
      "a.yaml": `A: { "Fn::Transform": ${include("b.yaml")} }`,
      "b.yaml": `\nB: { "Fn::Transform": ${include("a.yaml")} }`,
    });
    expect(remarks).toEqual(["error b.yaml:2 The file includes itself: a.yaml → b.yaml → a.yaml."]);
  });

  it.each([
    ["Resources", `Resources: { "Fn::Transform": ${include("s3://bucket/gone.yaml")} }`, "error"],
    ["a resource that runs", thing(`{ "Fn::Transform": ${include("s3://bucket/gone.yaml")} }`), "error"],
    [
      "a resource without effect",
      `Resources: { T: { Type: AWS::S3::Bucket, Properties: { "Fn::Transform": ${include("s3://bucket/gone.yaml")} } } }`,
      "warning",
    ],
    ["Outputs", `${thing("{}")}Outputs: { "Fn::Transform": ${include("s3://bucket/gone.yaml")} }`, "warning"],
    ["Metadata", `${thing("{}")}Metadata: { "Fn::Transform": ${include("s3://bucket/gone.yaml")} }`, "warning"],
  ])("says how to bring a file that is missing in %s", (_place, template, severity) => {
    const about = compiled(template, {}).remarks.filter((remark) => remark.includes("gone"));
    expect(about).toEqual([
      expect.stringMatching(
        new RegExp(`^${severity} template.yaml:\\d s3://bucket/gone.yaml is not on this machine; --code-dir DIR names`),
      ),
    ]);
  });

  it("does not take a use that names no file, a file that is no map, or a place among the parameters", () => {
    expect(compiled(thing(`{ "Fn::Transform": { Name: AWS::Include } }`), {}).remarks).toEqual([
      "error template.yaml:5 AWS::Include needs a Location.",
    ]);
    expect(compiled(thing(`{ "Fn::Transform": ${include("''")} }`), {}).remarks).toEqual([
      "error template.yaml:5 AWS::Include needs a Location.",
    ]);
    expect(compiled(thing(`{ "Fn::Transform": ${include("a.yaml")} }`), { "a.yaml": "text" }).remarks).toEqual([
      "error template.yaml:5 An included file must hold a map of keys and values.",
    ]);
    expect(compiled(`${thing("{}")}Parameters: { "Fn::Transform": ${include("a.yaml")} }`, {}).remarks).toEqual([
      "error template.yaml:6 AWS::Include cannot stand in Parameters.",
    ]);
    expect(compiled(thing(`{ "Fn::Transform": ${include("no.yaml")} }`), {}).remarks).toEqual([
      expect.stringMatching(/^error template\.yaml:5 The included file .*no\.yaml does not exist\.$/),
    ]);
  });
});
