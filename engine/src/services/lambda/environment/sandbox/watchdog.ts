import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { platform } from "node:os";
import { createInterface } from "node:readline";
import { watchdogFile } from "../../runtimes/runtime-files.ts";

/** The state of one sandbox as the engine tells it to the watchdog: always the whole of it. */
export interface SandboxMessage {
  readonly sandbox: string;
  readonly groups: readonly number[];
  /** Asks to kill what runs in it, and to answer with this number and a line break once that is gone. */
  readonly end?: number;
  /** It is not told of again. */
  readonly closed?: true;
}

export interface WatchdogEvents {
  /** The processes that were to be killed by this number are gone. */
  ended(number: number): void;
  /** It ended without having been asked to, or could not be started. */
  lost(): void;
}

/** A process that outlives this one by as long as it takes to kill what sandboxes have started. */
export interface Watchdog extends AsyncDisposable {
  tell(message: SandboxMessage): void;
  /** Keeps the event loop alive, or lets it go: it is held only while somebody waits for an answer. */
  hold(isHeld: boolean): void;
}

export function startWatchdog({ ended, lost }: WatchdogEvents): Watchdog {
  const child: ChildProcess = spawn(process.execPath, [watchdogFile], {
    // The look of another engine waits for a young process without any to become what it is.
    env: { PORTCULLIS_WATCHDOG: "1" },
    stdio: ["pipe", "pipe", "ignore"],
    // In a group of its own, so that the terminal's Ctrl-C is for the engine.
    detached: platform() !== "win32",
    windowsHide: true,
  });
  // Pipes are sockets, which the types do not tell.
  const [input, output] = [child.stdin as Socket, child.stdout as Socket];
  let isStopping = false;
  const gone = new Promise<void>((resolve) => {
    const end = () => {
      resolve();
      if (!isStopping) lost();
    };
    child.once("exit", end);
    child.once("error", () => child.pid === undefined && end());
  });
  // It has gone: `exit` follows.
  input.on("error", () => undefined);
  createInterface({ input: output }).on("line", (line) => ended(Number(line)));
  child.unref();
  input.unref();
  output.unref();
  return {
    tell: (message) => void input.write(`${JSON.stringify(message)}\n`),
    hold: (isHeld) => void (isHeld ? output.ref() : output.unref()),
    async [Symbol.asyncDispose]() {
      isStopping = true;
      child.ref();
      input.end();
      await gone;
    },
  };
}
