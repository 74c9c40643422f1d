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
