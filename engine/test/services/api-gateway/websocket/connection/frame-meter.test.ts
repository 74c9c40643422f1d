import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameMeter } from "../../../../../src/services/api-gateway/websocket/connection/frame-meter.ts";
import { frame } from "../harness/frames.ts";

const LIMIT = 32 * 1024;

function meterOf(bytes: Buffer, chunkSize = bytes.length): FrameMeter {
  const meter = new FrameMeter();
  for (let at = 0; at < bytes.length; at += chunkSize) meter.read(bytes.subarray(at, at + chunkSize));
  return meter;
}

describe("FrameMeter", () => {
  it.each([0, 1, 125, 126, 65_535 >> 1, LIMIT])("lets a frame of %i bytes pass", (length) => {
    expect(meterOf(frame("text", Buffer.alloc(length)))).toMatchObject({ exceeded: false, messages: 1 });
  });

  it.each([LIMIT + 1, 65_535, 65_536, 1_000_000])("stops at a frame of %i bytes", (length) => {
    expect(meterOf(frame("text", Buffer.alloc(length)))).toMatchObject({ exceeded: true, messages: 0 });
  });

  it("needs no more than the header to see it", () => {
    expect(meterOf(frame("binary", Buffer.alloc(70_000)).subarray(0, 14)).exceeded).toBe(true);
  });

  it("counts the messages that came before, and not control frames", () => {
    const bytes = Buffer.concat([
      frame("text", Buffer.from("one")),
      frame("ping", Buffer.alloc(0)),
      frame("text", Buffer.from("t"), { fin: false }),
      frame("continuation", Buffer.from("wo")),
      frame("text", Buffer.alloc(LIMIT + 1)),
      frame("text", Buffer.from("three")),
    ]);
    expect(meterOf(bytes)).toMatchObject({ exceeded: true, messages: 2 });
  });

  it("finds the same however the bytes are cut", () => {
    const part = fc.record({
      kind: fc.constantFrom("text" as const, "continuation" as const, "ping" as const),
      length: fc.oneof(fc.integer({ min: 0, max: 130 }), fc.integer({ min: LIMIT - 1, max: LIMIT + 2 })),
      fin: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.integer({ min: 1, max: 5_000 }), (parts, chunkSize) => {
        const bytes = Buffer.concat(parts.map(({ kind, length, fin }) => frame(kind, Buffer.alloc(length), { fin })));
        const { exceeded, messages } = meterOf(bytes);
        expect(meterOf(bytes, chunkSize)).toMatchObject({ exceeded, messages });
      }),
      { numRuns: 60 },
    );
  });
});
