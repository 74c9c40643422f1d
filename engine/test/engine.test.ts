import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type Engine, startEngine } from "../src/engine.ts";
import { UserError } from "../src/kernel/errors.ts";
import type { JournalEntry } from "../src/kernel/journal.ts";

const template = join(import.meta.dirname, "fixtures/echo/template.yaml");

function echo(engine: Engine, text: string): Promise<string> {
  const socket = new WebSocket(engine.webSockets[0]?.url ?? "");
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.once("open", () => socket.send(text));
    socket.once("message", (data) => {
      resolve(String(data));
      socket.close();
    });
  });
}

/** Something that speaks as much of DynamoDB as an engine without tables asks for. */
async function openStore() {
  const listenOn = async (port: number) => {
    const listening = createServer((_request, response) => response.end('{"TableNames":[]}')).listen(port, "127.0.0.1");
    await once(listening, "listening");
    return listening;
  };
  let server: Server = await listenOn(0);
  const open = async (port: number) => {
    server = await listenOn(port);
  };
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port: (server.address() as AddressInfo).port, open, close, [Symbol.asyncDispose]: close };
}

describe("startEngine", () => {
  it("runs a template that is named, and says where", async () => {
    await using engine = await startEngine({ template });
    expect(engine.outputs.Url).toBe(engine.webSockets[0]?.url);
    expect(engine.webSockets[0]).toMatchObject({ logicalId: "Api", stage: "test" });
    expect(await echo(engine, '{"hello":1}')).toBe('{"hello":1}');
  });

  it.each([
    [{}, true],
    [{ payloads: false }, false],
    [{ allowRemote: true }, false],
    [{ allowRemote: true, payloads: true }, true],
  ])("keeps what messages hold for who looks, unless others could: %j", async (options, payloads) => {
    await using engine = await startEngine({ template, ...options });
    await echo(engine, "1");
    const [{ data }] = engine.journal.entries({ type: "connect" }) as [JournalEntry];
    const url = `${engine.endpoint}/_portcullis/connections/${encodeURIComponent(String(data.connectionId))}`;
    expect(await (await fetch(url)).json()).toMatchObject({ payloads, framesIn: 1 });
  });

  it("runs several engines in one process, each by itself", async () => {
    await using first = await startEngine({ template });
    await using second = await startEngine({ template });
    expect(await Promise.all([echo(first, "1"), echo(second, "2")])).toEqual(["1", "2"]);
    const invocations = (engine: Engine) => engine.journal.entries({ service: "lambda", type: "report" }).length;
    expect([invocations(first), invocations(second)]).toEqual([1, 1]);
  });

  it("leaves no port, socket or child behind when it is stopped", async () => {
    // Other files of tests share this process, and may have servers of their own.
    const program = ["--import", "tsx", join(import.meta.dirname, "one-life.ts")];
    const { stdout } = await promisify(execFile)(process.execPath, program);
    const { running, stopped, answers } = JSON.parse(stdout);
    const kinds = ["TCPServerWrap", "ProcessWrap", "MessagePort"];
    expect(running).toEqual(expect.arrayContaining(kinds));
    expect(stopped.filter((kind: string) => [...kinds, "Worker"].includes(kind))).toEqual([]);
    expect(answers).toBe(false);
  });

  it("starts no store for a template without tables until DynamoDB is called, and is ready all the same", async () => {
    await using engine = await startEngine({ template });
    const started = () => engine.journal.entries({ service: "dynamodb", type: "process" }).length;
    await engine.clock.advance(10 * 60_000);
    expect(started()).toBe(0);
    expect(await (await fetch(`${engine.endpoint}/_portcullis/health`)).json()).toMatchObject({ status: "ready" });
    const { requestHandler } = engine;
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const client = new DynamoDBClient({ region: "us-east-1", credentials, requestHandler });
    expect((await client.send(new ListTablesCommand())).TableNames).toEqual([]);
    expect(started()).toBe(1);
  });

  it("rejects with a UserError for a port that is taken, and starts nothing", async () => {
    await using engine = await startEngine({ template });
    const port = Number(new URL(engine.endpoint).port);
    await expect(startEngine({ template, port })).rejects.toThrow(UserError);
  });
});

describe("GET /_portcullis/health", () => {
  it("tells what runs, and nothing to a page of another origin", async () => {
    await using engine = await startEngine({ template });
    const url = `${engine.endpoint}/_portcullis/health`;
    expect(await (await fetch(url)).json()).toMatchObject({ status: "ready", webSockets: engine.webSockets });
    expect((await fetch(url, { headers: { origin: "https://evil.example" } })).status).toBe(403);
  });

  it("is as its worst service, and tells why, until that recovers", async () => {
    await using store = await openStore();
    const dynamodb = `http://127.0.0.1:${store.port}`;
    await using engine = await startEngine({ template, dynamodb });
    const health = async () => (await fetch(`${engine.endpoint}/_portcullis/health`)).json();
    expect(await health()).toMatchObject({ status: "ready", services: { dynamodb: { status: "ready" } } });
    await store.close();
    const listTables = new ListTablesCommand({});
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const client = new DynamoDBClient({ endpoint: engine.endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
    await expect(client.send(listTables)).rejects.toMatchObject({ name: "InternalServerError" });
    await expect.poll(health).toMatchObject({
      status: "degraded",
      services: {
        dynamodb: { status: "degraded", reason: expect.stringContaining(`${dynamodb} does not answer`) },
        lambda: { status: "ready" },
      },
      webSockets: engine.webSockets,
    });
    await store.open(store.port);
    await expect.poll(health).toMatchObject({ status: "ready", services: { dynamodb: { status: "ready" } } });
    expect((await client.send(listTables)).TableNames).toEqual([]);
    client.destroy();
  });
});

describe("POST /_portcullis/clock", () => {
  it("moves the engine's time, and refuses what is no span", async () => {
    await using engine = await startEngine({ template });
    const post = (body: unknown) =>
      fetch(`${engine.endpoint}/_portcullis/clock`, { method: "POST", body: JSON.stringify(body) });
    const before = engine.clock.now();
    expect((await post({ advanceSeconds: 7200 })).status).toBe(200);
    expect(engine.clock.now() - before).toBeGreaterThanOrEqual(7_200_000);
    expect((await post({ advanceSeconds: "later" })).status).toBe(400);
    expect((await post({ advanceSeconds: -1 })).status).toBe(400);
  });
});

describe("GET /_portcullis/metrics", () => {
  it("counts the API's connections and messages", async () => {
    await using engine = await startEngine({ template });
    await echo(engine, "x");
    const text = await (await fetch(`${engine.endpoint}/_portcullis/metrics`)).text();
    expect(text).toMatch(/^aws_apigateway_message_count_sum\{api_id="\w+",stage="test",route="\$default"\} 2$/m);
  });
});
