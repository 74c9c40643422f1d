import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { functions } from "./support/template.ts";

/** What source text shows that a function may do it. A transaction needs the permissions of its parts. */
const USES: Readonly<Record<string, RegExp>> = {
  "dynamodb:GetItem": /\bGetCommand\b|"GetItem"/,
  "dynamodb:PutItem": /\bPutCommand\b|\bPut: \{|"PutItem"/,
  "dynamodb:UpdateItem": /\bUpdateCommand\b|\bUpdate: \{|"UpdateItem"/,
  "dynamodb:DeleteItem": /\bDeleteCommand\b|\bDelete: \{|"DeleteItem"/,
  "dynamodb:ConditionCheckItem": /\bConditionCheck: \{/,
  "dynamodb:Query": /\bQueryCommand\b|\bpaginateQuery\b/,
  "dynamodb:BatchGetItem": /\bBatchGetCommand\b/,
  "dynamodb:BatchWriteItem": /\bBatchWriteCommand\b/,
  "sqs:SendMessage": /"SendMessageBatch"|"SendMessage"/,
  "events:PutEvents": /"PutEvents"/,
  "secretsmanager:GetSecretValue": /"GetSecretValue"/,
  "secretsmanager:PutSecretValue": /"PutSecretValue"/,
  "secretsmanager:DescribeSecret": /"DescribeSecret"/,
  "secretsmanager:UpdateSecretVersionStage": /"UpdateSecretVersionStage"/,
  "execute-api:ManageConnections": /\bPostToConnectionCommand\b|\bDeleteConnectionCommand\b|@connections/,
};

/** What an event source mapping does with the function's role. */
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
