import fc from "fast-check";
import { FrameMeter } from "../../../engine/src/services/api-gateway/websocket/connection/frame-meter.ts";
import { encodeEvent, eventPayloads } from "../../../engine/src/wire/protocols/event-stream.ts";
import { withoutChunks } from "../../../engine/src/wire/sigv4/aws-chunked.ts";
import { expectSame, refusals, refusingLater, type Target } from "../../target.ts";

/** Pieces of a length that the first byte says, so that the same bytes come in many ways. */
async function* piecesOf(bytes: Buffer, length: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function gathered(stream: AsyncIterable<Uint8Array>): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const piece of stream) found.push(Buffer.from(piece).toString("hex"));
  return found;
}

const inPieces = (input: Buffer) => [Math.max(1, (input[0] ?? 0) % 32), input.subarray(1)] as const;

/** Refuses bytes as the readers of streams do. */
const isRefusal = refusals(RangeError);

/** The framing of event streams: what comes in pieces is read as what comes at once. */
export const eventStream = (): Target => ({
  words: ["\0\0\0\x10", "\0\0\0\0", "\x07", "\x06", ":event-type", ":message-type"],
  structured: fc
    .tuple(fc.nat(40), fc.array(fc.tuple(fc.string({ maxLength: 5 }), fc.string()), { maxLength: 3 }))
    .map(([length, events]) =>
      Buffer.concat([
        Buffer.from([length]),
        ...events.map(([value, payload]) =>
          encodeEvent({ headers: { name: value, bytes: Buffer.from(value) }, payload: Buffer.from(payload) }),
        ),
      ]),
    ),
  async run(input) {
    const [length, bytes] = inPieces(input);
    const [whole, pieces] = await Promise.all(
      [bytes.length + 1, length].map((each) =>
        refusingLater(isRefusal, () => gathered(eventPayloads(piecesOf(bytes, each)))),
      ),
    );
    expectSame(pieces, whole, "events that come in pieces are read otherwise");
    const written = encodeEvent({ headers: { a: bytes.toString("latin1").slice(0, 99) }, payload: bytes });
    expectSame(
      await gathered(eventPayloads(piecesOf(written, length))),
      [bytes.toString("hex")],
      "an event is not read back",
    );
  },
});

/** Bodies in signed chunks. */
export const awsChunked = (): Target => ({
  words: ["\r\n", "0\r\n", "a;chunk-signature=", "1", "ff", "0;", "x-amz-trailer:"],
  structured: fc
    .tuple(fc.nat(40), fc.array(fc.string({ minLength: 1 }), { maxLength: 4 }))
    .map(([length, chunks]) =>
      Buffer.concat([
        Buffer.from([length]),
        ...[...chunks, ""].map((chunk) =>
          Buffer.from(`${Buffer.byteLength(chunk).toString(16)};chunk-signature=0\r\n${chunk}\r\n`),
        ),
      ]),
    ),
  async run(input) {
    const [length, bytes] = inPieces(input);
    const read = (each: number) =>
      refusingLater(isRefusal, async () => (await gathered(withoutChunks(piecesOf(bytes, each)))).join(""));
    expectSame(await read(length), await read(bytes.length + 1), "chunks that come in pieces are read otherwise");
  },
});

/** The heads of WebSocket frames: what comes in pieces is counted as what comes at once. */
export const frameMeter = (): Target => ({
  words: [
    "\x81\x85\0\0\0\0",
    "\x01\xfe\x7f\xff\0\0\0\0",
    "\x80\x80\0\0\0\0",
    "\x81\xff\0\0\0\0\0\x01\0\0",
    "\x88\x80",
    "\x89\x80\0\0\0\0",
  ],
  structured: fc
    .array(fc.constantFrom("\x81\x81\0\0\0\0a", "\x01\x80\0\0\0\0", "\x80\x82\0\0\0\0ab", "\x81\xfe\0\x01\0\0\0\0a"), {
      maxLength: 12,
    })
    .map((frames) => Buffer.from(`\x03${frames.join("")}`, "latin1")),
  largestBytes: 70_000,
  run(input) {
    const [length, bytes] = inPieces(input);
    const [whole, pieces] = [bytes.length + 1, length].map((each) => {
      const meter = new FrameMeter();
      for (let at = 0; at < bytes.length; at += each) meter.read(bytes.subarray(at, at + each));
      return { exceeded: meter.exceeded, messages: meter.messages };
    });
    expectSame(pieces, whole, "frames that come in pieces are counted otherwise");
  },
});
