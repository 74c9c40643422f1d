import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { functions } from "./support/template.ts";

/** Source text that shows the need of a permission. A transaction needs the permissions of its parts. */
const USES: Readonly<Record<string, RegExp>> = {
  "dynamodb:GetItem": /\btable\.get\b|"GetItem"/,
  "dynamodb:PutItem": /\btable\.put\b|\bPut: \{|"PutItem"/,
  "dynamodb:UpdateItem": /\btable\.update\b|\bUpdate: \{|"UpdateItem"/,
  "dynamodb:DeleteItem": /\btable\.delete\b|\bDelete: \{|"DeleteItem"/,
  "dynamodb:Query": /\btable\.query\b|\bpagesOf\b/,
  "dynamodb:BatchWriteItem": /\btable\.deleteBatch\b/,
  "sqs:SendMessage": /"SendMessageBatch"|"SendMessage"/,
  "events:PutEvents": /"PutEvents"/,
  "secretsmanager:GetSecretValue": /"GetSecretValue"/,
  "secretsmanager:PutSecretValue": /"PutSecretValue"/,
  "secretsmanager:DescribeSecret": /"DescribeSecret"/,
  "secretsmanager:UpdateSecretVersionStage": /"UpdateSecretVersionStage"/,
  "execute-api:ManageConnections": /@connections\/\$\{/,
};

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

/** The text of all files of ours that end up in the function's bundle. */
async function sourcesOf(entryPoint: string): Promise<string> {
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
  return Object.keys(metafile.inputs)
    .filter((file) => file !== TABLE)
    .map((file) => readFileSync(source(file), "utf8"))
    .join("\n");
}

interface Statement {
  readonly Action: string | readonly string[];
}

const grantedTo = (policies: readonly { readonly Statement: readonly Statement[] }[] = []) => [
  ...new Set(policies.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action))),
];

describe("the permissions of a function", () => {
  it.each(functions)("%s: name only what its code does", async (_, { Properties, Metadata }) => {
    const text = await sourcesOf(Metadata.BuildProperties.EntryPoints[0]);
    const unused = grantedTo(Properties.Policies).filter(
      (action) => !OF_LAMBDA.includes(action) && !USES[action]?.test(text),
    );
    expect(unused).toEqual([]);
  });

  it.each(functions)("%s: have no wildcard of actions", (_, { Properties }) => {
    for (const action of grantedTo(Properties.Policies)) expect(action).toMatch(/^[a-z-]+:[A-Za-z]+$/);
  });
});
