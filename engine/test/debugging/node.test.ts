import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type Engine, type EngineOptions, startEngine } from "../../src/engine.ts";
import { fixture } from "../stacks/fixture.ts";
import { DebuggerClient, listTargets } from "./debugger-client.ts";

/** Longer than the function's timeout of 20 s and the 29 s of an integration. */
const LONG_MS = 60_000;
const LINE_OF_GREETING = 15;

/** Its second line is reached, and nothing after it. */
const HANGING = `export async function handler(event: { readonly body: string }) {
  const { length } = event.body;
  await new Promise(() => setInterval(() => {}, 1000));
  return length;
}
`;

let folder: string;
let source: string;
let engine: Engine | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "debugging-"));
  source = join(folder, "src/greet.ts");
  await cp(fixture("debugging"), folder, { recursive: true });
});
afterEach(async () => {
  await engine?.stop();
  engine = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function start(options: EngineOptions): Promise<{ engine: Engine; port: number }> {
  engine = await startEngine({ template: join(folder, "template.yaml"), ...options });
  return { engine, port: engine.inspectors[0]?.port ?? 0 };
}

async function connect({ webSockets }: Engine): Promise<WebSocket> {
  const socket = new WebSocket(webSockets[0]?.url ?? "");
  await once(socket, "open");
  return socket;
}

async function ask(socket: WebSocket, name: string): Promise<unknown> {
  socket.send(JSON.stringify({ action: "greet", name }));
  const [data] = await once(socket, "message");
  return String(data);
}

const awaitEntry = (type: string) => engine?.journal.waitFor({ service: "debugger", type });

describe.each(["worker", "process"] as const)("a debugger of a function, with isolation: %s", (isolation) => {
  it("stops at a line of its TypeScript for longer than all timeouts, and the client gets its answer", async () => {
    const { engine, port } = await start({ isolation, inspect: { Greet: 0 } });
    const socket = await connect(engine);
    expect(await ask(socket, "Ada")).toBe("Hello, Ada");
    await using client = await DebuggerClient.attach(port);
    await client.breakAt(source, LINE_OF_GREETING);

    const answer = ask(socket, "Grace");
    const paused = await client.paused();
    expect(paused.callFrames.map(({ functionName }) => functionName).slice(0, 2)).toEqual(["greetingFor", "handler"]);
    expect(await client.evaluate(paused, "name")).toBe("Grace");
    await engine.clock.advance(LONG_MS);
    // The connection lives on meanwhile.
    socket.ping();
    await once(socket, "pong");
    await client.send("Debugger.resume");

    expect(await answer).toBe("Hello, Grace");
    socket.terminate();
  });
});

describe("timeouts", () => {
  it("strike a function that is inspected and not paused", async () => {
    await writeFile(source, HANGING);
    const { engine, port } = await start({ inspect: { Greet: 0 } });
    await using _client = await DebuggerClient.attach(port);
    const socket = await connect(engine);
    const answer = ask(socket, "Ada");
    await engine.journal.waitFor({ service: "lambda", type: "invoke" });
    await engine.clock.advance(LONG_MS);
    expect(await answer).toContain("Internal server error");
    const { data } = await engine.journal.waitFor({ service: "lambda", type: "report" });
    expect(data).toMatchObject({ error: { errorType: "Sandbox.Timedout" } });
    socket.terminate();
  });

  it("run again once the function goes on, with what was left of them", async () => {
    await writeFile(source, HANGING);
    const { engine, port } = await start({ inspect: { Greet: 0 } });
    await engine.journal.waitFor({ service: "lambda", type: "init" });
    await using client = await DebuggerClient.attach(port);
    await client.breakAt(source, 2);
    const socket = await connect(engine);
    const answer = ask(socket, "Ada");
    await client.paused();
    await engine.clock.advance(LONG_MS);
    await client.send("Debugger.resume");
    await client.event("Debugger.resumed");
    await awaitEntry("resumed");
    expect(engine.journal.entries({ service: "lambda", type: "report" })).toEqual([]);
    await engine.clock.advance(LONG_MS);
    expect(await answer).toContain("Internal server error");
    socket.terminate();
  });
});

describe("the port of a function", () => {
  it("is the same after a hot reload, and its debugger is told that the old environment has gone", async () => {
    const { engine, port } = await start({ inspect: { Greet: 0 }, watch: true });
    const socket = await connect(engine);
    await ask(socket, "Ada");
    const [before] = await listTargets(port);
    const old = await DebuggerClient.attach(port);
    await writeFile(source, (await readFile(source, "utf8")).replace("Hello", "Goodbye"));
    await old.closed();
    await using client = await DebuggerClient.attach(port);
    await client.breakAt(source, LINE_OF_GREETING);
    const answer = ask(socket, "Ada");
    await client.paused();
    await client.send("Debugger.resume");
    expect(await answer).toBe("Goodbye, Ada");
    expect(await listTargets(port)).toEqual([before]);
    socket.terminate();
  });

  it("with brk holds the code back until a debugger is there, and stops before its first line", async () => {
    const { engine, port } = await start({ inspect: { Greet: { port: 0, brk: true } } });
    await awaitEntry("waiting");
    await engine.clock.advance(LONG_MS);
    expect(engine.journal.entries({ service: "lambda", type: "init" })).toEqual([]);
    await using client = await DebuggerClient.attach(port);
    const paused = await client.paused();
    expect(paused).toMatchObject({ reason: "Break on start", hitBreakpoints: [] });
    await engine.clock.advance(LONG_MS);
    await client.send("Debugger.resume");
    const socket = await connect(engine);
    expect(await ask(socket, "Ada")).toBe("Hello, Ada");
    socket.terminate();
  });

  it("lets one environment run at a time", async () => {
    const { engine } = await start({ inspect: { Greet: 0 } });
    const sockets = await Promise.all([connect(engine), connect(engine), connect(engine)]);
    const answers = await Promise.all(sockets.map((socket) => ask(socket, "Ada")));
    expect(answers).toEqual(["Hello, Ada", "Hello, Ada", "Hello, Ada"]);
    expect(engine.journal.entries({ service: "lambda", type: "init" })).toHaveLength(1);
    for (const socket of sockets) socket.terminate();
  });

  it("lets the engine stop while a function is paused", async () => {
    const { engine: running, port } = await start({ inspect: { Greet: 0 } });
    const socket = await connect(running);
    await ask(socket, "Ada");
    const client = await DebuggerClient.attach(port);
    await client.breakAt(source, LINE_OF_GREETING);
    socket.send(JSON.stringify({ name: "Grace" }));
    await client.paused();
    socket.terminate();
    await running.stop();
    await client.closed();
    await expect(listTargets(port)).rejects.toThrow();
  });
});
