import { describe, expect, it } from "vitest";
import { z } from "zod";
import { parseSecretReference } from "../../src/template/references/reference.ts";
import { project, remarksOn } from "./compile-files.ts";
import { compileText, complaintsOf, propertiesOf, resourceTypes } from "./compile-text.ts";

const withSsm = {
  ...resourceTypes,
  "AWS::SSM::Parameter": {
    schema: z.object({ Name: z.string().optional(), Type: z.string(), Value: z.string() }),
    ref: (logicalId: string, { Name }: Readonly<Record<string, unknown>>) => String(Name ?? logicalId),
  },
  "AWS::SecretsManager::Secret": {
    schema: z.object({ Name: z.string().optional(), SecretString: z.string().optional() }),
    ref: (logicalId: string, { Name }: Readonly<Record<string, unknown>>) =>
      `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${Name ?? logicalId}-abc123`,
  },
};

const remarks = (stack: ReturnType<typeof compileText>) =>
  stack.notices.map(({ severity, message, location }) => `${severity} ${location?.line} ${message}`);

describe("{{resolve:ssm:…}}", () => {
  it.each<[what: string, name: string, expected: string]>([
    ["a parameter of the template", "{{resolve:ssm:/app/size}}", "7"],
    ["a version of it", "{{resolve:ssm:/app/size:1}}", "7"],
    ["one within a text", "a-{{resolve:ssm:/app/size}}-{{resolve:ssm:/app/size}}", "a-7-7"],
    ["one whose value is another resource's", "{{resolve:ssm:/app/ref}}", "arn:test:111122223333:Thing"],
    ["one that was given", "{{resolve:ssm:/outside}}", "given"],
    ["a secure one that was given", "{{resolve:ssm-secure:/outside:3}}", "given"],
  ])("gives the value of %s", (_what, name, expected) => {
    const stack = compileText(
      `
Resources:
  Size: { Type: AWS::SSM::Parameter, Properties: { Name: !Sub "/\${AWS::StackName}/size", Type: String, Value: "7" } }
  Ref: { Type: AWS::SSM::Parameter, Properties: { Name: /app/ref, Type: String, Value: !GetAtt Thing.Arn } }
  Thing: { Type: Test::Thing }
  Use: { Type: Test::Anything, Properties: { Deep: [{ Value: "${name}" }] } }
`,
      { resourceTypes: withSsm, ssm: { "/outside": "given" } },
    );
    expect(remarks(stack)).toEqual([]);
    expect(propertiesOf(stack, "Use")).toEqual({ Deep: [{ Value: expected }] });
  });

  it("is replaced in names, in what refers to them, and in outputs", () => {
    const stack = compileText(
      `
Resources:
  Thing: { Type: Test::Thing, Properties: { Name: "x-{{resolve:ssm:/n}}" } }
  Use: { Type: Test::Anything, Properties: { Ref: !Ref Thing, Arn: !GetAtt Thing.Arn } }
Outputs:
  Name: { Value: !Ref Thing }
  Secret: { Value: "{{resolve:ssm-secure:/n}}" }
`,
      { ssm: { "/n": "1" }, resourceTypes: withSsm },
    );
    expect(propertiesOf(stack, "Use")).toEqual({ Ref: "x-1", Arn: "arn:test:111122223333:x-1" });
    expect(stack.resources.get("Thing")?.physicalId).toBe("x-1");
    expect(stack.outputs.get("Name")?.value).toBe("x-1");
    expect(stack.outputs.get("Secret")?.value).toBe("{{resolve:ssm-secure:/n}}");
  });

  it("counts before properties are checked", () => {
    const text = 'Resources: { A: { Type: Test::Thing, Properties: { Name: "{{resolve:ssm:/n}}", Size: 1 } } }';
    expect(complaintsOf(compileText(text, { ssm: { "/n": "x" }, resourceTypes: withSsm }))).toEqual([]);
  });

  it("without a value stays as it is, with the option that gives one", () => {
    const stack = compileText(`
Resources:
  A:
    Type: Test::Thing
    Properties:
      Name: "{{resolve:ssm:/x:2}}"
      Value: "{{resolve:magic:/x}}"
  B: { Type: AWS::RDS::DBInstance, Properties: { MasterUsername: "{{resolve:ssm:/y}}" } }
`);
    expect(remarks(stack).filter((remark) => !remark.includes("RDS"))).toEqual([
      "warning 6 The Systems Manager parameter /x is not known here; give its value with --ssm /x=VALUE.",
      "warning 7 {{resolve:magic:…}} is no reference that CloudFormation knows.",
    ]);
    expect(propertiesOf(stack, "A").Name).toBe("{{resolve:ssm:/x:2}}");
  });

  it("in a nested stack sees the parameters of the stacks around it", () => {
    using files = project({
      "main.yaml": `
Resources:
  P: { Type: AWS::SSM::Parameter, Properties: { Name: /p, Type: String, Value: outer } }
  Child: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: child.yaml } }`,
      "child.yaml": 'Resources: { Use: { Type: Test::Anything, Properties: { A: "{{resolve:ssm:/p}}" } } }',
    });
    const stack = files.compile({ resourceTypes: withSsm });
    expect(remarksOn(stack, files.dir)).toEqual([]);
    expect(propertiesOf(stack, "Child/Use")).toEqual({ A: "outer" });
  });
});

