import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Message } from "../../support/sockets.ts";
import { root } from "../../support/system.ts";

/** A client in a process of its own, which sends the lines that it reads and prints what it is sent. */
export interface LineClient extends AsyncDisposable {
  send(message: unknown): void;
  /** Resolves with the first message that has these members and was not given before; rejects when the client ends. */
  next(members: Message): Promise<Message>;
  readonly output: () => string;
  readonly exited: Promise<unknown>;
}

const has = (message: Message, members: Message) =>
  Object.entries(members).every(([key, value]) => message[key] === value);

/** Starts a program as such a client. JSON objects at the ends of its lines are messages. */
export function startLineClient(command: string, args: readonly string[]): LineClient {
  const child = spawn(command, [...args], { stdio: ["pipe", "pipe", "pipe"] });
  const received: Message[] = [];
  const waiting = new Set<() => void>();
  const exited = once(child, "exit");
  let output = "";
  let rest = "";
  const read = (chunk: Buffer) => {
    output += chunk;
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const [json] = /\{.*\}/.exec(line) ?? [];
      if (json !== undefined) received.push(JSON.parse(json));
    }
    for (const look of [...waiting]) look();
  };
  child.stdout.on("data", read);
  child.stderr.on("data", read);
  return {
    output: () => output,
    exited,
    send: (message) => child.stdin.write(`${typeof message === "string" ? message : JSON.stringify(message)}\n`),
    next: (members) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const index = received.findIndex((message) => has(message, members));
          const [found] = index < 0 ? [] : received.splice(index, 1);
          if (!found) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
        child.once("exit", (code) => reject(new Error(`The client exited with ${code}:\n${output}`)));
      }),
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await exited;
    },
  };
}

/** Starts `wscat` with these subprotocols. */
export const startWscat = (url: string, ...subprotocols: readonly string[]): LineClient =>
  startLineClient(process.execPath, [
    join(root, "node_modules/wscat/bin/wscat"),
    ...["-c", url],
    ...subprotocols.flatMap((subprotocol) => ["-s", subprotocol]),
  ]);

/** Returns a Python that can import a package, if there is one: a machine may have several. */
export const pythonWith = (name: string): string | undefined =>
  ["python3", "/usr/bin/python3"].find((python) => spawnSync(python, ["-c", `import ${name}`]).status === 0);
