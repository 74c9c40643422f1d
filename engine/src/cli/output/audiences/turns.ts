import type { Writable } from "node:stream";

/** Takes text, and tells how much of it has not been read. */
export interface TextStream extends Pick<Writable, "writableLength"> {
  write(text: string): unknown;
}

export interface TurnStream extends TextStream {
  /** Writes what has come so far. */
  flush(): void;
}

/** Writes at once what comes in one turn of the event loop: hundreds of lines then cost little more than one. */
export function inTurns(stream: TextStream): TurnStream {
  let waiting = "";

  function flush(): void {
    if (waiting !== "") stream.write(waiting);
    waiting = "";
  }

  process.once("exit", flush);
  return {
    flush,
    get writableLength() {
      return stream.writableLength + waiting.length;
    },
    write(text) {
      if (waiting === "") setImmediate(flush);
      waiting += text;
    },
  };
}
