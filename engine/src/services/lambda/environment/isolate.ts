import type { Claims } from "./claims.ts";
import type { HostMessage } from "./protocol.ts";
import type { Sandbox } from "./sandbox/sandboxes.ts";

export interface IsolateOptions {
  /** Shown by debuggers. */
  readonly name: string;
  /** The whole of its `process.env`. */
  readonly variables: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  /** The working directory, where the kind of isolate has one of its own. */
  readonly taskRoot: string;
  /** Node.js options, e.g. `--no-experimental-require-module`. */
  readonly flags: readonly string[];
  /** False: it does not keep this process alive. */
  readonly keepAlive: boolean;
  /** The processes that live no longer than the isolate. One that is a process is itself part of it. */
  readonly sandbox: Sandbox;
}

/** The end of an isolate. */
export type Exit =
  | { readonly kind: "exit"; readonly code: number }
  | { readonly kind: "signal"; readonly signal: string }
  | { readonly kind: "out-of-memory" }
  /** It could not even be started. */
  | { readonly kind: "failed"; readonly message: string };

export interface IsolateEvents {
  /** Brings a message that nobody has looked at yet: a function may have sent it. */
  message(message: unknown): void;
  /** Text that was written past the bootstrap, e.g. by a child process of the function. */
  output(text: string): void;
  /** Comes once, and last. */
  exit(exit: Exit): void;
}

/** A place to run the bootstrap in: own module graph, own `process.env`, can be stopped at any time. */
export interface Isolate {
  send(message: HostMessage): void;
  /** Of a thread of this process. */
  readonly threadId?: number;
  /** Of one that takes invocations ahead. */
  readonly claims?: Claims;
  /** Milliseconds for which it has waited so far, with nothing to do. Undefined: nobody can tell from outside. */
  idleMs?(): number;
  /** Stops it whatever it does; the `exit` event follows. */
  kill(): void;
}

export type StartIsolate = (options: IsolateOptions, events: IsolateEvents) => Isolate;
