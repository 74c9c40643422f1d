import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestEngine } from "../../src/testing/index.ts";

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Resources:
  People:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
      StreamSpecification: { StreamViewType: NEW_IMAGE }
  Watch:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      InlineCode: "exports.handler = async (event) => event.Records.length;"
      Events:
        Changes: { Type: DynamoDB, Properties: { Stream: !GetAtt People.StreamArn, StartingPosition: LATEST } }
`;

let folder: string;
let template: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "portcullis-behind-"));
  template = join(folder, "template.yaml");
  await writeFile(template, TEMPLATE);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("A test's engine", () => {
  it("is ready before its store is up, and misses no change that is written at once", async () => {
    await using engine = await startTestEngine({ template });
    expect(engine.journal.entries({ service: "dynamodb", type: "process" })).toEqual([]);
    const TableName = engine.stack.resources.get("People")?.physicalId;
    await new DynamoDBClient(engine.sdk).send(new PutItemCommand({ TableName, Item: { id: { S: "ada" } } }));
    expect((await engine.invocation("Watch")).result).toBe(1);
  });

  it("is ready before its functions are built, and a function that cannot be says why", async () => {
    await mkdir(join(folder, ".portcullis"));
    // Nobody can make a folder where a file is, whatever their rights.
    await writeFile(join(folder, ".portcullis/build"), "");
    const lines: string[] = [];
    await using engine = await startTestEngine({ template, log: (line) => lines.push(line) });
    const { error } = await engine.invoke("Watch", { Records: [] });
    expect(JSON.stringify(error)).toContain("Cannot write what is built");
    expect(lines.join("\n")).toContain("Cannot write what is built");
    expect(existsSync(join(folder, ".portcullis/build/package.json"))).toBe(false);
  });

  it("stops at once, whatever is still on its way", async () => {
    const engine = await startTestEngine({ template });
    await engine.stop();
    expect(engine.journal.entries({ service: "lambda", type: "invoke" })).toEqual([]);
  });
});
