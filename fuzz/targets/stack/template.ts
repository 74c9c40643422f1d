import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { resourcesOf } from "../../../engine/src/create-services.ts";
import { UserError } from "../../../engine/src/kernel/errors.ts";
import { definitions } from "../../../engine/src/services/registry.ts";
import { compile } from "../../../engine/src/template/stack/compile.ts";
import { parseTemplate } from "../../../engine/src/template/text/load.ts";
import { expectSame, refusals, refusing, type Target } from "../../target.ts";
import { json, textOf } from "../text.ts";

const TYPES = [
  ...[
    "AWS::ApiGatewayV2::Api",
    "AWS::ApiGatewayV2::Route",
    "AWS::Serverless::Function",
    "AWS::Serverless::WebSocketApi",
    "AWS::SQS::Queue",
  ],
  ...[
    "AWS::Lambda::Function",
    "AWS::Events::Rule",
    "AWS::Serverless::StateMachine",
    "AWS::Serverless::Connector",
    "AWS::IAM::Role",
    "AWS::Serverless::Api",
  ],
  ...[
    "AWS::DynamoDB::Table",
    "AWS::CloudFormation::Stack",
    "AWS::SNS::Topic",
    "AWS::Serverless::HttpApi",
    "AWS::Serverless::SimpleTable",
  ],
];
const FUNCTIONS = [
  "Ref",
  "Fn::Sub",
  "Fn::GetAtt",
  "Fn::Join",
  "Fn::If",
  "Fn::Select",
  "Fn::Split",
  "Fn::FindInMap",
  "Fn::ImportValue",
  "Fn::Base64",
  "Fn::Cidr",
  "Fn::Length",
  "Fn::ToJsonString",
  "Fn::ForEach::X",
  "Fn::Transform",
];
const PROPERTIES = [
  "Properties",
  "Type",
  "Condition",
  "DependsOn",
  "Name",
  "Events",
  "Policies",
  "Environment",
  "Variables",
  "Routes",
  "Runtime",
  "Handler",
  "InlineCode",
  "Role",
  "Auth",
  "ApiId",
  "RouteKey",
  "Target",
  "Definition",
  "DefinitionString",
  "Timeout",
];
const SCALARS = [
  "A",
  "B",
  "AWS::Region",
  "AWS::NoValue",
  "${A}",
  "${A.Arn}",
  "A.Arn",
  0,
  -1,
  true,
  null,
  "Yes",
  "2012-10-17",
  "$connect",
  "nodejs22.x",
  ...TYPES,
];

const value = json([...FUNCTIONS, ...PROPERTIES, "A"], SCALARS);
const resource = fc.record(
  { Type: fc.constantFrom(...TYPES), Properties: value, Condition: value, DependsOn: value },
  { requiredKeys: ["Type"] },
);
const names = fc.constantFrom("A", "B", "C", "Fn::ForEach::X");

const template = fc
  .record(
    {
      AWSTemplateFormatVersion: fc.constant("2010-09-09"),
      Transform: fc.constantFrom("AWS::Serverless-2016-10-31", [
        "AWS::LanguageExtensions",
        "AWS::Serverless-2016-10-31",
      ]),
      Parameters: fc.dictionary(names, value, { maxKeys: 2 }),
      Mappings: fc.dictionary(names, value, { maxKeys: 2 }),
      Conditions: fc.dictionary(fc.constantFrom("Yes", "A"), value, { maxKeys: 2 }),
      Globals: value,
      Resources: fc.oneof(
        { weight: 9, arbitrary: fc.dictionary(names, resource, { maxKeys: 3 }) },
        { weight: 1, arbitrary: value },
      ),
      Outputs: fc.dictionary(names, value, { maxKeys: 2 }),
    },
    { requiredKeys: ["Resources", "Transform"] },
  )
  .map((whole) => JSON.stringify(whole));

const LINES = [
  "Resources:\n",
  "  A:\n",
  "    Type: ",
  "    Properties:\n",
  "      ",
  "- ",
  ": ",
  "!Sub ",
  "!GetAtt A.Arn\n",
  "!Ref B\n",
  "|\n",
  ">-\n",
  "&a ",
  "*a",
  "<<: ",
  "{",
  "}",
  "[",
  "]",
  "'",
  '"',
  "\t",
  "\n",
  "# ",
  "---\n",
  "!If [",
  "? ",
  "0x1f",
  "~",
  ...TYPES,
];

const FILE = join(dirname(fileURLToPath(import.meta.url)), "../../corpus/template/template.yaml");

const resourceTypes = Object.assign({}, ...definitions.map(({ resourceTypes: types }) => types));

/** A template in YAML or JSON, as far as the stack and what services say of it. */
export const stackTemplate = (): Target => ({
  words: [...LINES, ...FUNCTIONS, ...PROPERTIES, ...SCALARS.map(String)],
  structured: fc.oneof({ weight: 3, arbitrary: template }, { weight: 1, arbitrary: textOf(LINES, 30) }),
  run(input) {
    const text = input.toString();
    const document = refusing(refusals(UserError), () => parseTemplate(text, FILE));
    if (!document) return;
    const plain = plainJson(text);
    if (plain !== undefined) expectSame(document.root, plain, "a template in JSON is read otherwise than JSON");
    const stack = refusing(refusals(UserError), () =>
      compile(document, {
        resourceTypes,
        parameters: {},
        stackName: "app",
        region: "eu-west-1",
        accountId: "111122223333",
      }),
    );
    if (!stack || stack.notices.some(({ severity }) => severity === "error")) return;
    const settings = { customResources: false };
    for (const definition of definitions)
      refusing(refusals(UserError), () => definition.review?.(stack, resourcesOf(definition, stack), settings));
  },
});

/** Undefined for what JSON and YAML may read in two ways: numbers, names given twice or with a meaning in YAML. */
function plainJson(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    return JSON.stringify(parsed) === text.trim() && !/-?\d\.|\d[eE]|\d{16}|"<<"|-0|\\u|"__proto__"/.test(text)
      ? parsed
      : undefined;
  } catch {
    return undefined;
  }
}