describe("{{resolve:secretsmanager:…}}", () => {
  it.each<[reference: string, parts: object]>([
    ["name", { secretId: "name" }],
    ["name:SecretString", { secretId: "name" }],
    ["a/b:SecretString:key", { secretId: "a/b", jsonKey: "key" }],
    ["name:SecretString::AWSPREVIOUS", { secretId: "name", versionStage: "AWSPREVIOUS" }],
    ["name:SecretString:k::id", { secretId: "name", jsonKey: "k", versionId: "id" }],
    [
      "arn:aws:secretsmanager:r:1:secret:n-abcdef:SecretString:k",
      { secretId: "arn:aws:secretsmanager:r:1:secret:n-abcdef", jsonKey: "k" },
    ],
    ["arn:aws:secretsmanager:r:1:secret:n-abcdef", { secretId: "arn:aws:secretsmanager:r:1:secret:n-abcdef" }],
  ])("%s is read as it is meant", (reference, parts) => {
    const none = { jsonKey: undefined, versionStage: undefined, versionId: undefined };
    expect(parseSecretReference(reference)).toEqual({ ...none, ...parts });
  });

  it("stays in place until the secret is made, and is pointed out when there will be none", () => {
    const stack = compileText(
      `
Resources:
  S: { Type: AWS::SecretsManager::Secret, Properties: { Name: own } }
  Use:
    Type: Test::Anything
    Properties:
      ByName: "{{resolve:secretsmanager:own:SecretString:k}}"
      ByArn: !Sub "{{resolve:secretsmanager:\${S}:SecretString:k}}"
      Given: "{{resolve:secretsmanager:given}}"
      Unknown: "{{resolve:secretsmanager:other:SecretString:k}}"
`,
      { resourceTypes: withSsm, secrets: { given: "x" } },
    );
    expect(remarks(stack)).toEqual([
      "warning 10 The secret other is not known here; give its value with --secret other=VALUE.",
    ]);
    expect(propertiesOf(stack, "Use").ByName).toBe("{{resolve:secretsmanager:own:SecretString:k}}");
  });
});

describe("AWS::SSM::Parameter::Value<…>", () => {
  const template = (type: string, name: string) =>
    `
Parameters:
  P: { Type: "${type}", Default: "${name}" }
Conditions: { IsOn: !Equals [!Ref P, "on"] }
Resources:
  S: { Type: AWS::SSM::Parameter, Properties: { Name: /own, Type: String, Value: !Sub "o\${N}" } }
  Use: { Type: Test::Anything, Properties: { A: !Ref P, B: !If [IsOn, 1, 2] } }
`.replace("${N}", "n");

  it.each<[type: string, name: string, value: unknown, choice: number]>([
    ["AWS::SSM::Parameter::Value<String>", "/own", "on", 1],
    ["AWS::SSM::Parameter::Value<String>", "/given", "a,b", 2],
    ["AWS::SSM::Parameter::Value<List<String>>", "/given", ["a", "b"], 2],
    ["AWS::SSM::Parameter::Value<CommaDelimitedList>", "/given", ["a", "b"], 2],
  ])("%s named %s is %j", (type, name, value, choice) => {
    const stack = compileText(template(type, name), { resourceTypes: withSsm, ssm: { "/given": "a,b" } });
    expect(remarks(stack)).toEqual([]);
    expect(propertiesOf(stack, "Use")).toEqual({ A: value, B: choice });
  });

  it("takes its name from the command line", () => {
    const stack = compileText(template("AWS::SSM::Parameter::Value<String>", "/x"), {
      resourceTypes: withSsm,
      parameters: { P: "/own" },
    });
    expect(propertiesOf(stack, "Use").A).toBe("on");
  });

  it("stands as its name where nothing is known of it, with the option that gives a value, once and only if it is used", () => {
    const unused =
      'Parameters: { BootstrapVersion: { Type: "AWS::SSM::Parameter::Value<String>", Default: /cdk } }\nResources: {}';
    expect(remarks(compileText(unused))).toEqual([]);
    const stack = compileText(template("AWS::SSM::Parameter::Value<String>", "/x"), { resourceTypes: withSsm });
    expect(remarks(stack)).toEqual([
      "warning 3 Parameter P names the Systems Manager parameter /x, which is not known here; give its value with --ssm /x=VALUE.",
    ]);
    expect(propertiesOf(stack, "Use").A).toBe("/x");
  });
});
