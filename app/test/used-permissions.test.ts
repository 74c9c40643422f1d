import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { type AstNode, nameOf, readSourceFile, walk } from "../../test/source-files.ts";
import { functions, propertiesOf } from "./support/template.ts";

/** Things in a function's sources that need the permission. A transaction needs the permissions of its parts. */
const USES: Readonly<Record<string, readonly string[]>> = {
  "dynamodb:GetItem": ["table.get", "'GetItem'"],
  "dynamodb:PutItem": ["table.put", "Put: {}", "'PutItem'"],
  "dynamodb:UpdateItem": ["table.update", "Update: {}", "'UpdateItem'"],
  "dynamodb:DeleteItem": ["table.delete", "Delete: {}", "'DeleteItem'"],
  "dynamodb:Query": ["table.query", "pagesOf"],
  "dynamodb:BatchWriteItem": ["table.deleteBatch"],
  "sqs:SendMessage": ["'SendMessageBatch'", "'SendMessage'"],
  "events:PutEvents": ["'PutEvents'"],
  "secretsmanager:GetSecretValue": ["'GetSecretValue'"],
  "secretsmanager:PutSecretValue": ["'PutSecretValue'"],
  "secretsmanager:DescribeSecret": ["'DescribeSecret'"],
  "secretsmanager:UpdateSecretVersionStage": ["'UpdateSecretVersionStage'"],
  "execute-api:ManageConnections": ["`@connections/`"],
};

/** Names one node as `USES` does; undefined for what needs no permission by itself. */
function useOf({ type, name, object, property, key, value }: AstNode): string | undefined {
  switch (type) {
    case "Identifier":
      return String(name);
    case "MemberExpression":
      return `${nameOf(object)}.${nameOf(property)}`;
    case "Property":
      return (value as AstNode).type === "ObjectExpression" ? `${nameOf(key)}: {}` : undefined;
    case "Literal":
      return `'${value}'`;
    case "TemplateElement":
      return String((value as { raw: string }).raw).endsWith("@connections/") ? "`@connections/`" : undefined;
  }
  return undefined;
}

/** Actions of an event source mapping with the function's role. */
const OF_LAMBDA = [
  "sqs:ReceiveMessage",
  "sqs:DeleteMessage",
  "sqs:GetQueueAttributes",
  "dynamodb:DescribeStream",
  "dynamodb:GetRecords",
  "dynamodb:GetShardIterator",
  "dynamodb:ListStreams",
];

const source = (file: string) => fileURLToPath(new URL(`../src/${file}`, import.meta.url));

/** The file that can do everything: what counts is who calls it. */
const TABLE = "aws/dynamodb/table/table.ts";

/** The uses in all files of ours that end up in the function's bundle. */
async function usesIn(entryPoint: string): Promise<ReadonlySet<string | undefined>> {
  const { metafile } = await build({
    entryPoints: [source(entryPoint)],
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    packages: "external",
    absWorkingDir: source("."),
    logLevel: "error",
  });
  const uses = new Set<string | undefined>();
  for (const file of Object.keys(metafile.inputs).filter((file) => file !== TABLE))
    walk(readSourceFile(source(file)).program, (node) => uses.add(useOf(node)));
  return uses;
}

interface Statement {
  readonly Action: string | readonly string[];
}

const grantedTo = (policies: readonly { readonly Statement: readonly Statement[] }[] = []) => [
  ...new Set(policies.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action))),
];

describe("the permissions of a function", () => {
  it.each(functions)("%s: name only what its code does", async (_, { Properties, Metadata }) => {
    const uses = await usesIn(Metadata.BuildProperties.EntryPoints[0]);
    const unused = grantedTo(Properties.Policies).filter(
      (action) => !OF_LAMBDA.includes(action) && !USES[action]?.some((use) => uses.has(use)),
    );
    expect(unused).toEqual([]);
  });

  it("of every action of one's own: name only what the code does", async () => {
    const uses = await usesIn("own-action.ts");
    const granted = grantedTo([propertiesOf("ActionPolicy").PolicyDocument]);
    expect(granted.filter((action) => !USES[action]?.some((use) => uses.has(use)))).toEqual([]);
  });

  it.each(functions)("%s: have no wildcard of actions", (_, { Properties }) => {
    for (const action of grantedTo(Properties.Policies)) expect(action).toMatch(/^[a-z-]+:[A-Za-z]+$/);
  });
});
