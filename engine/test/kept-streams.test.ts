import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DynamoDBClient,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import {
  GetEventSourceMappingCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Engine, startEngine } from "../src/engine.ts";

/** Notes what it sees. Fails as long as there is a file `broken`, and does not answer as long as there is one `slow`. */
const HANDLER = `
  const { appendFileSync, existsSync } = require("node:fs");
  exports.handler = async ({ Records }) => {
    const ids = Records.map(({ dynamodb }) => dynamodb.Keys.id.S);
    if (existsSync("FOLDER/slow")) {
      console.log("slow");
      await new Promise(() => setInterval(() => {}, 1e6));
    }
    if (existsSync("FOLDER/broken")) throw new Error("broken");
    appendFileSync("FOLDER/seen", ids.map((id) => id + "\\n").join(""));
  };`;

const TABLE = {
  TableName: "orders",
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
} satisfies CreateTableCommandInput;

const templateOf = (mapping: Readonly<Record<string, unknown>> | undefined) => ({
  Transform: "AWS::Serverless-2016-10-31",
  Resources: {
    Orders: {
      Type: "AWS::DynamoDB::Table",
      Properties: { ...TABLE, StreamSpecification: { StreamViewType: "NEW_IMAGE" } },
    },
    Consumer: {
      Type: "AWS::Serverless::Function",
      Properties: {
        FunctionName: "consumer",
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        CodeUri: "code",
        Timeout: 60,
        ...(mapping && {
          Events: {
            Changes: { Type: "DynamoDB", Properties: { Stream: { "Fn::GetAtt": "Orders.StreamArn" }, ...mapping } },
          },
        }),
      },
    },
  },
});

let folder: string;
let engine: Engine;
let tables: DynamoDBClient;
let functions: LambdaClient;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "portcullis-streams-"));
  await mkdir(join(folder, "code"));
  await writeFile(join(folder, "code/index.js"), HANDLER.replaceAll("FOLDER", folder));
});
afterEach(async () => {
  await stop();
  await rm(folder, { recursive: true });
});

async function start(mapping?: Readonly<Record<string, unknown>>): Promise<void> {
  await writeFile(join(folder, "template.json"), JSON.stringify(templateOf(mapping)));
  engine = await startEngine({ template: join(folder, "template.json"), dataDir: join(folder, "data") });
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const config = { endpoint: engine.endpoint, region: "us-east-1", credentials };
  tables = new DynamoDBClient(config);
  functions = new LambdaClient(config);
}

async function stop(): Promise<void> {
  tables.destroy();
  functions.destroy();
  await engine.stop();
}

const put = (id: string) => tables.send(new PutItemCommand({ TableName: "orders", Item: { id: { S: id } } }));

async function putAll(...ids: readonly string[]): Promise<void> {
  for (const id of ids) await put(id);
}

const seen = async () => {
  const text = await readFile(join(folder, "seen"), "utf8").catch(() => "");
  return text.split("\n").filter((id) => id !== "");
};

const make = (name: string) => writeFile(join(folder, name), "");
const remove = (name: string) => rm(join(folder, name));

async function mappingId(): Promise<string | undefined> {
  const { EventSourceMappings = [] } = await functions.send(new ListEventSourceMappingsCommand({}));
  return EventSourceMappings[0]?.UUID;
}

const stateOf = async (UUID: string | undefined) =>
  (await functions.send(new GetEventSourceMappingCommand({ UUID }))).State;

