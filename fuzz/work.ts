import type { Kept } from "./corpus.ts";

/** Orders to a worker thread. */
export type Work = {
  readonly target: string;
  /** All that it makes follows from it. */
  readonly seed: number;
  readonly shared: SharedArrayBuffer;
  /** Null: it waits for inputs to try. */
  readonly campaign: { readonly corpus: readonly Kept[]; readonly forMs: number } | null;
};

/** Things that a worker tells of. */
export type Told =
  | { readonly kind: "ready" }
  | { readonly kind: "failure"; readonly failure: Failure; readonly input: Uint8Array }
  | { readonly kind: "reached"; readonly input: Uint8Array }
  /** The answer to an input to try. */
  | { readonly kind: "tried"; readonly failure: Failure | undefined }
  | { readonly kind: "done" };

/** Something that an input does to a target and should not. */
export interface Failure {
  /** The same for the same failure. */
  readonly key: string;
  /** The error, with its stack. */
  readonly text: string;
}

/** The error's name, its words without what differs from input to input, and the first line of ours in its stack. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { key: String(error), text: String(error) };
  const place =
    /\((?:file:\/\/)?[^()]*\/((?:engine|fuzz)\/[^():]+):(\d+)/
      .exec(error.stack ?? "")
      ?.slice(1, 3)
      .join(":") ?? "";
  const words = error.message
    .slice(0, 60)
    .replace(/\d+/g, "N")
    .replace(/"[^"]*"?/g, "…");
  return { key: `${error.name}: ${words} at ${place}`, text: error.stack ?? error.message };
}

/** The input that a worker is at, where its watcher sees it: the worker itself may hang or die of it. */
export class Shared {
  readonly buffer: SharedArrayBuffer;
  readonly #numbers: Int32Array;
  readonly #bytes: Uint8Array;

  constructor(buffer = new SharedArrayBuffer(HEAD_BYTES + LARGEST_INPUT_BYTES)) {
    this.buffer = buffer;
    this.#numbers = new Int32Array(buffer, 0, HEAD_BYTES / 4);
    this.#bytes = new Uint8Array(buffer, HEAD_BYTES);
  }

  /** The number of inputs so far. */
  get count(): number {
    return Atomics.load(this.#numbers, COUNT);
  }

  /** True while an input is run. */
  get isRunning(): boolean {
    return Atomics.load(this.#numbers, RUNNING) === 1;
  }

  get input(): Buffer {
    return Buffer.from(this.#bytes.slice(0, Atomics.load(this.#numbers, LENGTH)));
  }

  begin(input: Buffer): void {
    this.#bytes.set(input.subarray(0, LARGEST_INPUT_BYTES));
    Atomics.store(this.#numbers, LENGTH, Math.min(input.length, LARGEST_INPUT_BYTES));
    Atomics.store(this.#numbers, RUNNING, 1);
  }

  end(): void {
    Atomics.store(this.#numbers, RUNNING, 0);
    Atomics.add(this.#numbers, COUNT, 1);
  }
}

const HEAD_BYTES = 16;
const [COUNT, LENGTH, RUNNING] = [0, 1, 2];
const LARGEST_INPUT_BYTES = 1024 * 1024;
