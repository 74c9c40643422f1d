import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSequence } from "../../src/subscriptions/sequence.ts";

describe("sequence", () => {
  it.each([
    ["in order", 5, [6, 7, 8], 8],
    ["late ones included", 5, [8, 7, 6], 8],
    ["up to the one that is missing", 5, [6, 8, 9], 6],
    ["past repetitions", 5, [6, 6, 5, 1, 7], 7],
    ["of nothing", 5, [], 5],
    ["without a place to begin", undefined, [6, 7], undefined],
  ])("counts messages %s", (_, since, seen, last) => {
    const sequence = createSequence(since);
    for (const seq of seen) sequence.observe(seq);
    expect(sequence.last).toBe(last);
  });

  it("takes in what came before the server said where to begin", () => {
    const sequence = createSequence();
    for (const seq of [7, 8, 3]) sequence.observe(seq);
    sequence.reset(6);
    expect(sequence.last).toBe(8);
  });

  it("begins anew without a place when the server keeps none", () => {
    const sequence = createSequence(5);
    sequence.observe(7);
    sequence.reset(undefined);
    sequence.observe(6);
    expect(sequence.last).toBeUndefined();
  });

  it("gives a missing message up when 256 others have come after it, and says so once", () => {
    const sequence = createSequence(0);
    const told = Array.from({ length: 300 }, (_, index) => sequence.observe(index + 2));
    expect(told.indexOf(true)).toBe(256);
    expect(told.filter(Boolean)).toHaveLength(1);
    expect(sequence.last).toBe(301);
  });

  it("ends at the same place in whatever order and however often messages come", () => {
    const order = fc
      .shuffledSubarray(
        Array.from({ length: 100 }, (_, index) => index + 1),
        { minLength: 100 },
      )
      .chain((all) => fc.tuple(fc.constant(all), fc.array(fc.constantFrom(...all))));
    fc.assert(
      fc.property(order, ([all, again]) => {
        const sequence = createSequence(0);
        for (const seq of [...again, ...all]) expect(sequence.observe(seq)).toBe(false);
        expect(sequence.last).toBe(100);
      }),
    );
  });
});
