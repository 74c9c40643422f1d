import { describe, expect, it } from "vitest";
import { createWaits } from "../../../src/aws/management-api/waits.ts";

const TIMES = { leastMs: 2_000, mostMs: 8_000 };

describe("the time for an answer", () => {
  it("is long while nobody has one, or only those who asked before", () => {
    const waits = createWaits(TIMES);
    const [first, second] = [waits.begin(), waits.begin()];
    expect(second.limitMs()).toBe(8_000);
    first.answered();
    expect(second.limitMs()).toBe(8_000);
  });

  it("is short for one that is overtaken", () => {
    const waits = createWaits(TIMES);
    const [first, second, third] = [waits.begin(), waits.begin(), waits.begin()];
    second.answered();
    expect([first.limitMs(), third.limitMs()]).toEqual([2_000, 8_000]);
  });

  it("is long over a new connection, which is taken after all others were read", () => {
    const waits = createWaits(TIMES);
    const [first, second] = [waits.begin(), waits.begin()];
    first.onNewConnection();
    second.answered();
    expect(first.limitMs()).toBe(8_000);
  });
});
