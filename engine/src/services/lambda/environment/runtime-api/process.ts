import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { platform } from "node:os";
import { dirname } from "node:path";
import { messageOf } from "../../../../kernel/errors.ts";
import { letGo } from "../../../../kernel/machine/let-go.ts";
import type { Exit, Isolate, IsolateEvents, IsolateOptions, StartIsolate } from "../isolate.ts";
import type { HostMessage } from "../protocol.ts";
import { killWhole, onWholeEnd } from "../sandbox/whole-end.ts";
import { createLogLines, type LogLines, levelOf } from "./log-lines.ts";
import { RuntimeApi } from "./runtime-api.ts";

/** A program that speaks the Runtime API. */
export interface RuntimeCommand {
  /** Absolute path. */
  readonly file: string;
  readonly args: readonly string[];
}

const KILOBYTES_PER_MB = 1024;

/** The most memory that a process has had so far, where the machine tells (Linux). */
function peakMemoryMb(pid: number | undefined): number | undefined {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return kilobytes === undefined ? undefined : Math.ceil(Number(kilobytes) / KILOBYTES_PER_MB);
  } catch {
    return undefined;
  }
}

const exitOf = (code: number | null, signal: string | null): Exit =>
  signal === null ? { kind: "exit", code: code ?? 0 } : { kind: "signal", signal };

/** An isolate that is a process of any language. Its memory is not bounded, and its clock is the machine's. */
export const startRuntime =
  (command: RuntimeCommand): StartIsolate =>
  (options, events) =>
    new RuntimeProcess(command, options, events);

class RuntimeProcess implements Isolate {
  readonly #command: RuntimeCommand;
  readonly #options: IsolateOptions;
  readonly #events: IsolateEvents;
  readonly #api: RuntimeApi;
  readonly #outputs = [this.#createOutput(), this.#createOutput()];
  #child: ChildProcess | undefined;
  #killed = false;

  constructor(command: RuntimeCommand, options: IsolateOptions, events: IsolateEvents) {
    this.#command = command;
    this.#options = options;
    this.#events = events;
    this.#api = new RuntimeApi({
      onMessage: events.message,
      onSettle: () => this.#drainOutput(),
      keepAlive: options.keepAlive,
      maxMemoryUsedMb: () => peakMemoryMb(this.#child?.pid) ?? options.memoryMb,
    });
    this.#start().catch((error: unknown) => this.#end({ kind: "failed", message: messageOf(error) }));
  }

  send(message: HostMessage): void {
    if (message.type === "invoke") this.#api.invoke(message);
  }

  kill(): void {
    this.#killed = true;
    if (this.#child) void killWhole(this.#child, this.#options.sandbox);
  }

  async #start(): Promise<void> {
    const address = await this.#api.listen();
    if (this.#killed) return this.#end({ kind: "signal", signal: "SIGKILL" });
    const child = this.#spawn(address);
    this.#child = child;
    [child.stdout, child.stderr].forEach((stream, index) => {
      stream?.on("data", (chunk: Buffer) => this.#outputs[index]?.write(chunk));
    });
    // Without a process there is an error and no exit code.
    child.once("error", (error) => child.pid === undefined && this.#end({ kind: "failed", message: error.message }));
    onWholeEnd(child, this.#options.sandbox, (code, signal) => this.#end(exitOf(code, signal)));
  }

  #spawn(address: string): ChildProcess {
    const { taskRoot, variables, sandbox, keepAlive } = this.#options;
    const { file, args } = this.#command;
    sandbox.open();
    const child = spawn(file, [...args], {
      cwd: existsSync(taskRoot) ? taskRoot : dirname(file),
      env: { ...variables, AWS_LAMBDA_RUNTIME_API: address },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own: what it starts ends with it, and Ctrl-C leaves it running while the engine stops.
      detached: platform() !== "win32",
    });
    if (child.pid !== undefined) sandbox.adopt(child.pid);
    if (!keepAlive) letGo(child);
    return child;
  }

  #createOutput(): LogLines {
    return createLogLines((line) => {
      const { requestId } = this.#api;
      this.#events.message({ type: "log", requestId, level: levelOf(line), line, isWhole: true });
    });
  }

  /** Reads what was printed before the answer: it is in the pipe by now, and read in this turn of the event loop. */
  async #drainOutput(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#flush();
  }

  #flush(): void {
    for (const output of this.#outputs) output.flush();
  }

  #end(exit: Exit): void {
    this.#flush();
    this.#api[Symbol.dispose]();
    this.#events.exit(exit);
  }
}
