import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseEntry, parseGap } from "../../src/engine/journal/entry.ts";
import { formatTime } from "../../src/ui/format.ts";
import { entry } from "../entries.ts";

describe("parseEntry", () => {
  it("takes an entry as it is", () => {
    const sent = entry(7, "execute-api", "connect", { connectionId: "abc=" });
    expect(parseEntry(JSON.stringify(sent))).toEqual(sent);
  });

  it.each([
    ["no JSON", "{"],
    ["no object", "7"],
    ["nothing", "null"],
    ["an entry without a number", JSON.stringify({ ...entry(1), seq: "1" })],
    ["an entry at a time that no calendar has", JSON.stringify({ ...entry(1), at: 9e15 })],
    ["an entry without a service", JSON.stringify({ ...entry(1), service: null })],
    ["an entry without a type", JSON.stringify({ ...entry(1), type: {} })],
    ["an entry without data", JSON.stringify({ ...entry(1), data: null })],
  ])("takes no notice of %s", (_, text) => {
    expect(parseEntry(text)).toBeUndefined();
  });

  it("gives nothing that cannot be shown, whatever comes", () => {
    const like = fc.record({
      seq: fc.oneof(fc.integer(), fc.anything()),
      at: fc.oneof(fc.double(), fc.anything()),
      service: fc.string(),
      type: fc.string(),
      data: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue()),
    });
    fc.assert(
      fc.property(fc.oneof(fc.string(), like.map(encode)), (text) => {
        const parsed = parseEntry(text);
        if (!parsed) return;
        expect(formatTime(parsed.at)).toMatch(/\d\d:\d\d\.\d{3}/);
        expect(typeof parsed.data).toBe("object");
      }),
    );
  });
});

describe("parseGap", () => {
  it("stands for the entries that the engine has forgotten", () => {
    const text = JSON.stringify({ reason: "forgotten", first: 4, last: 9, at: 1_000 });
    expect(parseGap(text)).toEqual({
      seq: 9,
      at: 1_000,
      service: "journal",
      type: "gap",
      data: { reason: "forgotten", first: 4, last: 9 },
    });
  });

  it.each(["", "null", "{}", '{"last":"9","at":1}', '{"last":9,"at":9e15}'])("takes no notice of %s", (text) => {
    expect(parseGap(text)).toBeUndefined();
  });
});

const encode = (value: unknown) => {
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return "";
  }
};
