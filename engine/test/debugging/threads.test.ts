import inspector from "node:inspector";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AttachedDebugger, type DebuggerClient } from "./debugger-client.ts";
import { ask, LINE_OF_GREETING, LONG_MS, startGreeting } from "./greeting.ts";

let client: AttachedDebugger;

/** As `node --inspect` and debug terminals open a process. */
beforeEach(async () => {
  inspector.open(0, "127.0.0.1");
  client = await AttachedDebugger.connect(inspector.url() ?? "");
});

/** Closing blocks this thread until every client is gone, so for ever while a failed test has left one here. */
afterEach(() => {
  client.terminate();
  inspector.close();
});

async function firstThread(): Promise<DebuggerClient> {
  for await (const thread of client.threads()) return thread;
  throw new Error("No thread has started.");
}

describe("a debugger that is attached to the engine's own process", () => {
  it("stops a function that is a thread for longer than all timeouts, and the client gets its answer", async () => {
    const attached = firstThread();
    await using greeting = await startGreeting({});
    const { engine, source } = greeting;
    const thread = await attached;
    await thread.breakAt(source, LINE_OF_GREETING);
    const answer = ask(await greeting.connect(), "Grace");
    const paused = await thread.paused();
    expect(paused.callFrames.map(({ functionName }) => functionName).slice(0, 2)).toEqual(["greetingFor", "handler"]);
    await greeting.entry("paused");
    await engine.clock.advance(LONG_MS);
    await thread.send("Debugger.resume");
    expect(await answer).toBe("Hello, Grace");
    await greeting.entry("resumed");
  });

  it("does not keep the engine from stopping while a thread is paused", async () => {
    const attached = firstThread();
    await using greeting = await startGreeting({});
    const thread = await attached;
    await thread.breakAt(greeting.source, LINE_OF_GREETING);
    const socket = await greeting.connect();
    socket.send(JSON.stringify({ name: "Grace" }));
    await thread.paused();
    await greeting.entry("paused");
    await greeting.engine.stop();
  });
});
