import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { platform } from "node:os";
import type { Readable } from "node:stream";
import { UserError } from "../../../kernel/errors.ts";
import { letGo } from "../../../kernel/machine/let-go.ts";
import { systemRandom } from "../../../kernel/random.ts";
import { ownerOf } from "./owner.ts";
import type { RunningStore } from "./running-store.ts";

export interface StoreProcess extends RunningStore {
  /** An address of loopback. */
  readonly address: string;
  readonly port: number;
  readonly pid: number;
}

export interface StoreProcessOptions {
  readonly binary: string;
  /** The database file; undefined: in memory. */
  readonly file: string | undefined;
  /** False: it does not keep this process alive, and ends with it. Default true. */
  readonly keepAlive?: boolean | undefined;
  /** Ends a start that is under way. */
  readonly signal?: AbortSignal | undefined;
}

/** The port is chosen before the store takes it, so another process may be quicker; then the next is tried. */
const START_ATTEMPTS = 5;

/** A start takes 0.1 s, and many times as long on a busy machine; one that says nothing for so long hangs. */
const START_TIMEOUT_MS = 30_000;

/** A store that is told to end does so within milliseconds, unless it hangs or is stopped. */
const STOP_GRACE_MS = 2_000;

/** Starts the store on a free loopback port and resolves once it listens. */
export async function startStoreProcess(options: StoreProcessOptions): Promise<StoreProcess> {
  const owner = options.file === undefined ? undefined : ownerOf(options.file);
  await owner?.gone();
  for (let attempt = 1; ; attempt++) {
    const place = await freePlace();
    const child = spawnStore(options, place);
    owner?.is(child.pid);
    const failure = await listening(child, options.signal);
    if (failure === undefined && options.keepAlive === false) letGo(child);
    if (failure === undefined) return supervise(child, place);
    if (attempt === START_ATTEMPTS || !/in use/i.test(failure))
      throw new UserError(`The DynamoDB store did not start: ${failure}`);
  }
}

interface Place {
  readonly address: string;
  readonly port: number;
}

const LOOPBACK = "127.0.0.1";

/**
 * A free port of an address that nobody can guess. The store asks nobody who they are, and lets pages of every origin
 * read its answers: a page could try all ports of one address, but not those of 16 million. Where loopback has one
 * address only (macOS), it is that.
 */
async function freePlace(): Promise<Place> {
  const [second = 0, third = 0, fourth = 0] = systemRandom.bytes(3);
  const address = `127.${second % 255}.${third}.${1 + (fourth % 254)}`;
  const port = await freePort(address).catch(() => undefined);
  return port === undefined ? { address: LOOPBACK, port: await freePort(LOOPBACK) } : { address, port };
}

function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, host, () => {
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

function spawnStore({ binary, file }: StoreProcessOptions, { address, port }: Place): ChildProcess {
  const args = ["serve", "--host", address, "--port", String(port), ...(file ? ["--db-path", file] : [])];
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
async function listening(child: ChildProcess, signal?: AbortSignal): Promise<string | undefined> {
  const patience = AbortSignal.timeout(START_TIMEOUT_MS);
  const over = AbortSignal.any(signal ? [patience, signal] : [patience]);
  const kill = () => void child.kill("SIGKILL");
  if (over.aborted) kill();
  over.addEventListener("abort", kill);
  const failure = await firstWords(child);
  over.removeEventListener("abort", kill);
  return failure !== undefined && patience.aborted ? `it said nothing for ${START_TIMEOUT_MS / 1000} s` : failure;
}

function firstWords(child: ChildProcess): Promise<string | undefined> {
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

function supervise(child: ChildProcess, { address, port }: Place): StoreProcess {
  let stopping = false;
  let killedBecause: string | undefined;
  const ended = new Promise<string>((resolve) => {
    const onExit = (code: number | null, signal: string | null) =>
      resolve(killedBecause ?? (signal ? `signal ${signal}` : `exit code ${code}`));
    // It may have ended right after it said that it listens.
    if (hasEnded(child)) onExit(child.exitCode, child.signalCode);
    else child.once("exit", onExit);
  });
  // What it says from here on is its own log; an unread pipe would stop it once full.
  child.stderr?.removeAllListeners("data").resume();
  return {
    address,
    port,
    pid: child.pid ?? 0,
    endpoint: `http://${address}:${port}`,
    crashed: new Promise((resolve) => void ended.then((how) => stopping || resolve(how))),
    unreachable({ silent }) {
      // A connection that breaks is that of a process which ends, and `crashed` says how.
      if (!silent) return;
      killedBecause ??= "it answered nothing any more, and was killed";
      child.kill("SIGKILL");
    },
    async [Symbol.asyncDispose]() {
      stopping = true;
      child.kill("SIGTERM");
      const impatience = setTimeout(() => child.kill("SIGKILL"), STOP_GRACE_MS);
      await ended;
      clearTimeout(impatience);
    },
  };
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

function dismissGuard(child: ChildProcess): void {
  const pipe = child.stdio[3];
  if (pipe && "end" in pipe) pipe.on("error", () => undefined).end("\n");
}
