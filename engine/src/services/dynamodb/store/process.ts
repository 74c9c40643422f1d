import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { platform } from "node:os";
import type { Readable } from "node:stream";
import { UserError } from "../../../kernel/errors.ts";

export interface StoreProcess extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
  /** Resolves with a description when the process ends without having been asked to. */
  readonly crashed: Promise<string>;
}

export interface StoreProcessOptions {
  readonly binary: string;
  /** The database file; undefined: in memory. */
  readonly file: string | undefined;
}

/** The port is chosen before the store takes it, so another process may be quicker; then the next is tried. */
const START_ATTEMPTS = 5;

/** Starts the store on a free loopback port and resolves once it listens. */
export async function startStoreProcess(options: StoreProcessOptions): Promise<StoreProcess> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const child = spawnStore(options, port);
    const failure = await listening(child);
    if (failure === undefined) return supervise(child, port);
    if (attempt === START_ATTEMPTS || !/in use/i.test(failure))
      throw new UserError(`The DynamoDB store did not start: ${failure}`);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/**
 * Becomes the store, after leaving a guard behind that reads a pipe whose other end only the engine holds. A line
 * means that the store ended by itself; the end of the pipe means that the engine died, however it died.
 */
const GUARDED = '(read -r line <&3 || kill -9 $$) >/dev/null 2>&1 & exec "$0" "$@" 3<&-';

function spawnStore({ binary, file }: StoreProcessOptions, port: number): ChildProcess {
  const args = ["serve", "--host", "127.0.0.1", "--port", String(port), ...(file ? ["--db-path", file] : [])];
  // Its own process group: Ctrl-C in the terminal is for the engine, whose `$disconnect` functions still write.
  const options = { detached: platform() !== "win32", windowsHide: true };
  const child =
    platform() === "win32"
      ? spawn(binary, args, { ...options, stdio: ["ignore", "ignore", "pipe", "ignore"] })
      : spawn("/bin/sh", ["-c", GUARDED, binary, ...args], { ...options, stdio: ["ignore", "ignore", "pipe", "pipe"] });
  child.once("exit", () => dismissGuard(child));
  return child;
}

/** Resolves with undefined when the store listens, or with what it said before it gave up. */
function listening(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    let said = "";
    const output = child.stderr as Readable;
    output.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (/listening on/i.test(said)) resolve(undefined);
    });
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(said.trim() || `exit ${code ?? signal}`));
  });
}

function supervise(child: ChildProcess, port: number): StoreProcess {
  let stopping = false;
  const ended = new Promise<string>((resolve) => {
    child.once("exit", (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
  });
  // What it says from here on is its own log; an unread pipe would stop it once full.
  child.stderr?.removeAllListeners("data").resume();
  return {
    port,
    pid: child.pid ?? 0,
    crashed: new Promise((resolve) => void ended.then((how) => stopping || resolve(how))),
    async [Symbol.asyncDispose]() {
      stopping = true;
      child.kill("SIGTERM");
      await ended;
    },
  };
}

function dismissGuard(child: ChildProcess): void {
  const pipe = child.stdio[3];
  if (pipe && "end" in pipe) pipe.on("error", () => undefined).end("\n");
}