describe.each(["LATEST", "TRIM_HORIZON"])("a table's stream from %s, after a start with --data", (StartingPosition) => {
  const mapping = { StartingPosition };

  it("gives a function what it failed at before, in order and once", async () => {
    await start(mapping);
    await putAll("a", "b");
    await expect.poll(seen).toEqual(["a", "b"]);
    await make("broken");
    await putAll("c", "d");
    await engine.journal.waitFor(({ type, data }) => type === "batch" && (data.failed as unknown[]).length > 0);
    await stop();
    await remove("broken");
    await start(mapping);
    await putAll("e");
    await expect.poll(seen).toEqual(["a", "b", "c", "d", "e"]);
  });

  it("goes on at a table's first record when no function has seen any", async () => {
    await make("broken");
    await start(mapping);
    await putAll("a", "b");
    await stop();
    await start(mapping);
    await stop();
    await remove("broken");
    await start(mapping);
    await expect.poll(seen).toEqual(["a", "b"]);
  });

  it("gives what was written while the mapping was switched off, which it stays", async () => {
    await start(mapping);
    await putAll("a");
    await expect.poll(seen).toEqual(["a"]);
    const UUID = await mappingId();
    await functions.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
    await putAll("b");
    await stop();
    await start(mapping);
    await putAll("c");
    expect(await stateOf(UUID)).toBe("Disabled");
    expect(await seen()).toEqual(["a"]);
    await functions.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true }));
    await expect.poll(seen).toEqual(["a", "b", "c"]);
  });

  it("gives what a function was working on when the engine stopped, however few retries it has", async () => {
    const strict = { ...mapping, MaximumRetryAttempts: 0 };
    await make("slow");
    await start(strict);
    await putAll("a");
    await engine.journal.waitFor(({ type, data }) => type === "log" && data.line === "slow");
    await stop();
    await remove("slow");
    await start(strict);
    await expect.poll(seen).toEqual(["a"]);
  });

  it("gives the records of a table that was made anew", async () => {
    await start(mapping);
    await putAll("a", "b", "c");
    await expect.poll(seen).toEqual(["a", "b", "c"]);
    const UUID = await mappingId();
    await functions.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
    await tables.send(new DeleteTableCommand({ TableName: "orders" }));
    const StreamSpecification = { StreamEnabled: true, StreamViewType: "NEW_IMAGE" } as const;
    await tables.send(new CreateTableCommand({ ...TABLE, StreamSpecification }));
    await putAll("d");
    await stop();
    await start(mapping);
    await functions.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true }));
    await expect.poll(seen).toEqual(["a", "b", "c", "d"]);
  });

  it("gives the records of a store that was begun anew", async () => {
    await start(mapping);
    await putAll("a", "b", "c");
    await expect.poll(seen).toEqual(["a", "b", "c"]);
    await stop();
    for (const name of ["", "-wal", "-shm"]) await rm(join(folder, `data/dynamodb.sqlite${name}`), { force: true });
    await start(mapping);
    await putAll("d");
    await expect.poll(seen).toEqual(["a", "b", "c", "d"]);
  });
});

describe("an event source mapping that a folder has not had before", () => {
  it("begins at LATEST with what is written from then on, also when nothing of it was seen before the next start", async () => {
    await start();
    await putAll("older");
    await stop();
    await make("broken");
    await start({ StartingPosition: "LATEST" });
    await putAll("a");
    await stop();
    await remove("broken");
    await start({ StartingPosition: "LATEST" });
    await expect.poll(seen).toEqual(["a"]);
  });

  it("begins at TRIM_HORIZON with all that there is", async () => {
    await start();
    await putAll("older");
    await stop();
    await start({ StartingPosition: "TRIM_HORIZON" });
    await expect.poll(seen).toEqual(["older"]);
  });
});

describe("whether an event source mapping is on", () => {
  it("is what calls said last, until the template says something else", async () => {
    await start({ StartingPosition: "LATEST", Enabled: false });
    const UUID = await mappingId();
    await functions.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true }));
    await stop();
    await start({ StartingPosition: "LATEST", Enabled: false });
    expect(await stateOf(UUID)).toBe("Enabled");
    await functions.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
    await stop();
    await start({ StartingPosition: "LATEST", Enabled: true });
    expect(await stateOf(UUID)).toBe("Enabled");
  });
});
