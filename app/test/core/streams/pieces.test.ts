import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endOf, joinFrom, type Stretch } from "../../../src/core/streams/pieces.ts";
import type { Piece } from "../../../src/core/streams/ports.ts";

const END = { state: "ended" } as const;

describe("joinFrom", () => {
  it.each<[string, number, readonly Piece[], Stretch | undefined]>([
    ["nothing of nothing", 0, [], undefined],
    [
      "all that follows",
      0,
      [
        { offset: 0, text: "ab" },
        { offset: 2, text: "c" },
      ],
      { offset: 0, text: "abc" },
    ],
    [
      "what follows on a place",
      2,
      [
        { offset: 0, text: "ab" },
        { offset: 2, text: "c" },
      ],
      { offset: 2, text: "c" },
    ],
    ["nothing after a hole", 0, [{ offset: 2, text: "c" }], undefined],
    [
      "what is before a hole",
      0,
      [
        { offset: 0, text: "a" },
        { offset: 2, text: "c" },
      ],
      { offset: 0, text: "a" },
    ],
    ["the rest of what overlaps", 1, [{ offset: 0, text: "abc" }], { offset: 1, text: "bc" }],
    ["the end", 2, [{ offset: 2, ...END }], { offset: 2, text: "", end: { offset: 2, ...END } }],
    ["no end after a hole", 0, [{ offset: 2, ...END }], undefined],
  ])("gives %s", (_, from, pieces, stretch) => {
    expect(joinFrom(from, pieces)).toEqual(stretch);
  });

  it("gives no more than one message takes, and the rest the next time", () => {
    const pieces: Piece[] = [0, 1, 2].map((index) => ({ offset: index * 7_000, text: "x".repeat(7_000) }));
    const first = joinFrom(0, [...pieces, { offset: 21_000, ...END }]);
    expect(first).toEqual({ offset: 0, text: "x".repeat(14_000) });
    expect(joinFrom(14_000, [...pieces, { offset: 21_000, ...END }])).toMatchObject({
      text: "x".repeat(7_000),
      end: END,
    });
  });

  it("gives the whole text in turns, however it was cut and whatever overlaps", () => {
    const cuts = fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 15 })));
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), cuts, (text, extra) => {
        const whole = [...text].map((_, index) => [index, 1] as const);
        const pieces = [...whole, ...extra]
          .filter(([offset]) => offset < text.length)
          .map(([offset, length]): Piece => ({ offset, text: text.slice(offset, offset + length) }))
          .sort((one, other) => one.offset - other.offset);
        let joined = "";
        const all = [...pieces, ...surrogatesOf(text), { offset: text.length, ...END }].sort(
          (one, other) => one.offset - other.offset,
        );
        for (let next = joinFrom(0, all); next; next = next.end ? undefined : joinFrom(endOf(next), all))
          joined += next.text;
        expect(joined).toBe(text);
      }),
    );
  });
});

/** The code units that a text has beyond its characters. */
const surrogatesOf = (text: string): Piece[] =>
  Array.from({ length: text.length }, (_, offset) => ({ offset, text: text.charAt(offset) }));
