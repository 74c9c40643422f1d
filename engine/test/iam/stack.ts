import type { Stack, StackResource } from "../../src/template/model.ts";

export type Part = Pick<StackResource, "type" | "physicalId" | "properties"> &
  Partial<Pick<StackResource, "attribute">>;

/** A stack of resources by logical id, without a template. */
export function stackOf(resources: Readonly<Record<string, Part>>): Stack {
  const entries = Object.entries(resources).map(([logicalId, part]): [string, StackResource] => [
    logicalId,
    {
      logicalId,
      verdict: "inert",
      attribute: () => undefined,
      ...part,
      metadata: {},
      dependsOn: [],
      location: { file: "template.yaml" },
    },
  ]);
  return {
    name: "local",
    id: "arn:aws:cloudformation:us-east-1:000000000000:stack/local/1",
    region: "us-east-1",
    accountId: "000000000000",
    partition: "aws",
    urlSuffix: "amazonaws.com",
    file: "/app/template.yaml",
    files: [],
    baseDir: "/app",
    parameters: {},
    concealed: new Set(),
    resources: new Map(entries),
    outputs: new Map(),
    notices: [],
    locate: (logicalId, path) => ({ file: `${logicalId}.${path.join(".")}`, line: 7 }),
  };
}

export const roleArn = "arn:aws:iam::000000000000:role/app/local-FnRole";
export const document = (Action: string, Effect = "Allow") => ({
  Version: "2012-10-17",
  Statement: [{ Effect, Action, Resource: "*" }],
});
/** The role of `roleArn`. */
export const role = (properties: Record<string, unknown>): Part => ({
  type: "AWS::IAM::Role",
  physicalId: "local-FnRole",
  properties,
});
