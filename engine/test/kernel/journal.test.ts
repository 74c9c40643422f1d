import { describe, expect, it } from "vitest";
import { createJournal } from "../../src/kernel/journal.ts";

describe("Journal.waitFor", () => {
  it("resolves with an entry that is there already", async () => {
    const journal = createJournal(() => 7);
    journal.record("sqs", "sent", { queue: "a" });
    expect(await journal.waitFor({ service: "sqs", data: { queue: "a" } })).toMatchObject({
      seq: 1,
      at: 7,
      type: "sent",
    });
  });

  it("resolves with the next one to come after a given entry", async () => {
    const journal = createJournal(() => 0);
    journal.record("sqs", "sent", { n: 1 });
    const next = journal.waitFor({ type: "sent" }, { after: 1 });
    journal.record("sqs", "received");
    journal.record("sqs", "sent", { n: 2 });
    expect((await next).data).toEqual({ n: 2 });
  });

  it("rejects with the signal's reason", async () => {
    const journal = createJournal(() => 0);
    await expect(
      journal.waitFor({ type: "never" }, { signal: AbortSignal.abort(new Error("gave up")) }),
    ).rejects.toThrow("gave up");
  });
});

describe("Journal.entries", () => {
  it("keeps the newest and forgets the oldest, within bounds", () => {
    const journal = createJournal(() => 0);
    for (let n = 0; n < 60_000; n++) journal.record("test", "tick", { n });
    const kept = journal.entries();
    expect(kept.length).toBeLessThanOrEqual(25_000);
    expect(kept.at(-1)?.data.n).toBe(59_999);
  });
});

describe("Journal.record", () => {
  const KILOBYTE = 1024;
  const MEGABYTE = 1024 * KILOBYTE;

  it("keeps as many of the newest entries as fit into its bytes", () => {
    const journal = createJournal(() => 0, { maxBytes: 10 * MEGABYTE });
    for (let n = 0; n < 1_000; n++) journal.record("test", "log", { n, line: "x".repeat(100 * KILOBYTE) });
    const kept = journal.entries();
    expect(kept.at(-1)?.data.n).toBe(999);
    expect(kept.length).toBeGreaterThan(90);
    expect(kept.length).toBeLessThanOrEqual(102);
    expect(kept.map(({ seq }) => seq)).toEqual(kept.map((_, index) => 1_000 - kept.length + index + 1));
  });

  it("has 64 MB unless told otherwise, and one megabyte is what V8 takes for a text of that size", () => {
    const journal = createJournal(() => 0);
    let bytes = 0;
    journal.subscribe((_entry, size) => (bytes = size));
    journal.record("test", "log", { line: "x".repeat(100_000) });
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThan(100_300);
    journal.record("test", "log", { line: "✓".repeat(100_000) });
    expect(bytes).toBeGreaterThan(200_000);
    for (let n = 0; n < 1_000; n++) journal.record("test", "log", { line: "x".repeat(200 * KILOBYTE) });
    expect(journal.entries().length * 200 * KILOBYTE).toBeLessThanOrEqual(64 * MEGABYTE);
    expect(journal.entries().length).toBeGreaterThan(300);
  });

  it("cuts what is too long for one entry, and says by how much", () => {
    const journal = createJournal(() => 0);
    const line = "é".repeat(MEGABYTE);
    journal.record("lambda", "log", { functionName: "f", line, requestId: "r" });
    const [entry] = journal.entries();
    expect(entry?.data).toMatchObject({ functionName: "f", requestId: "r" });
    const [, kept = "", missing] = /^(é+)…\[truncated (\d+) bytes\]$/.exec(String(entry?.data.line)) ?? [];
    expect(Buffer.byteLength(kept) + Number(missing)).toBe(Buffer.byteLength(line));
    expect(kept.length).toBeGreaterThan(100 * KILOBYTE);
    expect(kept.length).toBeLessThanOrEqual(128 * KILOBYTE);
  });

  it("cuts lists, what is nested, and what has no end", () => {
    const journal = createJournal(() => 0);
    const round: Record<string, unknown> = {};
    round.round = round;
    const texts = Array.from({ length: 1_000_000 }, (_, n) => `text ${n}`);
    for (const data of [{ texts }, { deep: { texts } }, round, { buffer: Buffer.alloc(MEGABYTE) }]) {
      journal.record("test", "large", data);
      const text = JSON.stringify(journal.entries().at(-1));
      expect(text.length).toBeLessThan(600 * KILOBYTE);
      expect(text).toContain("…[truncated ");
    }
  });

  it("leaves entries of an ordinary size as they are given", () => {
    const journal = createJournal(() => 0);
    const data = { functionName: "f", error: { errorType: "E", trace: ["a", "b"] }, none: undefined, at: 7, ok: true };
    journal.record("test", "report", data);
    expect(journal.entries()[0]?.data).toBe(data);
  });
});

describe("Journal.next", () => {
  it("is the next entry, or the oldest that is kept", () => {
    const journal = createJournal(() => 0, { maxEntries: 10 });
    expect(journal.next(0)).toBeUndefined();
    for (let n = 0; n < 100; n++) journal.record("test", "tick");
    expect(journal.next(0)?.seq).toBe(91);
    expect(journal.next(90)?.seq).toBe(91);
    expect(journal.next(95)?.seq).toBe(96);
    expect(journal.next(100)).toBeUndefined();
    expect(journal.lastSeq).toBe(100);
  });
});
