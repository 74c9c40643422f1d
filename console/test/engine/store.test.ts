import { describe, expect, it } from "vitest";
import { createJournalStore } from "../../src/engine/journal/store.ts";
import { entry, seqs } from "../entries.ts";

describe("journal store", () => {
  it.each([
    ["all while there are few", 2, [1, 2]],
    ["the newest three", 3, [1, 2, 3]],
    ["the newest three of five", 5, [3, 4, 5]],
    ["the newest three of a hundred", 100, [98, 99, 100]],
  ])("keeps %s, oldest first", (_, count, kept) => {
    const store = createJournalStore(3);
    for (let seq = 1; seq <= count; seq++) store.add(entry(seq));
    expect(seqs(store.entries)).toEqual(kept);
    expect(store.total).toBe(count);
  });

  it("forgets everything when it is cleared, but not which services there are", () => {
    const store = createJournalStore(3);
    for (const service of ["sqs", "lambda", "sqs"]) store.add(entry(1, service));
    store.clear();
    expect([store.entries, store.total, store.services]).toEqual([[], 0, ["sqs", "lambda"]]);
    store.add(entry(2));
    expect(seqs(store.entries)).toEqual([2]);
  });

  it("keeps fewer when they are long, and the newest in any case", () => {
    const store = createJournalStore(1_000, 100);
    for (let seq = 1; seq <= 50; seq++) store.add(entry(seq), 10);
    expect(store.entries.length).toBeGreaterThanOrEqual(5);
    expect(store.entries.length).toBeLessThanOrEqual(10);
    expect(seqs(store.entries).at(-1)).toBe(50);
    store.add(entry(51), 1_000);
    expect(seqs(store.entries)).toEqual([51]);
  });

  it("offers at most a hundred services", () => {
    const store = createJournalStore(3);
    for (let seq = 0; seq < 500; seq++) store.add(entry(seq, `service ${seq}`));
    expect(store.services).toHaveLength(100);
  });
});
