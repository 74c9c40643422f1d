import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Heap } from "../../src/kernel/heap.ts";

const item = fc.record({ key: fc.integer({ min: 0, max: 20 }) });

describe("Heap", () => {
  it("gives its members in order, whatever was deleted meanwhile", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(item, fc.boolean())), (steps) => {
        const heap = new Heap<{ key: number }>((a, b) => a.key < b.key);
        const kept: number[] = [];
        for (const [member] of steps) heap.push(member);
        for (const [member, deleted] of steps) {
          if (deleted) expect(heap.delete(member)).toBe(true);
          else kept.push(member.key);
        }
        const popped: number[] = [];
        for (let next = heap.pop(); next; next = heap.pop()) popped.push(next.key);
        expect(popped).toEqual(kept.sort((a, b) => a - b));
      }),
    );
  });

  it("says that a stranger is no member", () => {
    expect(new Heap<object>(() => false).delete({})).toBe(false);
  });
});
