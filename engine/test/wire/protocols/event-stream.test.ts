import { EventStreamCodec } from "@smithy/core/event-streams";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeEvent, eventPayloads } from "../../../src/wire/protocols/event-stream.ts";

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(typeof bytes === "string" ? bytes : bytes).toString(),
  (text) => Buffer.from(text),
);

async function* inPieces(bytes: Buffer, length: number) {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function read(pieces: AsyncIterable<Uint8Array>): Promise<string[]> {
  const payloads: string[] = [];
  for await (const payload of eventPayloads(pieces)) payloads.push(payload.toString());
  return payloads;
}

const event = (text: string) => encodeEvent({ headers: { ":event-type": "x" }, payload: Buffer.from(text) });

describe("an event stream", () => {
  it("is read by the SDK's own codec", () => {
    const at = new Date("2026-03-01T12:00:00.123Z");
    const headers = { ":event-type": "chünk", ":date": at, ":chunk-signature": Buffer.from("0102", "hex") };
    const message = codec.decode(encodeEvent({ headers, payload: Buffer.from('{"a":1}') }));
    expect(Buffer.from(message.body).toString()).toBe('{"a":1}');
    expect(message.headers).toEqual({
      ":event-type": { type: "string", value: "chünk" },
      ":date": { type: "timestamp", value: at },
      ":chunk-signature": { type: "binary", value: new Uint8Array([1, 2]) },
    });
  });

  it("is read in whatever pieces it comes", async () => {
    const texts = fc.array(fc.string());
    await fc.assert(
      fc.asyncProperty(texts, fc.integer({ min: 1, max: 50 }), async (payloads, length) => {
        const written = payloads.map((text) =>
          Buffer.from(codec.encode({ headers: { a: { type: "boolean", value: true } }, body: Buffer.from(text) })),
        );
        expect(await read(inPieces(Buffer.concat(written), length))).toEqual(payloads);
      }),
    );
  });

  it.each<[string, Buffer, RegExp]>([
    ["ends in the middle", event("abc").subarray(0, 20), /ends in the middle of a message/],
    ["is none", Buffer.from("GET / HTTP/1.1\r\n\r\n"), /no event stream/],
    ["has a payload that was changed", Buffer.from(event("abc")).fill("x", 28, 29), /damaged/],
  ])("is refused when it %s", async (_what, bytes, message) => {
    await expect(read(inPieces(bytes, 7))).rejects.toThrow(message);
  });
});
