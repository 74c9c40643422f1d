import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAssembly, type StreamPiece } from "../../src/streams/index.ts";

const piece = (offset: number, text: string, fields: Partial<StreamPiece> = {}): StreamPiece => ({
  entityId: "chat",
  streamId: "s",
  offset,
  text,
  state: "open",
  ...fields,
});

describe("a stream", () => {
  it("opens, grows and ends", () => {
    const { take } = createAssembly();
    const data = { author: "assistant" };
    expect(take(piece(0, "", { data }))).toEqual({ streamId: "s", text: "", state: "open", data });
    expect(take(piece(0, "It is "))).toMatchObject({ text: "It is ", state: "open", data });
    expect(take(piece(6, "here.", { state: "ended" }))).toMatchObject({ text: "It is here.", state: "ended", data });
  });

  it("says why it failed", () => {
    const error = { code: "model_failed", message: "No answer." };
    expect(createAssembly().take(piece(0, "I", { state: "failed", error }))).toEqual({
      streamId: "s",
      text: "I",
      state: "failed",
      error,
    });
  });

  it("ends once nothing before its end is missing", () => {
    const { take } = createAssembly();
    take(piece(0, "a"));
    expect(take(piece(2, "c", { state: "ended" }))).toBeUndefined();
    expect(take(piece(1, "b"))).toMatchObject({ text: "abc", state: "ended" });
  });

  it("is told of once for each change, and not when something comes again", () => {
    const { take } = createAssembly();
    take(piece(0, "ab"));
    for (const again of [piece(0, "ab"), piece(0, "a"), piece(1, "b"), piece(0, "")])
      expect(take(again)).toBeUndefined();
    expect(take(piece(1, "bc"))).toMatchObject({ text: "abc" });
    take(piece(3, "", { state: "ended" }));
    for (const again of [piece(0, "abc"), piece(3, "", { state: "ended" }), piece(9, "z")])
      expect(take(again)).toBeUndefined();
  });

  it("is its own, beside others", () => {
    const { take } = createAssembly();
    take(piece(0, "a"));
    expect(take(piece(0, "x", { streamId: "t" }))).toMatchObject({ streamId: "t", text: "x" });
    expect(take(piece(1, "b"))).toMatchObject({ streamId: "s", text: "ab" });
  });
});

describe("the places up to which streams are there", () => {
  it("are those without a hole, and say what is done", () => {
    const assembly = createAssembly();
    assembly.take(piece(0, "ab"));
    assembly.take(piece(5, "later"));
    assembly.take(piece(0, "x", { streamId: "t", state: "ended" }));
    expect(assembly.places()).toEqual([
      { streamId: "s", offset: 2 },
      { streamId: "t", offset: 1, done: true },
    ]);
    expect(assembly.isOpen).toBe(true);
    assembly.take(piece(2, "cde"));
    assembly.take(piece(10, "", { state: "ended" }));
    expect(assembly.isOpen).toBe(false);
  });

  it("are of 100 streams at most, of the open ones first", () => {
    const assembly = createAssembly();
    assembly.take(piece(0, "a", { streamId: "open" }));
    for (let index = 0; index < 150; index++)
      assembly.take(piece(0, "x", { streamId: `ended ${index}`, state: "ended" }));
    const ids = assembly.places().map(({ streamId }) => streamId);
    expect(ids).toHaveLength(100);
    expect(ids).toContain("open");
    expect(ids).toContain("ended 149");
  });
});

/** A part of a text as its server sends it. */
function pieceOf(text: string, start: number, length: number): StreamPiece {
  const offset = Math.min(start, text.length);
  return piece(offset, text.slice(offset, offset + length), {
    state: offset + length >= text.length ? "ended" : "open",
  });
}

describe("a text", () => {
  it("comes together once and in order, however its pieces are cut, shuffled, repeated and lost", () => {
    const cut = fc.tuple(fc.nat(60), fc.integer({ min: 0, max: 20 }));
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), fc.array(cut, { maxLength: 40 }), (text, cuts) => {
        const assembly = createAssembly();
        const pieces = cuts.map(([start, length]) => pieceOf(text, start, length));
        const shown = pieces.flatMap((one) => assembly.take(one) ?? []);
        for (const [index, { text: part, state }] of shown.entries()) {
          expect(text.startsWith(part)).toBe(true);
          expect(part.startsWith(shown[index - 1]?.text ?? "")).toBe(true);
          expect(state === "open" || part === text).toBe(true);
        }
        // The server is asked for the rest.
        const [place = { offset: 0, done: false }] = assembly.places();
        const rest = assembly.take(piece(place.offset, text.slice(place.offset), { state: "ended" }));
        if (!place.done) expect(rest).toMatchObject({ text, state: "ended" });
      }),
    );
  });

  it("does not take more memory for pieces that never fit", () => {
    const assembly = createAssembly();
    for (let index = 0; index < 1_000; index++) assembly.take(piece(1_000_000 - index, "x"));
    for (let index = 0; index < 1_000; index++) assembly.take(piece(0, "x".repeat(index)));
    expect(assembly.places()).toEqual([{ streamId: "s", offset: 999 }]);
  });
});
