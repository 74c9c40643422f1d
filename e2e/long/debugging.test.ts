import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { AttachedDebugger, type DebuggerClient } from "../../engine/test/debugging/debugger-client.ts";
import { cli, root, type System, startSystem } from "../support/system.ts";

/** Longer than the function's timeout of 20 s and the 29 s of an integration. */
const STAY_MS = 31_000;
const LINE_OF_GREETING = 15;

interface Case {
  readonly options: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** The words after which the engine names the address for debuggers. */
  readonly address: RegExp;
  /** The debugger of the function. */
  find(client: AttachedDebugger): Promise<DebuggerClient>;
}

const CASES: readonly (readonly [name: string, Case])[] = [
  [
    "the port of --inspect",
    {
      options: ["--inspect", "Greet=0"],
      address: /Greet at (ws:\S+)/,
      async find(client) {
        await client.begin();
        return client;
      },
    },
  ],
  [
    "the engine's own process, as node --inspect opens it",
    {
      options: [],
      env: { NODE_OPTIONS: "--inspect=127.0.0.1:0" },
      address: /Debugger listening on (ws:\S+)/,
      async find(client) {
        for await (const thread of client.threads()) return thread;
        throw new Error("No thread has started.");
      },
    },
  ],
];

async function urlOf(system: System, address: RegExp): Promise<string> {
  await expect.poll(() => system.log()).toMatch(address);
  return address.exec(system.log())?.[1] ?? "";
}

describe.concurrent("a debugger that stays at a line of TypeScript for more than 30 s", () => {
  it.each(CASES)("lets the client have its answer: by %s", async (_name, { options, env, address, find }) => {
    const folder = await mkdtemp(join(tmpdir(), "debugging-"));
    await cp(join(root, "engine/test/fixtures/debugging"), folder, { recursive: true });
    await using system = await startSystem(join(folder, "template.yaml"), options, {
      command: cli,
      env: { ...process.env, ...env },
    });
    await using client = await AttachedDebugger.connect(await urlOf(system, address));
    const found = await find(client);
    await found.breakAt(join(folder, "src/greet.ts"), LINE_OF_GREETING);
    const socket = new WebSocket(system.url);
    await once(socket, "open");
    const answer = once(socket, "message");
    socket.send(JSON.stringify({ action: "greet", name: "Grace" }));
    await found.paused();
    const pings = setInterval(() => socket.ping(), 5_000);
    let pongs = 0;
    socket.on("pong", () => pongs++);
    await setTimeout(STAY_MS);
    clearInterval(pings);
    await found.send("Debugger.resume");
    const [greeting] = await answer;
    socket.terminate();
    await rm(folder, { recursive: true, force: true });
    expect(String(greeting)).toBe("Hello, Grace");
    expect(pongs).toBeGreaterThan(3);
  });
});
