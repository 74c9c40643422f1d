import type * as contract from "@portcullis/contract";
import { createTextBuffer } from "./text-buffer.ts";
import type { Timer } from "./wait.ts";

/** Piece of a stream, as an event has it. */
export type Piece = Pick<contract.EntityStreamEvent, "offset" | "text" | "data" | "state" | "error">;

export type StreamFailure = contract.StreamError;

/** A text that grows before its readers' eyes. */
export interface StreamWriter {
  readonly streamId: string;
  /**
   * Adds to the text. What is added within some milliseconds goes together. Resolves at once, unless much waits to be
   * published. Rejects once something could not be: then the stream has to be ended, which tells its readers.
   */
  append(text: string): Promise<void>;
  /** Publishes what waits, and ends the stream. Rejects when not all of it could be published. */
  end(): Promise<void>;
  /** Publishes what waits, and tells readers that there will be no more, and why. */
  fail(error: StreamFailure): Promise<void>;
  /** Appends all that a source gives and ends; where the source throws, fails and throws the same. */
  pipe(source: AsyncIterable<string>): Promise<void>;
}

export interface StreamWriterDependencies {
  /** Publishes pieces in order. Rejects when not all were taken. */
  readonly publish: (pieces: readonly Piece[]) => Promise<void>;
  readonly clock: Timer;
  /** Longest time that text waits for more. */
  readonly withinMs: number;
}

/** Most characters of a piece: two code units each at most, of which a piece has 16,384. */
const PIECE = /.{1,8192}/gsu;

/** Most code units of a stream. */
const MOST_CODE_UNITS = 256 * 1024;

const GAVE_UP: StreamFailure = { code: "publish_failed", message: "The rest could not be published." };
const SOURCE_FAILED: StreamFailure = { code: "source_failed", message: "The text was broken off." };

/** Opens a stream at once. One call publishes at a time, so that pieces are in order. */
export function createStreamWriter(
  streamId: string,
  data: unknown,
  { publish, ...others }: StreamWriterDependencies,
): StreamWriter {
  /** Length of all that was appended, and of what was published of it. */
  let length = 0;
  let published = 0;
  let isClosed = false;
  const buffer = createTextBuffer({ ...others, take });

  async function take(text: string): Promise<void> {
    await publish(cut(text, published));
    published += text.length;
  }

  async function append(text: string): Promise<void> {
    if (isClosed) throw new Error("The stream has ended.");
    if (length + text.length > MOST_CODE_UNITS) throw new Error(`A stream has ${MOST_CODE_UNITS} characters at most.`);
    length += text.length;
    await buffer.add(text);
  }

  async function close(end: Pick<Piece, "state" | "error">): Promise<void> {
    if (isClosed) throw new Error("The stream has ended.");
    isClosed = true;
    try {
      const pieces = cut(await buffer.stop(), published);
      const last = pieces.pop() ?? { offset: published };
      await publish([...pieces, { ...last, ...end }]);
    } catch (error) {
      // What could be published has to have an end, or its readers would wait for more.
      await publish([{ offset: published, state: "failed", error: GAVE_UP }]).catch(() => {});
      throw error;
    }
  }

  async function pipe(source: AsyncIterable<string>): Promise<void> {
    try {
      for await (const text of source) await append(text);
    } catch (error) {
      await close({ state: "failed", error: SOURCE_FAILED }).catch(() => {});
      throw error;
    }
    await close({ state: "ended" });
  }

  buffer.run(() => publish([{ offset: 0, ...(data !== undefined && { data }) }]));
  return {
    streamId,
    append,
    end: () => close({ state: "ended" }),
    fail: (error) => close({ state: "failed", error }),
    pipe,
  };
}

/** Cuts a text between characters. Half of a pair, which has no UTF-8, becomes the character that stands for none. */
function cut(text: string, offset: number): Piece[] {
  let at = offset;
  return (text.replace(/\p{Cs}/gu, "\ufffd").match(PIECE) ?? []).map((part) => {
    const piece = { offset: at, text: part };
    at += part.length;
    return piece;
  });
}
