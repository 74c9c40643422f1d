import type { Writable } from "node:stream";

/** Takes text, and tells how much of it has not been read. */
export interface TextStream extends Pick<Writable, "writableLength"> {
  write(text: string): unknown;
}

export interface TurnStream extends TextStream {
  /** Writes what has come so far. */
  flush(): void;
}

/** Between two writes while there is much to tell: sooner than a screen shows anything else. */
const PAUSE_MS = 15;

/**
 * Writes at once what comes in one turn of the event loop, and after that what comes within a moment: thousands of lines
 * a second then cost little more than dozens.
 */
export function inTurns(stream: TextStream): TurnStream {
  let waiting = "";
  let writtenAt = Number.NEGATIVE_INFINITY;

  function flush(): void {
    if (waiting !== "") stream.write(waiting);
    waiting = "";
    writtenAt = performance.now();
  }

  function schedule(): void {
    const leftMs = writtenAt + PAUSE_MS - performance.now();
    if (leftMs <= 0) setImmediate(flush);
    else setTimeout(flush, leftMs).unref();
  }

  process.once("exit", flush);
  return {
    flush,
    get writableLength() {
      return stream.writableLength + waiting.length;
    },
    write(text) {
      if (waiting === "") schedule();
      waiting += text;
    },
  };
}
