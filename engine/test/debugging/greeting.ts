import { once } from "node:events";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
import { type Engine, type EngineOptions, startEngine } from "../../src/engine.ts";
import { fixture } from "../stacks/fixture.ts";

/** Longer than the function's timeout of 20 s and the 29 s of an integration. */
export const LONG_MS = 60_000;

/** The line of `greet.ts` at which a greeting is made. */
export const LINE_OF_GREETING = 15;

/** Its second line is reached, and nothing after it. */
export const HANGING = `export async function handler(event: { readonly body: string }) {
  const { length } = event.body;
  await new Promise(() => setInterval(() => {}, 1000));
  return length;
}
`;

export interface Greeting extends AsyncDisposable {
  readonly engine: Engine;
  /** The file of the function `Greet`. */
  readonly source: string;
  /** The port of its inspector. */
  readonly port: number;
  /** Opens a connection. */
  connect(): Promise<WebSocket>;
  /** Waits for the next entry of a debugger in the journal. */
  entry(type: string): Promise<unknown>;
}

/** Sends a message, and resolves with the function's answer. */
export async function ask(socket: WebSocket, name: string): Promise<string> {
  socket.send(JSON.stringify({ action: "greet", name }));
  const [data] = await once(socket, "message");
  return String(data);
}

/** Runs a WebSocket API with a function in TypeScript; `code` stands in for its own. */
export async function startGreeting(options: EngineOptions, code?: string): Promise<Greeting> {
  const folder = await mkdtemp(join(tmpdir(), "debugging-"));
  const source = join(folder, "src/greet.ts");
  await cp(fixture("debugging"), folder, { recursive: true });
  if (code !== undefined) await writeFile(source, code);
  const engine = await startEngine({ template: join(folder, "template.yaml"), ...options });
  const sockets: WebSocket[] = [];
  return {
    engine,
    source,
    port: engine.inspectors[0]?.port ?? 0,
    async connect() {
      const socket = new WebSocket(engine.webSockets[0]?.url ?? "");
      sockets.push(socket);
      await once(socket, "open");
      return socket;
    },
    entry: (type) => engine.journal.waitFor({ service: "debugger", type }),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.terminate();
      await engine.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
