import { z } from "zod";
import type { Notice, ResourceType, Stack } from "../../src/template/model.ts";
import { type CompileOptions, compile } from "../../src/template/stack/compile.ts";
import { parseTemplate } from "../../src/template/text/load.ts";

export const FILE = "/project/template.yaml";

const nothing = z.object({});

/** Types that run, as small as a type can be: `Ref` is the logical id, and there is an `Arn`. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  "Test::Thing": {
    schema: z.object({ Name: z.string().optional(), Size: z.number().optional(), Value: z.unknown().optional() }),
    ref: (logicalId, { Name }) => (typeof Name === "string" ? Name : logicalId),
    attributes: { Arn: (physicalId, { accountId }) => `arn:test:${accountId}:${physicalId}` },
  },
  "Test::Anything": { schema: nothing.loose(), ref: (logicalId) => logicalId },
};

/** Compiles a template given as text. */
export function compileText(text: string, options: Partial<CompileOptions> = {}): Stack {
  return compile(parseTemplate(text, FILE), {
    resourceTypes,
    parameters: {},
    stackName: "app",
    region: "eu-west-1",
    accountId: "111122223333",
    ...options,
  });
}

export const errorsOf = ({ notices }: Stack): readonly Notice[] =>
  notices.filter(({ severity }) => severity === "error");

/** The errors of a stack with their places: `12:3 message`. */
export const complaintsOf = (stack: Stack): readonly string[] =>
  errorsOf(stack).map(({ message, location }) => `${location?.line}:${location?.column} ${message}`);

export const propertiesOf = (stack: Stack, logicalId: string): Readonly<Record<string, unknown>> =>
  stack.resources.get(logicalId)?.properties ?? {};

/** The value of an expression in a template of its own, or the complaints that it gives rise to. */
export function evaluate(expression: string, options: { sections?: string; parameters?: Record<string, string> } = {}) {
  const { sections = "", parameters = {} } = options;
  const text = `${sections}
Resources:
  Subject: { Type: Test::Thing, Properties: { Name: subject } }
  Other: { Type: Test::Thing }
  Result:
    Type: Test::Anything
    Properties:
      Value: ${expression}
`;
  const stack = compileText(text, { parameters });
  const errors = errorsOf(stack);
  return errors.length > 0
    ? { errors: errors.map(({ message }) => message) }
    : { value: propertiesOf(stack, "Result").Value };
}
