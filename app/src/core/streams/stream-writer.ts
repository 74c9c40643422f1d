import { type EntityStreamEvent, STREAM_MAX_LENGTH, type StreamError } from "@portcullis/contract";

/** A text that grows before its readers' eyes. */
export interface StreamWriter {
  readonly streamId: string;
  /** Adds to the text. Resolves at once, unless much waits to be published. Rejects once something could not be. */
  append(text: string): Promise<void>;
  end(): Promise<void>;
  /** Tells readers that there will be no more, and why. */
  fail(error: StreamError): Promise<void>;
}

/** Piece of a stream, as an event has it. */
export type PublishedPiece = Pick<EntityStreamEvent, "offset" | "text" | "data" | "state" | "error">;

export interface StreamWriterDependencies {
  /** Publishes pieces in order. */
  readonly publish: (pieces: readonly PublishedPiece[]) => Promise<void>;
  readonly pause: (ms: number) => Promise<void>;
}

/** Time in which text goes together: about two tokens of a model. */
const WITHIN_MS = 40;

/** Most characters of a piece: two code units each at most, of which a piece has 16,384. */
const PIECE = /.{1,8192}/gsu;

/** Number of code units that wait at most while `append` resolves at once. */
const MOST_WAITING = 16 * 1024;

const GAVE_UP: StreamError = { code: "publish_failed", message: "The rest could not be published." };

/** Opens a stream at once, and publishes what is appended in steps, one after the other. */
export function createStreamWriter(
  streamId: string,
  data: unknown,
  { publish, pause }: StreamWriterDependencies,
): StreamWriter {
  let waiting = "";
  let published = 0;
  let isClosed = false;
  let isFlushing = false;
  let underWay = heard(publish([{ offset: 0, ...(data !== undefined && { data }) }]));

  async function flush(): Promise<void> {
    await pause(WITHIN_MS);
    isFlushing = false;
    // Half of a pair waits for its other half.
    const text = isClosed ? "" : waiting.replace(/[\uD800-\uDBFF]$/, "");
    waiting = waiting.slice(text.length);
    if (text !== "") await publish(cut(text, published));
    published += text.length;
  }

  async function close(end: Pick<PublishedPiece, "state" | "error">): Promise<void> {
    if (isClosed) throw new Error("The stream has ended.");
    isClosed = true;
    try {
      await underWay;
      const pieces = cut(waiting, published);
      const last = pieces.pop() ?? { offset: published };
      await publish([...pieces, { ...last, ...end }]);
    } catch (error) {
      // What could be published has to have an end, or its readers would wait for more.
      await publish([{ offset: published, state: "failed", error: GAVE_UP }]).catch(() => {});
      throw error;
    }
  }

  return {
    streamId,
    async append(text) {
      if (isClosed) throw new Error("The stream has ended.");
      if (published + waiting.length + text.length > STREAM_MAX_LENGTH)
        throw new Error(`A stream has ${STREAM_MAX_LENGTH} characters at most.`);
      waiting += text;
      if (!isFlushing) underWay = heard(underWay.then(flush));
      isFlushing = true;
      if (waiting.length > MOST_WAITING) await underWay;
    },
    end: () => close({ state: "ended" }),
    fail: (error) => close({ state: "failed", error }),
  };
}

/** A failure is told by whatever waits for it next. */
function heard(call: Promise<void>): Promise<void> {
  call.catch(() => {});
  return call;
}

/** Cuts a text between characters. Half of a pair, which has no UTF-8, becomes the character that stands for none. */
function cut(text: string, offset: number): PublishedPiece[] {
  let at = offset;
  return (text.replace(/\p{Cs}/gu, "\ufffd").match(PIECE) ?? []).map((part) => {
    const piece = { offset: at, text: part };
    at += part.length;
    return piece;
  });
}
