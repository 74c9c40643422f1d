import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { transformSync } from "esbuild";
import { createNotices } from "../../engine/src/template/mistake.ts";
import { objectOf, type PlainObject } from "../../engine/src/template/plain-data.ts";
import { readDeclarations } from "../../engine/src/template/resources/declaration.ts";
import { transformSam } from "../../engine/src/template/sam/transform.ts";
import { createGivenValues } from "../../engine/src/template/scope/given-values.ts";
import { identify } from "../../engine/src/template/scope/identity.ts";
import { readParameters } from "../../engine/src/template/scope/parameters.ts";
import { createStaticScope } from "../../engine/src/template/scope/static-scope.ts";
import { loadTemplate } from "../../engine/src/template/text/load.ts";
import { root } from "../packages/table.mjs";

const folder = join(root, "conformance/stack");

/** The fixture stack as plain CloudFormation with its functions' code in it: it deploys without SAM and without a bucket. */
export function generateConformanceStack(): string {
  const { root: sam, positions } = loadTemplate(join(folder, "template.yaml"));
  const notices = createNotices();
  const compilation = { positions, notices, stack: identify("conformance", "us-east-1", "123456789012") };
  const parameters = readParameters(objectOf(sam.Parameters), createGivenValues({}), compilation);
  const nothing = { mappings: {}, conditions: {}, imported: () => undefined };
  const statics = createStaticScope({ ...nothing, parameters }, compilation);
  const written = readDeclarations(objectOf(sam.Resources), compilation);
  const { declarations } = transformSam(
    written,
    { globals: objectOf(sam.Globals), declared: true, statics },
    compilation,
  );
  const errors = notices.list.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join("\n"));
  const resources = [...declarations.values()].flatMap(({ logicalId, type, body, properties }) =>
    resourcesOf(logicalId, type, body, properties),
  );
  const { AWSTemplateFormatVersion, Description, Parameters, Outputs } = sam;
  const plain = {
    AWSTemplateFormatVersion,
    Description,
    Parameters,
    Resources: Object.fromEntries(resources),
    Outputs,
  };
  return `${JSON.stringify(plain, withLists, 2)}\n`;
}

/** In JSON, CloudFormation takes `Fn::GetAtt` as a list only. */
function withLists(key: string, value: unknown): unknown {
  return key === "Fn::GetAtt" && typeof value === "string" ? value.split(".") : value;
}

type Entry = readonly [logicalId: string, resource: PlainObject];

function resourcesOf(logicalId: string, type: string, body: PlainObject, properties: PlainObject): readonly Entry[] {
  if (type === "AWS::Lambda::Function") return functionOf(logicalId, body, properties);
  const own = type === "AWS::IAM::Role" ? roleOf(properties) : properties;
  return [[logicalId, { ...body, Type: type, Properties: own }]];
}

/** May write into its log group and make none, so that none is made again after the stack is gone. */
function roleOf({ ManagedPolicyArns: _, Policies, ...properties }: PlainObject): PlainObject {
  const Statement = { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: "*" };
  const logs = { PolicyName: "Logs", PolicyDocument: { Version: "2012-10-17", Statement } };
  return { ...properties, Policies: [logs, ...(Array.isArray(Policies) ? Policies : [])] };
}

/** The template has to fit into a call, which takes 51,200 bytes: for people the code is in `functions/`. */
const withoutComments = (code: string) => transformSync(code, { minifyWhitespace: true }).code;

/** The function with its code inside, and its log group, which would stay behind if Lambda made it. */
function functionOf(logicalId: string, body: PlainObject, properties: PlainObject): readonly Entry[] {
  const handler = String(properties.Handler);
  const file = `${basename(handler, ".handler")}.cjs`;
  const Code = { ZipFile: withoutComments(readFileSync(join(folder, "functions", file), "utf8")) };
  const group = `${logicalId}Logs`;
  const logged = { ...properties, Code, Handler: "index.handler", LoggingConfig: { LogGroup: { Ref: group } } };
  return [
    [group, { Type: "AWS::Logs::LogGroup", Properties: { RetentionInDays: 1 } }],
    [logicalId, { ...body, Type: "AWS::Lambda::Function", Properties: logged }],
  ];
}
