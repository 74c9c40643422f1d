import { createNotices } from "../../../src/template/mistake.ts";
import type { Notice } from "../../../src/template/model.ts";
import { readDeclarations } from "../../../src/template/resources/declaration.ts";
import { transformSam } from "../../../src/template/sam/transform.ts";
import { createGivenValues } from "../../../src/template/scope/given-values.ts";
import { identify } from "../../../src/template/scope/identity.ts";
import { readParameters } from "../../../src/template/scope/parameters.ts";
import { createStaticScope } from "../../../src/template/scope/static-scope.ts";
import { declaresSam, readSections } from "../../../src/template/stack/sections.ts";
import { parseTemplate } from "../../../src/template/text/load.ts";
import { FILE } from "../compile-text.ts";

interface Expanded {
  /** By logical id, as CloudFormation would get them. */
  readonly resources: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly aliases: Readonly<Record<string, string>>;
  readonly notices: readonly Notice[];
}

/** Expands `body` as the SAM transform does: the template without its first line. */
export function expandText(body: string): Expanded {
  const { root, positions } = parseTemplate(`Transform: AWS::Serverless-2016-10-31\n${body}`, FILE);
  const notices = createNotices();
  const compilation = { positions, notices, stack: identify("app", "eu-west-1", "111122223333") };
  const sections = readSections(root, compilation);
  const statics = createStaticScope(
    {
      parameters: readParameters(sections.Parameters, createGivenValues({}), compilation),
      mappings: sections.Mappings,
      conditions: sections.Conditions,
      imported: () => undefined,
    },
    compilation,
  );
  const { declarations, aliases } = transformSam(
    readDeclarations(sections.Resources, compilation),
    { globals: sections.Globals, declared: declaresSam(root), statics },
    compilation,
  );
  return {
    resources: Object.fromEntries(
      [...declarations].map(([logicalId, { type, properties, dependsOn, metadata }]) => [
        logicalId,
        {
          Type: type,
          Properties: properties,
          ...(dependsOn.length > 0 && { DependsOn: dependsOn }),
          ...(Object.keys(metadata).length > 0 && { Metadata: metadata }),
        },
      ]),
    ),
    aliases: Object.fromEntries(aliases),
    notices: notices.list,
  };
}

/** The mistakes alone: `3 message`. */
export const mistakesIn = (body: string): readonly string[] =>
  expandText(body)
    .notices.filter(({ severity }) => severity === "error")
    .map(({ message, location }) => `${location?.line} ${message}`);

/** A template of one function with these events. */
export const withEvents = (events: string, more = "") => `
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: nodejs22.x
      Events:
${events.trim().replace(/^\s*/gm, "        ")}
${more}`;

/** The integration of a route with the function of `withEvents`. */
export const FN_URI = {
  "Fn::Sub": "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations",
};

/** Flow text on one line: YAML wants even bracketed text indented deeper than what holds it. */
export const oneLine = (text: string) => text.replace(/\s+/g, " ");

/** An HTTP API `H` below `Resources`. */
export const http = (properties: string) => `
  H:
    Type: AWS::Serverless::HttpApi
    Properties: ${properties}`;

/** A REST API `R` below `Resources`. */
export const rest = (properties: string) => `
  R:
    Type: AWS::Serverless::Api
    Properties: ${properties}`;
