import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PackedRecord, PackedRecords } from "../../../src/kernel/packed/packed-records.ts";

type Kept = readonly [numbers: readonly number[], text: string];

function packed(maxBytes: number, width = 2) {
  const forgotten: Kept[] = [];
  const plain = ({ number, text }: PackedRecord): Kept => [
    Array.from({ length: width }, (_, at) => number(at)),
    text(),
  ];
  const records = new PackedRecords({ width, maxBytes, onForgotten: (record) => forgotten.push(plain(record)) });
  const kept = <T = Kept>(read: (record: PackedRecord) => T = plain as never) => {
    const all: T[] = [];
    records.forEach((record) => {
      all.push(read(record));
    });
    return all;
  };
  return { records, forgotten, kept };
}

describe("records", () => {
  it("come back as they were added, the oldest first", () => {
    const { records, kept } = packed(100_000);
    records.add([1, -0.5], "one");
    records.add([Number.MAX_SAFE_INTEGER, 2], "");
    records.add([3, 4], "zwölf Boxkämpfer 🥊");
    expect(kept()).toEqual([
      [[1, -0.5], "one"],
      [[Number.MAX_SAFE_INTEGER, 2], ""],
      [[3, 4], "zwölf Boxkämpfer 🥊"],
    ]);
  });

  it("tell the size of their text without reading it", () => {
    const { records, kept } = packed(100_000);
    for (const text of ["one", "", "ö🥊"]) records.add([0, 0], text);
    expect(kept(({ bytes }) => bytes)).toEqual([3, 0, 6]);
  });

  it("are kept when one alone is larger than all may be", () => {
    const { records, forgotten, kept } = packed(1000);
    records.add([1, 1], "small");
    records.add([2, 2], "x".repeat(5000));
    expect(forgotten).toEqual([[[1, 1], "small"]]);
    expect(kept()).toEqual([[[2, 2], "x".repeat(5000)]]);
    records.add([3, 3], "");
    expect(kept()).toEqual([[[3, 3], ""]]);
  });

  it("are all forgotten or kept, in their order, whatever they are", () => {
    const record = fc.tuple(
      fc.array(fc.double({ noNaN: true }), { minLength: 2, maxLength: 2 }),
      fc.oneof(fc.string({ unit: "grapheme", maxLength: 300 }), fc.string({ minLength: 3000, maxLength: 5000 })),
    );
    fc.assert(
      fc.property(fc.array(record, { maxLength: 60 }), fc.integer({ min: 1, max: 20_000 }), (added, maxBytes) => {
        const { records, forgotten, kept } = packed(maxBytes);
        for (const [numbers, text] of added) records.add(numbers, text);
        expect([...forgotten, ...kept()]).toEqual(added);
        const texts = kept().reduce((total, [, text]) => total + Buffer.byteLength(text), 0);
        expect(texts <= maxBytes || kept().length === 1).toBe(true);
      }),
      // To shrink long texts takes minutes; the seed tells as much.
      { endOnFailure: true },
    );
  });
});
