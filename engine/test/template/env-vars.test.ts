import { describe, expect, it } from "vitest";
import { type EngineOptions, readStack } from "../../src/engine.ts";
import { project } from "./compile-files.ts";

const functionOf = (variables: string, more = "") => `
    Type: AWS::Lambda::Function
    ${more}
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Role: r
      Code: { ZipFile: "exports.handler = 1" }
      Environment: { Variables: ${variables} }`;

const TEMPLATE = `
Resources:
  A:${functionOf("{ TABLE: t, WORD: a }")}
      FunctionName: app-a
  B:${functionOf("{ WORD: !Ref AWS::Region }", "Metadata: { aws:cdk:path: Chat/Construct/Resource }")}
  Bare: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Handler: i.h, Role: r, Code: { ZipFile: "" } } }
  Child: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: child.yaml } }
`;
const CHILD = `Resources:\n  Inner:${functionOf("{ WORD: inner }")}`;

async function read(envVars: unknown) {
  using files = project({
    "t.yaml": TEMPLATE,
    "child.yaml": CHILD,
    "env.json": `${JSON.stringify(envVars, null, 1)}\n`,
  });
  return await readWith(files.dir, `${files.dir}/env.json`);
}

async function readWith(dir: string, envVars: EngineOptions["envVars"] & {}) {
  const { resources, notices } = await readStack({ template: `${dir}/t.yaml`, envVars });
  const environment = (id: string) => resources.get(id)?.properties.Environment;
  const variables = ["A", "B", "Child/Inner"].map((id) => (environment(id) as { Variables: object }).Variables);
  const warnings = notices
    .filter(({ code }) => code === "env-vars-unused")
    .map(({ severity, location, message }) => `${severity} ${location?.line}: ${message}`);
  return { A: variables[0], B: variables[1], Inner: variables[2], bare: environment("Bare"), warnings };
}

const UNCHANGED = { A: { TABLE: "t", WORD: "a" }, B: { WORD: "us-east-1" }, Inner: { WORD: "inner" } };

describe("environment variables of sam local --env-vars", () => {
  it.each<[what: string, envVars: object, expected: object]>([
    ["a function", { A: { WORD: "x" } }, { A: { TABLE: "t", WORD: "x" } }],
    [
      "all functions that declare them",
      { Parameters: { WORD: "x" } },
      { A: { TABLE: "t", WORD: "x" }, B: { WORD: "x" }, Inner: { WORD: "x" } },
    ],
    [
      "a function before all",
      { Parameters: { TABLE: "p", WORD: "p" }, A: { WORD: "x" } },
      { A: { TABLE: "p", WORD: "x" }, B: { WORD: "p" }, Inner: { WORD: "p" } },
    ],
    ["a function by its name on AWS", { "app-a": { WORD: "x" } }, { A: { TABLE: "t", WORD: "x" } }],
    ["a function by its CDK construct", { Construct: { WORD: "x" } }, { B: { WORD: "x" } }],
    ["a nested function by its logical id", { Inner: { WORD: "x" } }, { Inner: { WORD: "x" } }],
    ["a nested function by its path", { "Child/Inner": { WORD: "x" } }, { Inner: { WORD: "x" } }],
    [
      "a function by its logical id first",
      { "app-a": { WORD: "no" }, A: { WORD: "x" } },
      { A: { TABLE: "t", WORD: "x" } },
    ],
    [
      "numbers, booleans and nothing",
      { A: { WORD: 1, TABLE: true }, B: { WORD: null } },
      { A: { WORD: "1", TABLE: "true" }, B: { WORD: "" } },
    ],
    ["nothing", {}, {}],
  ])("are those of %s", async (_what, envVars, expected) => {
    expect(await read(envVars)).toEqual({ ...UNCHANGED, ...expected, warnings: [], bare: undefined });
  });

  it("have the digits that the file has", async () => {
    using files = project({ "t.yaml": TEMPLATE, "child.yaml": CHILD, "env.json": '{"B": {"WORD": 1.0}}' });
    expect(await readWith(files.dir, `${files.dir}/env.json`)).toMatchObject({ B: { WORD: "1.0" } });
  });

  it("are added to no function, and what is used nowhere is warned of with its line", async () => {
    const unused = await read({ A: { WROD: "x" }, Nobody: { WORD: "x" }, Parameters: { OTHER: "x" } });
    expect(unused).toEqual({
      ...UNCHANGED,
      bare: undefined,
      warnings: [
        "warning 3: The function A does not declare the environment variable WROD, so its value is not used.",
        "warning 5: No function is called Nobody, whose environment variables were given; there are A, B, Bare, Child/Inner.",
        "warning 9: No function declares the environment variable OTHER, so its value is not used.",
      ],
    });
  });

  it("may be given to startEngine as they are", async () => {
    using files = project({ "t.yaml": TEMPLATE, "child.yaml": CHILD });
    expect(await readWith(files.dir, { A: { WORD: "x" } })).toMatchObject({ A: { TABLE: "t", WORD: "x" } });
  });

  it.each([
    ["no JSON", "{ A: 1 }", /^The environment variables are not JSON: /],
    ["no map", "[]", /^The environment variables are no map of functions\.$/],
    ["no map of variables", '{"A": "x"}', /^A has no map of environment variables\.$/],
  ])("are refused when the file is %s", async (_what, text, message) => {
    using files = project({ "t.yaml": TEMPLATE, "child.yaml": CHILD, "env.json": text });
    const reading = readWith(files.dir, `${files.dir}/env.json`);
    await expect(reading).rejects.toMatchObject({ name: "UserError", message: expect.stringMatching(message) });
    await expect(readWith(files.dir, "nowhere.json")).rejects.toThrow(/nowhere\.json does not exist/);
  });
});
