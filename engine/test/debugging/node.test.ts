import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { AttachedDebugger, listTargets } from "./debugger-client.ts";
import { ask, HANGING, LINE_OF_GREETING, LONG_MS, startGreeting } from "./greeting.ts";

describe.each(["worker", "process"] as const)("a debugger of a function, with isolation: %s", (isolation) => {
  it("stops at a line of its TypeScript for longer than all timeouts, and the client gets its answer", async () => {
    await using greeting = await startGreeting({ isolation, inspect: { Greet: 0 } });
    const { engine, port, source } = greeting;
    const socket = await greeting.connect();
    expect(await ask(socket, "Ada")).toBe("Hello, Ada");
    await using client = await AttachedDebugger.attach(port);
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
  });
});

describe("timeouts", () => {
  it("strike a function that is inspected and not paused", async () => {
    await using greeting = await startGreeting({ inspect: { Greet: 0 } }, HANGING);
    const { engine, port } = greeting;
    await using _client = await AttachedDebugger.attach(port);
    const socket = await greeting.connect();
    const answer = ask(socket, "Ada");
    await engine.journal.waitFor({ service: "lambda", type: "invoke" });
    await engine.clock.advance(LONG_MS);
    expect(await answer).toContain("Internal server error");
    const { data } = await engine.journal.waitFor({ service: "lambda", type: "report" });
    expect(data).toMatchObject({ error: { errorType: "Sandbox.Timedout" } });
  });

  it("run again once the function goes on, with what was left of them", async () => {
    await using greeting = await startGreeting({ inspect: { Greet: 0 } }, HANGING);
    const { engine, port, source } = greeting;
    await engine.journal.waitFor({ service: "lambda", type: "init" });
    await using client = await AttachedDebugger.attach(port);
    await client.breakAt(source, 2);
    const socket = await greeting.connect();
    const answer = ask(socket, "Ada");
    await client.paused();
    await engine.clock.advance(LONG_MS);
    await client.send("Debugger.resume");
    await client.event("Debugger.resumed");
    await greeting.entry("resumed");
    expect(engine.journal.entries({ service: "lambda", type: "report" })).toEqual([]);
    await engine.clock.advance(LONG_MS);
    expect(await answer).toContain("Internal server error");
  });
});

describe("the port of a function", () => {
  it("is the same after a hot reload, and its debugger is told that the old environment has gone", async () => {
    await using greeting = await startGreeting({ inspect: { Greet: 0 }, watch: true });
    const { port, source } = greeting;
    const socket = await greeting.connect();
    await ask(socket, "Ada");
    const [before] = await listTargets(port);
    const old = await AttachedDebugger.attach(port);
    await writeFile(source, (await readFile(source, "utf8")).replace("Hello", "Goodbye"));
    await old.closed();
    await using client = await AttachedDebugger.attach(port);
    await client.breakAt(source, LINE_OF_GREETING);
    const answer = ask(socket, "Ada");
    await client.paused();
    await client.send("Debugger.resume");
    expect(await answer).toBe("Goodbye, Ada");
    expect(await listTargets(port)).toEqual([before]);
  });

  it("leads to new code once the invocation that is paused has ended with the old one", async () => {
    await using greeting = await startGreeting({ inspect: { Greet: 0 }, watch: true });
    const { engine, port, source } = greeting;
    const [socket, other] = [await greeting.connect(), await greeting.connect()];
    await ask(socket, "Ada");
    await using client = await AttachedDebugger.attach(port);
    await client.breakAt(source, LINE_OF_GREETING);
    const answer = ask(socket, "Ada");
    await client.paused();
    const after = engine.journal.lastSeq;
    await writeFile(source, (await readFile(source, "utf8")).replace("Hello", "Goodbye"));
    await engine.journal.waitFor({ service: "lambda", type: "build", data: { status: "built" } }, { after });
    const next = ask(other, "Grace");
    await client.send("Debugger.resume");
    expect(await answer).toBe("Hello, Ada");
    expect(await next).toBe("Goodbye, Grace");
  });

  it("with brk holds the code back until a debugger is there, and stops before its first line", async () => {
    await using greeting = await startGreeting({ inspect: { Greet: { port: 0, brk: true } } });
    const { engine, port } = greeting;
    await greeting.entry("waiting");
    await engine.clock.advance(LONG_MS);
    expect(engine.journal.entries({ service: "lambda", type: "init" })).toEqual([]);
    await using client = await AttachedDebugger.attach(port);
    const paused = await client.paused();
    expect(paused).toMatchObject({ reason: "Break on start", hitBreakpoints: [] });
    await engine.clock.advance(LONG_MS);
    await client.send("Debugger.resume");
    const socket = await greeting.connect();
    expect(await ask(socket, "Ada")).toBe("Hello, Ada");
  });

  it("with brk waits on when a debugger has only looked in, and no longer once its environment has gone", async () => {
    await using greeting = await startGreeting({ inspect: { Greet: { port: 0, brk: true } } });
    const { engine, port } = greeting;
    await greeting.entry("waiting");
    const [target] = await listTargets(port);
    const visitor = await AttachedDebugger.connect(target?.webSocketDebuggerUrl ?? "");
    await visitor[Symbol.asyncDispose]();
    await greeting.entry("detached");
    await engine.clock.advance(LONG_MS);
    expect(engine.journal.entries({ service: "lambda", type: "init" })).toEqual([]);
    await engine.stop();
    expect(engine.journal.entries({ service: "debugger", type: "found" })).toHaveLength(1);
  });

  it("lets one environment run at a time", async () => {
    await using greeting = await startGreeting({ inspect: { Greet: 0 } });
    const { engine } = greeting;
    const sockets = await Promise.all([greeting.connect(), greeting.connect(), greeting.connect()]);
    const answers = await Promise.all(sockets.map((socket) => ask(socket, "Ada")));
    expect(answers).toEqual(["Hello, Ada", "Hello, Ada", "Hello, Ada"]);
    expect(engine.journal.entries({ service: "lambda", type: "init" })).toHaveLength(1);
  });

  it("lets the engine stop while a function is paused", async () => {
    await using greeting = await startGreeting({ inspect: { Greet: 0 } });
    const { engine, port, source } = greeting;
    const socket = await greeting.connect();
    await ask(socket, "Ada");
    const client = await AttachedDebugger.attach(port);
    await client.breakAt(source, LINE_OF_GREETING);
    socket.send(JSON.stringify({ name: "Grace" }));
    await client.paused();
    socket.terminate();
    await engine.stop();
    await client.closed();
    await expect(listTargets(port)).rejects.toThrow();
  });
});
