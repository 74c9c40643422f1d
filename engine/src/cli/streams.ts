import type { Readable, Writable } from "node:stream";

/** Streams of a command, and the sign to end it. */
export interface Streams {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable & { readonly isTTY?: boolean };
  readonly errors: Writable;
  /** Ctrl-C. */
  readonly interrupted: AbortSignal;
}

/** The process's own. A second Ctrl-C ends it at once. */
export function processStreams(): Streams {
  const interrupt = new AbortController();
  process.once("SIGINT", () => interrupt.abort());
  return { input: process.stdin, output: process.stdout, errors: process.stderr, interrupted: interrupt.signal };
}
