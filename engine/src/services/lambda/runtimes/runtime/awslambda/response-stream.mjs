import { Writable } from "node:stream";
import { RuntimeError } from "../errors.mjs";

/** As much waits in the runtime's own stream before a function has to. */
const HIGH_WATER_MARK_BYTES = 65_536;

/** @typedef {(write: (chunk: string | Uint8Array) => void) => void} BeforeFirstWrite */

/**
 * The stream that a streaming handler writes its answer to. All of it is kept until its end, for callers that wait.
 *
 * @typedef {Writable & { setContentType(type: string): void, _onBeforeFirstWrite?: BeforeFirstWrite }} ResponseStream
 */

/** @param {unknown} chunk */
const toBytes = (chunk) => (typeof chunk === "string" || chunk instanceof Uint8Array ? chunk : JSON.stringify(chunk));

/**
 * @param {(chunk: Buffer) => void} onChunk
 * @returns {{ stream: ResponseStream, text: () => string }}
 */
export function createResponseStream(onChunk) {
  /** @type {Buffer[]} */
  const chunks = [];
  let isBegun = false;
  const writable = new Writable({
    highWaterMark: HIGH_WATER_MARK_BYTES,
    write(chunk, _encoding, written) {
      chunks.push(chunk);
      onChunk(chunk);
      written();
    },
  });
  const write = writable.write.bind(writable);

  /** @type {ResponseStream} */
  const stream = Object.assign(writable, {
    setContentType() {
      if (isBegun) throw new RuntimeError("InvalidStreamingOperation", "Cannot set content-type, too late.");
    },
    /**
     * @param {unknown} chunk
     * @param {any[]} rest
     */
    write(chunk, ...rest) {
      if (!isBegun) stream._onBeforeFirstWrite?.((first) => void write(first));
      isBegun = true;
      return write(toBytes(chunk), ...rest);
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}

/** The bytes between the head of an HTTP answer and its body. */
const DELIMITER = new Uint8Array(8);

/** `awslambda.HttpResponseStream`: puts an HTTP answer's head, as JSON, before what is written first. */
// biome-ignore lint/complexity/noStaticOnlyClass: the global is a class.
export class HttpResponseStream {
  /**
   * @param {ResponseStream} stream
   * @param {unknown} head Its `statusCode`, `headers` and `cookies`.
   */
  static from(stream, head) {
    stream.setContentType("application/vnd.awslambda.http-integration-response");
    const text = JSON.stringify(head);
    stream._onBeforeFirstWrite = (write) => {
      write(text);
      write(DELIMITER);
    };
    return stream;
  }
}
